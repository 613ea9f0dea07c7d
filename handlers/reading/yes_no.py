"""Yes and no as people write them."""

import re

from handlers.reading.words import POLITE, composed, decode, inexact, label_tokens, normalize

_YES_SIGNS = re.compile("[\U0001f44d\U0001f44c\u2705\u2714\u2611\U0001f197\U0001f646]")
_NO_SIGNS = re.compile("[\U0001f44e\u274c\u2716\u274e\U0001f645\U0001f6ab]")

_YES = frozenset(
    """
    co coa roi r rui ruj ok oke okay oki okie okla okk okey vang vag vg da dza za dung dug dr u ua uh uhm um uk
    ukm uhu yes yep yeah yup phai duoc dc xong chuan already
    """.split()
)
_NO = frozenset(
    """
    khum khong khog khogn khon khomg kong khonng khongg ko k kg khg kh hong hog hok hk hem chua chuaa no nope 0
    """.split()
)
_PHRASES = {
    True: frozenset(
        (
            "dong y|nhat tri|chinh xac|dung vay|dung the|dung day|dung la vay|co chu|co day|co het|co du|du ca|"
            "tat nhien|di nhien|duong nhien|qua dung|tat nhien roi|di nhien roi|duong nhien roi|tat nhien co|"
            "chac chan co|chac chan roi|dong y roi|co that|da co|da lam|lam roi|co lam|hoan thanh roi|da hoan thanh|y|"
            "co cho|dung roi do|o dung roi|o dung roi do|co roi do|"
            "ok luon|co luon|ok em|duoc roi|chap nhan|xac nhan|sure"
        ).split("|")
    ),
    False: frozenset(
        (
            "not yet|dau co|co dau|chang co|dau co dau|khong kip|khong dong y|khong nhat tri|khong chap nhan|chua dau|"
            "khong dau|lam gi co|lam chi co|khong he|chua he"
        ).split("|")
    ),
}
# What may stand beside yes or no without changing it.
_CONTENT = frozenset(
    """
    ban hanh ke hoach kh van ban don vi co quan lam gui nop thuc hien trien khai hoan thanh xay dung bo tri kinh
    phi bao cao dang ky phuong xa khu pho phong chung ben phat dong tham gia ky nam 2024 2025 2026 nay cap nhat
    duyet
    """.split()
)
_UNDER_WAY = re.compile(r"\b(?:đang|sắp|sẽ)\b|\bdang (?!ky\b)")
_ASKS = re.compile(r"\b(?:à|hả|nhỉ|hở|hử)[\s.!]*$")
_MAY_LEAD_NO = frozenset("da vang vag vg dza za u ua uh uhm um thi don vi phuong xa khu pho ben chung".split())
_MAY_FOLLOW_NO = frozenset("co kip phai dung duoc dc xong he dau ca nao het dong y ai truong hop".split())
_POLITE = POLITE - {"vang", "da", "dza", "ban", "not"}  # these say yes themselves, or "ban hành"


def _meant(word: str) -> str:
    if word in _YES or word in _NO or word in _CONTENT:
        return word
    decoded = decode(word)
    return decoded if decoded in _YES or decoded in _NO else word


def _signs(text: str) -> bool | None:
    yes, no = bool(_YES_SIGNS.search(text)), bool(_NO_SIGNS.search(text))
    return None if yes == no else yes


def read_yes_no(text: str, *, question: str = "") -> bool | None:
    """True, False, or None where it is neither or not clear ("có thể", "không biết", "chắc có").

    ``question``: its own words may be repeated in the answer ("chưa có kế hoạch riêng").
    """
    if _ASKS.search(composed(text)):
        return None
    words = [_meant(word) for word in normalize(text).split()]
    sign = _signs(text)
    if not words:
        return sign
    answer = _of_words(words, text, frozenset(label_tokens(question)))
    return None if answer is None or (sign is not None and sign != answer) else answer


def _of_words(words: list[str], text: str, asked: frozenset[str]) -> bool | None:
    # "đã chưa" is a question; what is being done or will be is neither yes nor no.
    if "đã chưa" in composed(text) or inexact(" ".join(words)) or is_under_way(text):
        return None
    core = [word for word in words if word not in _POLITE or (word in asked and word in ("ban", "minh"))]
    core = _after_its_subject(core, asked)
    if len(words) > 12 or not core:
        return None
    for answer, phrases in _PHRASES.items():
        if " ".join(core) in phrases:
            return answer
    denials = [position for position, word in enumerate(core) if word in _NO]
    if denials and "kh" in core and len(denials) > 1:  # "chưa có KH": kế hoạch
        denials = [position for position in denials if core[position] != "kh"]
    if not denials:
        return _affirms(core, asked) if "?" not in text else None
    if len(denials) > 1 or "?" in text:
        return None
    return _denies(core, denials[0], asked)


def is_under_way(text: str, asked: frozenset[str] = frozenset()) -> bool:
    """Whether it is being done or will be, and that was not what was ``asked``."""
    return "dang" not in asked and bool(_UNDER_WAY.search(composed(text)))


def is_contradictory(text: str) -> bool:
    """Whether it holds a sign for yes or no beside its words, or asks back: then the short answers alone decide."""
    return bool(_YES_SIGNS.search(text) or _NO_SIGNS.search(text)) or "đã chưa" in composed(text)


def _after_its_subject(core: list[str], asked: frozenset[str]) -> list[str]:
    """ "thanh toán thì chưa": what is asked may be named first; yes or no is the last word then."""
    if len(core) < 2 or core[-1] not in ("co", "khong", "chua", "roi"):
        return core
    before = core[:-1]
    named = all(word in asked or word == "thi" for word in before)
    return core[-1:] if named and not any(word in _YES or word in _NO for word in before) else core


def _affirms(core: list[str], asked: frozenset[str]) -> bool | None:
    said = core[0] in _YES or core[-1] in ("roi", "r", "rui", "xong")
    known = all(word in _YES or word in _CONTENT or word in asked for word in core)
    # "có lẽ", "có thể": the question may hold these words, the answer is unclear all the same.
    return True if said and known and not {"the", "le", "se"} & set(core) else None


def _denies(core: list[str], position: int, asked: frozenset[str]) -> bool | None:
    before, after = core[:position], core[position + 1 :]
    if not all(word in _MAY_LEAD_NO for word in before):
        return None
    if core[position] == "0" and after not in ([], ["co"]):
        return None
    known = all(word in _MAY_FOLLOW_NO or word in _CONTENT or word in asked for word in after)
    return False if known and not {"biet", "ro", "nho", "the", "chac"} & set(after) else None
