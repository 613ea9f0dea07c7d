"""What stands around an answer and does not change it, taken away: forms of address and particles of every region, the
document that the answer was taken from, an opening ("Trong năm 2024, đơn vị …"), and what the writer took back.

Only where nothing was understood as it stands. Pure functions of the text; whoever reads what is left decides.
"""

import re
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from handlers.reading.again import again_on, understood
from handlers.reading.numerals import is_numeral
from handlers.reading.syllables import unglued
from handlers.reading.words import NEGATIVE, composed, fold, tokens

P = ParamSpec("P")
T = TypeVar("T")

_LONGEST = 200  # characters: whoever writes more tells a story
_WORD = re.compile(r"[^\W_]+")
_REGIONAL = {
    **dict.fromkeys("hổng hông hỏng hống hem hẻm hơm hok hong hog nỏ khum khôg kông hổg".split(), "không"),
    **dict.fromkeys("rầu rùi rồu gồi gòi roài roi òi rui ruj rui".split(), "rồi"),
    **dict.fromkeys("đc dc đx đk".split(), "được"),
    **dict.fromkeys("zậy dzậy zay dzay zị".split(), "vậy"),
    **dict.fromkeys("giùm dùm gium dum".split(), "giúp"),
    **dict.fromkeys("xài xai".split(), "dùng"),
    **dict.fromkeys("gởi gỡi".split(), "gửi"),
    **dict.fromkeys("tui tau".split(), "tôi"),
    **dict.fromkeys("wa qa".split(), "qua"),
    "chớ": "chứ", "nhứt": "nhất", "mần": "làm", "lun": "luôn", "coi": "xem", "thiệt": "thật", "nhiu": "nhiêu",
    "z": "vậy", "dzô": "vô", "dô": "vô", "mô": "nào",
    "ni": "nay", "nớ": "đó", "răng": "sao", "rứa": "vậy", "chừ": "giờ", "vưng": "vâng", "khg": "không", "nhg": "nhưng",
}  # fmt: skip
# Where nothing has an accent, what these are is clear enough; "goi", "mo" and "no" are not.
_REGIONAL_PLAIN = {"rau": "roi", "nhut": "nhat", "vung": "vang", "rua": "vay", "chu": "", "e": "", "ni": "nay"}
_SOUNDS = frozenset("ạ á ạh nè hen hén hỉ nghen nghe nhen nha nhá nhé nhe ơi oi đó đấy".split())
# As typed: without their accents these are other words ("có", "chỉ", "đi").
_ADDRESSED = _SOUNDS | frozenset("chú cô bác dì cậu thím mợ cháu chị em e anh thưa".split())
_CALLED = re.compile(rf"\b({'|'.join(sorted(_SOUNDS, key=len, reverse=True))}),? (?:em|e|anh|chị|chú|cô|bác)\b")
_TITLED = re.compile(
    r"\b(?:kính )?thưa (?:các )?(?:đồng chí|anh|chị|cô|chú|bác|ông|bà|lãnh đạo)\b|"
    r"\b(?:các )?(?:đồng chí|ông|bà|sếp)(?= (?:ạ|ơi|nhé|nha|à)\b)|\b(?:thua )?dong chi(?= (?:a|oi)$)|\bthua dong chi\b"
)
# A guess stays a guess: what makes it one must not be taken away.
_GUESSED = re.compile(
    r"\b(?:gì|gi|chi|nào|nao) (?:đó|do|đấy)\b|\b(?:chừng|cỡ|tầm|ước)\b|\bnghe (?:đâu|dau|nói|noi|bảo|kể)\b|"
    r"\b(?:à|hả|nhỉ|hở|hử)[\s.!]*$"  # these ask
)
_DOUBTED = re.compile(
    r"\b(?:chac|hinh nhu|co le|nhung|tuy|neu|hoac|hay|hoi|tru|ngoai|them|gan|khoang|nua|con|nham|lon|sai|"
    r"khoan|xem|nho)\b"
)
_PARTICLES = re.compile(r"\bhet (?:tron|troi|rao|trui|tat|tron a)\b")
_OWN = "(?:cua )?(?:chung toi|chung em|toi|em|minh|ta|nay)"
_KINDS = "(?:phuong|xa|thi tran|khu pho|to dan pho|kp|tdp|khom|ap|thon|to|phong)"
_OPENING = re.compile(
    rf"(?:(?:dạ|thưa|vâng|kính thưa|xin thưa)\b|(?:ben|phia) {_KINDS}(?: {_OWN})?(?! *\d| so\b)\b|{_KINDS} {_OWN}\b|"
    rf"(?:don vi|co quan|ben|phia)(?: {_OWN})?\b|chung toi\b|chung em\b|(?:trong )?nam (?:nay|20\d\d)\b|"
    r"trong nam\b|da(?= (?:trong|don vi|ben|nam)\b)|"
    r"(?:tinh )?(?:den|toi) (?:nay|gio|thoi diem nay|hien tai)\b|hien (?:nay|tai|gio)\b|bay gio\b)[\s,:.]*"
)
_SIGN = (
    "(?:kh|qd|cv|bc|tb|vb|ttr|nq|ct|ctr|pa|dt|gm|bb|hd|ubnd|hdnd|dang uy|pnv|snv|vp)"
    r"(?:\s*[-–.&/]\s*[a-z][a-z.&]{0,12}){0,3}|[a-z]{2,8}(?:\s*[-–]\s*[a-z]{2,12})+"
)
_KIND = (
    "(?:kh|ke hoach|qd|quyet dinh|cv|cong van|bc|bao cao|tb|thong bao|vb|van ban|ttr|to trinh|nq|nghi quyet|ct|chi thi)"
)
_NUMBER = rf"(?:{_KIND} ?)?(?:\bso ?[:.]? ?)?(?<![\w/.-])\d{{1,5}}[a-z]? ?/ ?(?:20\d\d ?/ ?)?(?:{_SIGN})(?![\w/])"
_DATED = r"(?:[ ,]*(?:ky |ban hanh )?(?:ngay )?\d{1,2} ?[/.-] ?\d{1,2}(?: ?[/.-] ?(?:20)?\d\d)?(?![\d/]))?"
_SOURCE = re.compile(rf"(?:\b(?:theo|tai|can cu|kem|kem theo|trong) )?{_NUMBER}{_DATED}(?: (?:thi|la) )?")
_ACCORDING_TO = re.compile(rf"\b(?:theo|can cu) {_NUMBER}{_DATED}")
_SOURCE_WITHOUT_DAY = re.compile(rf"(?:\b(?:theo|tai|can cu|kem|kem theo|trong) )?{_NUMBER}")
_TOOK_BACK = re.compile(
    r"(?:[,.;…-]+ ?(?:(?:a|ua|i|y|o|ui|ay|chet|thoi|xin loi)[ ,]+)?(?:nham|lon|quen)(?: roi)?\b|"
    r"\b(?:a|ua|i|y|o|ui|ay|ah|u)[ ,]+(?:ma )?(?:khong|nham|lon|quen)(?: roi)?\b|"
    r"\b(?:ma |gio |nay |cho |xin |ma gio )*(?:sua lai|dem lai|tinh lai|kiem lai|dinh chinh|noi lai|ghi lai)\b)"
    r"[ ,:]*(?:(?:thanh|thi|phai|moi|chi|la) )*"
)
_INSTEAD = re.compile(r"^.{0,20}\bkhong phai .{1,40}? ma (?:la |phai la )?")
_BESIDE_IT = re.compile(r"\bmoi (?:dung|phai)\b.*$|^(?:co|la|con) ")
_BEFORE_IT = re.compile(
    r"(?:hoi|luc) (?:nay|dau|sang)(?: \w+)? (?:noi|ghi|nhap|khai|bao|viet|go)(?: la)?|(?:noi|ghi) la"
)


