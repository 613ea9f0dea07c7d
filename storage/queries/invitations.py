"""One-time codes that let people in. A code is shown once; only its hash is kept."""

import hashlib
import secrets
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from storage.queries.history import record
from storage.tables import Invitation, Role

# Without look-alikes (0 O, 1 I L, 2 Z, 5 S, 8 B) the codes can be read aloud and copied from paper. Without vowels, D
# and W a Vietnamese keyboard (Telex, VNI) cannot turn what is typed into an accented letter.
ALPHABET = "23456789CFGHJKMNPQRTVX"
LENGTH = 8
SHORT_LENGTH = 3


def new_code() -> str:
    """An unguessable code (35 bits), grouped for reading: "K7MF-3XQ9". One digit at least tells it from a word."""
    while True:
        letters = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
        if any(letter.isdigit() for letter in letters):
            return f"{letters[:4]}-{letters[4:]}"


def short_code() -> str:
    """Names one message to the person who got it ("7K3"): looked for among their own messages alone. One digit at least
    tells it from a word, one letter from a number."""
    while True:
        letters = "".join(secrets.choice(ALPHABET) for _ in range(SHORT_LENGTH))
        if any(letter.isdigit() for letter in letters) and any(letter.isalpha() for letter in letters):
            return letters


def hash_code(code: str) -> str:
    """SHA-256 of the code as it was meant: upper case, without spaces, dashes and the like."""
    meant = "".join(letter for letter in unicodedata.normalize("NFKC", code).upper() if letter.isalnum())
    return hashlib.sha256(meant.encode()).hexdigest()


def find_invitation(session: Session, code: str) -> Invitation | None:
    """The invitation of a typed code, also when it is used, revoked or expired: the caller says which. Needs a writing
    session: two who use the same code at the same moment take turns."""
    return session.exec(select(Invitation).where(Invitation.code_hash == hash_code(code)).with_for_update()).first()


def make_invitation(  # noqa: PLR0913 - one for every column, all by name
    session: Session,
    *,
    role: Role | None,
    unit_id: int | None,
    now: datetime,
    valid_for: timedelta,
    person_id: int | None = None,
    replaces: int | None = None,
    contact_id: int | None = None,
    created_by: int | None = None,
    candidate_id: int | None = None,
) -> tuple[Invitation, str]:
    """A stored invitation and its code. ``now`` is real time: codes expire by the real clock. With ``person_id`` (and
    no role) it adds another channel to that person. ``candidate_id``: of an individual's role."""
    code = new_code()
    invitation = Invitation(
        code_hash=hash_code(code),
        role=role,
        person_id=person_id,
        replaces=replaces,
        contact_id=contact_id,
        created_by=created_by,
        unit_id=unit_id,
        candidate_id=candidate_id,
        created_at=now,
        expires_at=now + valid_for,
    )
    session.add(invitation)
    session.flush()
    return invitation, code


@dataclass(frozen=True, slots=True)
class Target:
    """What an invitation is for: a role in a unit, of a line on the officer's list or of nobody in particular.
    ``channel``: the bot that it names."""

    role: Role
    unit_id: int
    contact_id: int | None = None
    channel: str | None = field(default=None, compare=False)


def outstanding_invitations(session: Session, now: datetime) -> list[Invitation]:
    """Those that would let somebody in at this moment (real time), oldest first. Codes that only add a channel are
    left out."""
    return list(
        session.exec(
            select(Invitation)
            .where(col(Invitation.role).is_not(None), Invitation.expires_at > now)
            .where(col(Invitation.used_at).is_(None), col(Invitation.revoked_at).is_(None))
            .order_by(col(Invitation.id))
        )
    )


def store_invitations(
    session: Session,
    codes: Iterable[tuple[Target, str]],
    *,
    now: datetime,
    expires: datetime,
    at: datetime,
    by: int | None,
) -> None:
    """The hashes of codes that were made for a sheet. What was handed out for the same before is revoked: a paper that
    lies about opens nothing any more. ``now``: real time; ``at``: campaign time; ``by``: the organizer."""
    wanted = dict(codes)
    revoke_invitations(
        session, [one for one in outstanding_invitations(session, now) if _is_for(one, wanted)], now=now, at=at, by=by
    )
    record(session, at=at, person_id=by, subject="invitation", action="made", after={"count": len(wanted)})
    for target, code_hash in wanted.items():
        session.add(
            Invitation(
                code_hash=code_hash,
                role=target.role,
                unit_id=target.unit_id,
                contact_id=target.contact_id,
                channel=target.channel,
                created_by=by,
                created_at=now,
                expires_at=expires,
            )
        )
    session.flush()


def revoke_invitations(
    session: Session, invitations: Sequence[Invitation], *, now: datetime, at: datetime, by: int | None
) -> None:
    """Let these codes open nothing any more. ``now``: real time; ``at``: campaign time."""
    for invitation in invitations:
        invitation.revoked_at = now
    if invitations:
        record(
            session, at=at, person_id=by, subject="invitation", action="withdrawn", after={"count": len(invitations)}
        )


def _is_for(invitation: Invitation, wanted: Iterable[Target]) -> bool:
    """A hand-over is somebody's own code and stays."""
    if invitation.role is None or invitation.unit_id is None or invitation.replaces is not None:
        return False
    return Target(invitation.role, invitation.unit_id, invitation.contact_id) in wanted
