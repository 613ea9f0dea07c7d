"""Numbers as they stand in Vietnamese cells: ``92,5``, ``1.000``; read exactly, never through a float."""

import re
from decimal import Decimal, InvalidOperation

from scoring.text import plain

_GROUPED = re.compile(r"[1-9]\d{0,2}(?:\.\d{3})+(?:,\d+)?")


def write_number(value: str | int | Decimal) -> str:
    """With a decimal comma and no trailing zeros."""
    return plain(Decimal(value)).replace(".", ",")


def read_number(text: str) -> str | None:
    """Plain digits with a decimal point; None when it is no number. ``1.000`` is a thousand, ``2.5`` two and a half."""
    digits = "".join(text.split())
    if not re.fullmatch(r"[-+]?(?:\d[\d.,]*|[.,]\d+)", digits):
        return None
    sign, digits = ("-", digits[1:]) if digits[0] == "-" else ("", digits.lstrip("+"))
    if _GROUPED.fullmatch(digits):
        digits = digits.replace(".", "")
    digits = digits.replace(",", ".")
    try:
        return plain(Decimal(sign + digits))
    except InvalidOperation:
        return None
