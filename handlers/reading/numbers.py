"""Counts and percents as people write them."""

import re
from decimal import Decimal
from itertools import pairwise

from handlers.reading.numerals import Word, digits, is_numeral, number_of
from handlers.reading.words import NEGATIVE, POLITE, contradicts, fold, inexact, label_tokens, normalize, tokens

# Nouns and verbs that usually stand beside a count. Not in the list: whatever makes it inexact or another number.
_BESIDE = frozenset(
    """
    co la so luong tong tat ca deu nhiem vu nv cai van ban vb don nguoi truong hop th sang kien sk luot viec bao
    cao bc ho so hs phieu giai phap mo hinh ke hoach linh vuc hinh thuc vi pham van de y kien pakn phan anh kien
    nghi can bo cong chuc vien cbcc cbccvc cccv dong chi dc duoc giao buoi lan cuoc hoi nghi lop tin bai muc
    tieu chi diem nay dung du roi thoi luon don vi ben chung toi em nhap ghi dien bang con phat sinh bi hien co
    quan dia phuong da hoan thanh thuc tuyen truyen moi duy nhat xong cong nhan ghi nhan phat hien nop gui trien
    khai dang ky het ap dung nhe day thu tuc tthc ddtt lam noi thi
    """.split()
)
_NOUNS = frozenset(
    """
    nhiem vu nv cai van ban vb don nguoi truong hop th sang kien sk luot viec bao cao bc ho so hs phieu giai
    phap mo hinh ai hinh thuc vi pham van de y kien pakn phan anh kien nghi can bo cong chuc vien cbcc cbccvc
    dong chi buoi lan cuoc lop
    """.split()
)
_PERCENT_BESIDE = frozenset(
    """
    dat la co duoc hoan thanh ke hoach kh thuc hien ty ti le ket qua muc da roi luon du tron tong cong don vi
    ben chung toi thi moi xong de ra nay nhap ghi dien so trien khai
    """.split()
)
_NEG = "(?:khong|ko|k|kg|hong|hok|hk|hem|khum|0|chang(?= co)|chua(?= co .*nao))"
_NONE = re.compile(
    rf"(?:da |thi )*{_NEG}(?: he)?(?: co| phat sinh| bi)*((?: [a-z]+)*?)"
    rf"(?: nao| gi)?(?: ca| het| dau)?(?: a| nhe| nha)*$"
)
_ZERO = re.compile(r"(?:da )?(?:0 (?:khong|ko)|(?:khong|ko) 0|(?:khong|ko) co 0)(?: co)?$")
# The number after these is a name or a place in a list: "phường 12", "câu 3", "quý 1".
_NAMES = frozenset(
    """
    phuong quan quy cau muc dieu khoan thang ngay nam thu xa thon ap to kp tdp pho phong chuong nghi tram
    """.split()
)
_TOKEN = re.compile(r"-?\d+(?:[.,]\d+)*[^\W_]*|[^\W_]+|[^\w\s]|_")
_QUIET = frozenset(".,;:!()[]\"'*_")
_MINUS_WORD = re.compile(r"(?:âm|am) (?=\d)")
_THIS_YEAR = re.compile(r"(?:trong )?(?:năm|nam) (?:nay|20\d\d)[.!]*$")


def read_count(text: str, *, question: str = "") -> int | None:
    """A whole number in digits or words, alone or with the thing counted ("12 nhiệm vụ", "mười hai", "1.234").

    "không có nhiệm vụ nào" and a plain "không" are 0. A negative number ("-1") is returned, so that the caller refuses
    it with a reason. Not exact ("khoảng 12", "12,5", "12-13") or more than one number: None. ``question``: its words
    may be repeated, and what it denies must be denied ("2 hoàn thành" does not answer "… không hoàn thành?").
    """
    if len(text) > 200:
        return None
    plain = normalize(text)
    if _ZERO.match(plain):
        return 0
    if inexact(plain):
        return None
    asked = frozenset(label_tokens(question))
    none = _NONE.match(plain) if "?" not in text else None
    if none and _says_none(set(none[1].split()), question, asked):
        return 0
    return _one_number(text, question, _BESIDE | asked - NEGATIVE)


