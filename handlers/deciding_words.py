"""Decisions as they are typed with the code of their message: "DUYET 7K3", "TRA LAI 7K3 thiếu chữ ký"."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from handlers.conversation import Choice
from handlers.reading import normalize
from storage.queries.invitations import ALPHABET, SHORT_LENGTH

SHORTEST_WORDS = 5  # letters; what is shorter is no reason, but a number or a slip
_CODE = re.compile(rf"(?=.*\d)(?=.*\D)[{ALPHABET}]{{{SHORT_LENGTH}}}")
_WORD = re.compile(r"\S+")
_AROUND = "()[].,:;“”\"'"
_LONGEST_VERB = 2  # words
_MEANINGS = {
    **dict.fromkeys(("duyet", "dong y", "chap nhan", "approve"), "approve"),
    **dict.fromkeys(("tu choi", "khong duyet", "refuse"), "refuse"),
    **dict.fromkeys(("tra lai", "return"), "return"),
    **dict.fromkeys(("chuyen", "chuyen tiep", "pass"), "pass"),
    **dict.fromkeys(("ket thuc", "xong", "finish"), "finish"),
    **dict.fromkeys(("cong bo", "publish"), "publish"),
    **dict.fromkeys(("ghi", "ghi nhan", "record"), "record"),
    **dict.fromkeys(("giong", "same"), "same"),
}


class Coded(NamedTuple):
    """``meaning`` of the verb, ``code`` in upper case, ``rest``: what was written after it, as it was written."""

    meaning: str
    code: str
    rest: str


def read_decision(text: str) -> Coded | None:
    """A verb, the code of the message that asks for it, and words after it; None when the text begins otherwise."""
    words = list(_WORD.finditer(text))
    for count in range(1, min(_LONGEST_VERB, len(words) - 1) + 1):
        meaning = _MEANINGS.get(normalize(text[: words[count].start()]))
        code = words[count][0].strip(_AROUND).upper()
        if meaning and _CODE.fullmatch(code):
            return Coded(meaning, code, text[words[count].end() :].strip())
    return None


def meaning_of(verb: str) -> str | None:
    """What a verb decides; None when it decides nothing."""
    return _MEANINGS.get(normalize(verb)) if verb else None


def decided(said: Coded, choices: Sequence[Choice]) -> str | None:
    """The id of the one choice that has this verb; None where there are none or several."""
    found = [choice.id for choice in choices if meaning_of(choice.verb) == said.meaning]
    return found[0] if len(found) == 1 else None
