"""Vietnamese phone numbers as people and spreadsheets write them."""

import re

from handlers.reading.words import POLITE, fold, normalize

# The 11-digit mobile prefixes that became 10-digit ones in 2018 (numbering plan, Thông tư 22/2014/TT-BTTTT as amended).
_RENUMBERED = {
    "120": "70", "121": "79", "122": "77", "126": "76", "128": "78",
    "123": "83", "124": "84", "125": "85", "127": "81", "129": "82",
    **{f"16{digit}": f"3{digit}" for digit in "23456789"},
    "186": "56", "188": "58", "199": "59",
}  # fmt: skip
_MOBILE = re.compile(r"(?:3[2-9]|5[25689]|7[06-9]|8[1-9]|9\d)\d{7}$")
_OLD_MOBILE = re.compile(r"1\d{9}$")
_LANDLINE = re.compile(r"2\d{9}$")
_NUMBER = re.compile(r"\+?\(?\+?(?:\d|(?<![a-z])o(?=\d))(?:[\s.()/–-]*[\do])*\)?")
_SPREADSHEET = re.compile(r"(\d{8,11})[.,]0+$")
_SCIENTIFIC = re.compile(r"(\d)[.,](\d{7,10})e\+?0?(\d{1,2})$")
_DIGITS = {
    name: str(digit)
    for digit, names in enumerate("khong mot hai ba bon,tu nam,lam sau bay tam chin".split())
    for name in names.split(",")
}
_SPOKEN = re.compile(rf"\b(?:{'|'.join(_DIGITS)})(?:[ ,.]+(?:{'|'.join(_DIGITS)})){{8,10}}\b")
_BESIDE = frozenset(
    """
    sdt so dt dien thoai di dong tel phone mobile zalo la cua nay lien he goi lh hotline dtdd may sim da co ong
    co nguoi
    """.split()
)


def read_phone(text: str) -> str | None:
    """One phone number as "+84…" (E.164), or None.

    Understands a lost leading 0, +84/84/0084, blanks and dots, a number that a spreadsheet turned into 912345678.0 or
    9.12345678E+08, and 11-digit mobile prefixes of before 2018.
    """
    folded = _SPOKEN.sub(
        lambda found: "".join(_DIGITS[word] for word in re.findall(r"[a-z]+", found[0])), fold(text).strip()
    )
    if len(folded) > 120:
        return None
    if number := _SPREADSHEET.match(folded):
        return _national(number[1])
    if exact := _SCIENTIFIC.match(folded):
        digits = exact[1] + exact[2]
        return _national(digits.ljust(int(exact[3]) + 1, "0")) if len(digits) == int(exact[3]) + 1 else None
    found = [match for match in _NUMBER.finditer(folded) if sum(c.isdigit() for c in match[0]) >= 3]
    if len(found) != 1:
        return None
    number = found[0]
    rest = normalize(folded[: number.start()] + " " + folded[number.end() :]).split()
    glued = folded[: number.start()][-1:].isalnum() or folded[number.end() :][:1].isalnum()
    if glued or not set(rest) <= _BESIDE | POLITE:
        return None
    digits = "".join(c if c.isdigit() else "0" if c == "o" else "" for c in number[0])
    return None if "+" in number[0] and not digits.startswith("84") else _national(digits)


def _in_digits(spoken: re.Match[str]) -> str:
    return "".join(_DIGITS[word] for word in re.findall(r"[a-z]+", spoken[0]))


def _national(digits: str) -> str | None:
    """The number in E.164 from its digits, with or without country code and leading 0."""
    for prefix in ("0084", "840", "84", "0", ""):
        significant = digits.removeprefix(prefix)
        if not digits.startswith(prefix):
            continue
        if _OLD_MOBILE.match(significant) and significant[:3] in _RENUMBERED:
            significant = _RENUMBERED[significant[:3]] + significant[3:]
        if _MOBILE.match(significant) or _LANDLINE.match(significant):
            return "+84" + significant
    return None
