"""Decisions as they are typed with the code of their message: "DUYET 7K3"."""

import re
from collections.abc import Sequence

from handlers.conversation import Choice
from handlers.reading import normalize
from storage.queries.invitations import ALPHABET, SHORT_LENGTH

_TYPED = re.compile(rf"([a-z][a-z ]*?) ?\(?([{ALPHABET.lower()}]{{{SHORT_LENGTH}}})\)?")
_MEANINGS = {
    **dict.fromkeys(("duyet", "dong y", "chap nhan", "approve"), "approve"),
    **dict.fromkeys(("tu choi", "khong duyet", "refuse"), "refuse"),
    **dict.fromkeys(("tra lai", "return"), "return"),
    **dict.fromkeys(("chuyen", "chuyen tiep", "pass"), "pass"),
    **dict.fromkeys(("ket thuc", "xong", "finish"), "finish"),
    **dict.fromkeys(("cong bo", "publish"), "publish"),
}


def read_decision(text: str) -> tuple[str, str] | None:
    """What is decided and the code (upper case) of the message that asks for it; None when the text is none."""
    found = _TYPED.fullmatch(normalize(text))
    if found is None or found[1] not in _MEANINGS or not any(letter.isdigit() for letter in found[2]):
        return None
    return _MEANINGS[found[1]], found[2].upper()


def meaning_of(choice: Choice) -> str | None:
    """What a choice decides; None when it decides nothing."""
    return _MEANINGS.get(normalize(choice.verb)) if choice.verb else None


def decided(text: str, choices: Sequence[Choice], code: str | None) -> str | None:
    """The id of the choice that is typed with the code of its own message."""
    said = read_decision(text)
    if said is None or code is None or said[1] != code:
        return None
    return next((choice.id for choice in choices if meaning_of(choice) == said[0]), None)