def _without(text: str, pattern: re.Pattern[str]) -> str:
    """The text without what the pattern finds in it once folded; accents stay where it finds nothing."""
    folded = fold(text)
    if len(folded) != len(text):  # a letter that is more than one without its marks: the places would not fit
        return text
    kept, at = [], 0
    for found in pattern.finditer(folded):
        kept.append(text[at : found.start()])
        at = found.end()
    return re.sub(r"\s+", " ", " ".join([*kept, text[at:]])).strip()


def respelled(text: str) -> str:
    """In the words of the whole country, particles left out, forgotten blanks put in."""
    return _spelled(text, _SOUNDS)


def standard(text: str) -> str:
    """The same, also without forms of address, which may be parts of a name."""
    return _spelled(text, _ADDRESSED)


def _spelled(text: str, dropped: frozenset[str]) -> str:
    regional = _REGIONAL | _REGIONAL_PLAIN if text.isascii() and dropped is _ADDRESSED else _REGIONAL

    def word(found: re.Match[str]) -> str:
        said = regional.get(found[0], found[0])
        return "" if said in dropped else said

    return _without(_WORD.sub(word, _CALLED.sub(r"\1", _TITLED.sub("", unglued(composed(text))))), _PARTICLES)


def without_source(text: str) -> str:
    """``standard``, without openings and without the document that the answer was taken from."""
    return _without_opening(_without(standard(text), _SOURCE))