def _says_none(words: set[str], question: str, asked: frozenset[str]) -> bool:
    """Whether "không có …" names only what is counted: "… hoàn thành" is no answer to "… không hoàn thành?"."""
    return words <= _NOUNS | asked | {"nao"} and not contradicts(words, question)


def _one_number(text: str, question: str, beside: frozenset[str]) -> int | None:
    composed = " ".join(_words_and_signs(text))
    composed = _THIS_YEAR.sub("", _MINUS_WORD.sub("-", composed)).strip()
    runs: list[int | None] = []
    run: list[Word] = []
    others: set[str] = set()
    before = ""
    parts = composed.split()
    for part, following in pairwise([*parts, "", ""]):
        word = (part, fold(part))
        if part and (
            part.lstrip("-")[:1].isdigit() or (part[0].isalpha() and is_numeral(word) and _counts(word, run, following))
        ):
            if not run and before in _NAMES:
                return None
            run.append(word)
            continue
        if run:
            runs.append(_value(run, beside))
            run = []
        if part and part not in _QUIET:
            others.add(word[1])
        before = word[1]
    if not runs or runs[0] is None or any(value != runs[0] for value in runs):
        return None
    if contradicts(others, question) or not others - NEGATIVE <= beside | POLITE:
        return None
    return runs[0]


def _counts(word: Word, run: list[Word], following: str) -> bool:
    """Denial is no zero inside a sentence, "lẻ" and "tư" need a number before them, "linh" may begin "lĩnh vực"."""
    if word[1] == "khong":
        return bool(run) and fold(following) == "tram"
    if fold(following) == "vuc":
        return False
    return bool(run) or word[1] not in ("tu", "lam", "nham", "linh", "le", "tram", "nghin", "ngan", "trieu", "chuc")


def _value(run: list[Word], beside: frozenset[str]) -> int | None:
    if len(run) > 1:
        return number_of([(raw, str(digits(plain)) if digits(plain) is not None else plain) for raw, plain in run])
    raw, plain = run[0]
    if not plain.lstrip("-")[:1].isdigit():
        # "sau" without its accent may also be "sau (này)", later.
        return None if raw == "sau" else number_of(run)
    glued = re.match(r"(-?)([\d.,]*\d)([^\W\d_]*)$", plain)
    if not glued or (glued[3] and (glued[3] not in beside or len(glued[3]) < 2)):
        return None
    value = digits(glued[2])
    return -value if value is not None and glued[1] else value


def _words_and_signs(text: str) -> list[str]:
    """Words (composed, lower), numbers with their separators, and signs, in the order typed."""
    words = iter(tokens(text))
    parts: list[str] = []
    for part in _TOKEN.findall(fold(text)):
        if part[0].isalpha():
            parts.append(next((raw for raw, plain in words if plain == part), part))
        else:
            parts.append(part)
    return parts


_DECIMAL = re.compile(r"-?\d{1,6}(?:[.,]\d{1,6})?$")
_PERCENT = re.compile(
    r"(?P<before>[^\d%]*?)(?P<value>-?\d[\d.,]*)\s*(?:/\s*(?P<of>100(?!\d)))?\s*"
    r"(?P<sign>%|phan tram|phan tran|pt\b)?(?P<after>[^\d%]*)$"
)
_STATED = re.compile(
    r"[^\d%]*\b(?:dat|la|duoc)(?: ty le| ti le| muc| ket qua)? (?P<value>\d[\d.,]*) ?(?:%|phan tram)[\s.!]*$"
)
_NOT_REACHED = re.compile(
    r"\b(?:muc tieu|chi tieu|giao|phan dau|yeu cau|can|phai|con|thieu|giam|tang|tre|qua han|cham|neu|cam ket|nam truoc|"
    r"nam ngoai|nua|khong|chua|ko|khoang|hon|gan|duoi|toi thieu|toi da|chung|cao nhat|thap nhat|du kien|se)\b"
)
_SPOKEN_POINT = re.compile(r"(?<=\d)\s*(?:phay|cham)\s*(?=\d)")


