"""One-time codes that let people in. A code is shown once; only its hash is kept."""

import hashlib
import secrets
import unicodedata
from datetime import datetime, timedelta

from sqlmodel import Session, select

from storage.tables import Invitation, Role

# Without look-alikes (0 O, 1 I L, 2 Z, 5 S, 8 B) the codes can be read aloud and copied from paper. Without vowels, D
# and W a Vietnamese keyboard (Telex, VNI) cannot turn what is typed into an accented letter.
ALPHABET = "23456789CFGHJKMNPQRTVX"
LENGTH = 8


def new_code() -> str:
    """An unguessable code (35 bits), grouped for reading: "K7MF-3XQ9". One digit at least tells it from a word."""
    while True:
        letters = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
        if any(letter.isdigit() for letter in letters):
            return f"{letters[:4]}-{letters[4:]}"


def hash_code(code: str) -> str:
    """SHA-256 of the code as it was meant: upper case, without spaces, dashes and the like."""
    meant = "".join(letter for letter in unicodedata.normalize("NFKC", code).upper() if letter.isalnum())
    return hashlib.sha256(meant.encode()).hexdigest()


def find_invitation(session: Session, code: str) -> Invitation | None:
    """The invitation of a typed code, also when it is used, revoked or expired: the caller says which. Needs a writing
    session: two who use the same code at the same moment take turns."""
    return session.exec(select(Invitation).where(Invitation.code_hash == hash_code(code)).with_for_update()).first()


def make_invitation(
    session: Session,
    *,
    role: Role | None,
    unit_id: int | None,
    now: datetime,
    valid_for: timedelta,
    person_id: int | None = None,
    replaces: int | None = None,
) -> tuple[Invitation, str]:
    """A stored invitation and its code. ``now`` is real time: codes expire by the real clock. With ``person_id`` (and
    no role) it adds another channel to that person."""
    code = new_code()
    invitation = Invitation(
        code_hash=hash_code(code),
        role=role,
        person_id=person_id,
        replaces=replaces,
        unit_id=unit_id,
        created_at=now,
        expires_at=now + valid_for,
    )
    session.add(invitation)
    session.flush()
    return invitation, code