def with_days(text: str) -> str:
    """The same, but the day of the document stays: it may be what was asked."""
    return _without_opening(_without(_without(standard(text), _ACCORDING_TO), _SOURCE_WITHOUT_DAY))


def _without_opening(said: str) -> str:
    said = said.strip(" ,.;:…")
    for _ in range(4):
        folded = fold(said)
        opening = _OPENING.match(said if said.startswith(("dạ", "thưa", "vâng", "kính", "xin")) else folded)
        if not opening or not opening.end() or opening.end() == len(said) or len(folded) != len(said):
            return said
        said = said[opening.end() :]
    return said


def or_plainer(read: Callable[P, T], plainer: Callable[[str], str]) -> Callable[P, T]:
    """The same reader, tried again on the ``plainer`` text, then on what the writer put in the place of
    something else ("12 à không 13"). Its first parameter is the text. A question is left alone."""

    @wraps(read)
    def reading(*args: P.args, **kwargs: P.kwargs) -> T:
        def of(text: str) -> T:
            return read(text, *args[1:], **kwargs)  # type: ignore[arg-type] # a text in a text's place

        value, text = read(*args, **kwargs), args[0]
        if understood(value) or not isinstance(text, str) or not may_be_plainer(text):
            return value
        said = plainer(text)
        again = of(said) if said and said != text else value
        if understood(again):
            return again
        return _taken_back(composed(text), lambda part: _first(of, part, plainer(part)), value)

    return reading


def or_remarked(read: Callable[P, T]) -> Callable[P, T]:
    """The same reader, tried again without a remark after the answer: "8/3 rồi ạ, qua trục liên thông"."""
    return again_on(read, lambda text: before_remark(text) if may_be_plainer(text) else "")


def before_remark(text: str) -> str:
    """What stands before a remark of three words or more that holds no number, denial or doubt; "" where none does."""
    answer, comma, remark = composed(text).partition(", ")
    words = tokens(remark)
    if not comma or len(words) < 3 or _DOUBTED.search(fold(remark)):
        return ""
    return "" if any(is_numeral(word) or word[1] in NEGATIVE for word in words) else answer


def may_be_plainer(text: str) -> bool:
    """Whether it is short, asks nothing and is no guess."""
    return "?" not in text and len(text) <= _LONGEST and not _GUESSED.search(composed(text))


def _first(of: Callable[[str], T], *texts: str) -> T:
    for text in texts[:-1]:
        value = of(text)
        if understood(value):
            return value
    return of(texts[-1])


def _taken_back(text: str, of: Callable[[str], T], nothing: T) -> T:
    """The last of two answers, where the writer says that the first was wrong."""
    folded = fold(text)
    if (instead := _INSTEAD.match(folded)) and len(folded) == len(text):
        return of(text[instead.end() :])
    found = list(_TOOK_BACK.finditer(folded))
    if len(found) != 1 or len(folded) != len(text):
        return nothing
    first, second = _without(text[: found[0].start()], _BEFORE_IT), text[found[0].end() :]
    second = _without(second, _BESIDE_IT)
    if not second or not (any(c.isdigit() for c in first) or understood(of(first))):
        return nothing
    return of(second)
