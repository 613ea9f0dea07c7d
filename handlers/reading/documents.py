"""Official documents by number and date, and links."""

import re
from datetime import date
from urllib.parse import urlsplit

from handlers.reading.dates import dates_in
from handlers.reading.words import fold

_NUMBER = re.compile(
    r"(?<![\w/.-])(?P<no>\d{1,5}[a-z]?)\s*(?:/\s*(?P<year>20\d\d|19\d\d)\s*)?[/-]\s*"
    r"(?P<sign>[a-z][a-z]{0,7}(?:[.&]?[a-z]{1,6}){0,2}(?:\s*[-–/]\s*[a-z][a-z.&]{0,12}){0,3})(?![\w/])"
)
_KINDS = {
    "kh": "KH", "ke hoach": "KH", "qd": "QĐ", "quyet dinh": "QĐ", "cv": "CV", "cong van": "CV",
    "bc": "BC", "bao cao": "BC", "tb": "TB", "thong bao": "TB", "nq": "NQ",
    "nghi quyet": "NQ", "ct": "CT", "chi thi": "CT",
    "ttr": "TTr", "to trinh": "TTr",
    "vb": "VB", "van ban": "VB", "bb": "BB", "bien ban": "BB",
}  # fmt: skip
_KIND_AND_NUMBER = re.compile(
    rf"(?:^|\b)(?P<kind>{'|'.join(sorted(_KINDS, key=len, reverse=True))})"
    rf"\s*(?:so|s)?\s*[:.]?\s*(?P<no>\d{{1,5}})(?![\d/.-]*\d*[/.-]\d|\d)"
)
_PLAIN_NUMBER = re.compile(r"(?:^|\b)(?:so|s)\s*[:.]?\s*(?P<no>\d{1,5})(?=$|[\s,;.])(?!\s*[/.-]\s*\d)")
# Symbols are written in capitals without accents by people, with them in documents.
_SYMBOLS = {
    "qd": "QĐ",
    "nd": "NĐ",
    "hdnd": "HĐND",
    "ttr": "TTr",
    "ctr": "CTr",
    "ldtbxh": "LĐTBXH",
    "gddt": "GDĐT",
    "hd": "HD",
    "bcd": "BCĐ",
    "tw": "TW",
}


def read_document(text: str, *, today: date, year: int | None = None) -> tuple[str, date | None] | None:
    """(number with symbol, date or None) of one official document: "số 12/KH-UBND ngày 15/2/2024".

    A kind before the number becomes its symbol ("KH số 12": "12/KH"). None: no document, more than one, or a date that
    does not exist.
    """
    folded = re.sub(r"\s+", " ", fold(text)).strip()
    if len(folded) > 400 or "?" in folded:
        return None
    found = [match for match in _NUMBER.finditer(folded) if match["sign"] not in ("th", "t", "thang", "h", "g")]
    if len(found) > 1:
        return None
    kind = None if found else _KIND_AND_NUMBER.search(folded)
    plain = None if found or kind else _PLAIN_NUMBER.search(folded)
    match = found[0] if found else kind or plain
    if match is None:
        return None
    days = list(dates_in(folded[: match.start()] + " ; " + folded[match.end() :], today=today, year=year))
    if len(days) > 1 or None in days:
        return None
    return _written(match), days[0] if days else None


def _written(match: re.Match[str]) -> str:
    parts = match.groupdict()
    number = parts["no"].upper() if parts["no"][-1].isdigit() else parts["no"]
    if kind := parts.get("kind"):
        return f"{number}/{_KINDS[kind]}"
    if not parts.get("sign"):
        return number
    sign = re.sub(r"\s*([-/])\s*", r"\1", parts["sign"])
    sign = "".join(_SYMBOLS.get(part, part.upper()) for part in re.split(r"([-.&/])", sign))
    middle = f"/{parts['year']}" if parts["year"] else ""
    separator = "/" if "/" in match[0][len(parts["no"]) :].replace(middle, "", 1)[:3] else "-"
    return f"{number}{middle}{separator}{sign}"


def is_link(text: str) -> bool:
    """Whether the whole text is one http(s) address with a host."""
    address = text.strip()
    if len(address) > 2048 or not re.fullmatch(r"https?://[^\s<>\"]+", address, re.IGNORECASE):
        return False
    try:
        host = urlsplit(address).hostname or ""
    except ValueError:
        return False
    return bool(re.fullmatch(r"[\w-]+(?:\.[\w-]+)+|localhost", host)) and "@" not in urlsplit(address).netloc