def read_percent(text: str, *, question: str = "") -> Decimal | None:
    """An exact percent, comma or point: "90%", "89,99", "90 phần trăm", "chín mươi phẩy năm phần trăm".

    A value outside 0..100 is returned as it is: the caller refuses it. Not exact ("khoảng 90%", "90-95%"), a ratio
    ("45/50") or a share in words ("một nửa"): None. A whole sentence is read where it says what was reached
    ("Tỷ lệ … đạt 99,8%"), not what is aimed at or missing.
    """
    if len(text) > 200:
        return None
    folded = re.sub(r"\s+", " ", fold(text)).strip()
    if inexact(folded):
        return None
    if (stated := _STATED.match(folded)) and not _NOT_REACHED.search(folded):
        return _decimal(stated["value"].rstrip(".,"))
    beside = _PERCENT_BESIDE | frozenset(label_tokens(question)) - NEGATIVE
    found = _PERCENT.match(_SPOKEN_POINT.sub(",", folded))
    if not found:
        return _spoken_percent(text, folded, beside)
    words = set(normalize(found["before"] + " " + found["after"]).split())
    signs = set(re.sub(r"[\w\s]", "", found["before"] + found["after"])) - _QUIET
    if signs or not words <= beside | POLITE or contradicts(words, question):
        return None
    if found["before"][-1:].isalpha() or (found["after"][:1].isalpha() and not found["sign"]):
        return None
    return _decimal(found["value"].rstrip(".,"))


def _decimal(value: str) -> Decimal | None:
    # "100.000" may be a hundred or a hundred thousand; neither is certain.
    if re.match(r"-?\d+[.,]000$", value):
        return None
    if _DECIMAL.match(value):
        return Decimal(value.replace(",", "."))
    grouped = re.match(r"(\d{1,3}(?:\.\d{3})+)(?:,(\d{1,6}))?$", value)
    return Decimal(grouped[1].replace(".", "") + "." + (grouped[2] or "0")) if grouped else None


def _spoken_percent(text: str, folded: str, beside: frozenset[str]) -> Decimal | None:
    """In words. Without "phần trăm" only a number and nothing else."""
    if any(c.isdigit() for c in folded) or re.search(r"[^\w\s.,;!()%]", folded):
        return None
    words = tokens(text)
    plain = [word for _, word in words]
    at = next((i for i in range(len(plain) - 1) if plain[i : i + 2] == ["phan", "tram"]), None)
    after = words[at + 2 :] if at is not None else []
    words = words[:at] if at is not None else words
    while words and words[0][1] in beside | POLITE and words[0][1] not in ("tram",):
        words = words[1:]
    if not {word for _, word in after} <= beside | POLITE or ("%" in folded and at is None and not words):
        return None
    if at is not None and [word for _, word in words] == ["tram"]:
        return Decimal(100)
    while at is None and words and words[-1][1] in POLITE:
        words = words[:-1]
    if at is None and [word for _, word in words] in (["khong"], ["sau"], ["nam"]):
        return None
    return _with_fraction(words)


def _with_fraction(words: list[Word]) -> Decimal | None:
    point = next((i for i, word in enumerate(words) if word[1] in ("phay", "cham")), None)
    if point is None:
        whole = number_of(words)
        return None if whole is None else Decimal(whole)
    whole, fraction = number_of(words[:point]), words[point + 1 :]
    singles = [number_of([word]) for word in fraction]
    if all(value is not None and value < 10 for value in singles) and singles:
        tail = "".join(str(value) for value in singles)
    else:
        tail = str(number_of(fraction) or "")
    return Decimal(f"{whole}.{tail}") if whole is not None and tail else None
