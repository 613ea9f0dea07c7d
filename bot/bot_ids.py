"""What may be said of a token."""

import hashlib


def public_id(token: str) -> str:
    """The bot's number, which is no secret; for a token of another shape a hash."""
    number, colon, _ = token.partition(":")
    is_number = bool(colon) and number.isascii() and number.isdigit()
    return number if is_number else hashlib.sha256(token.encode()).hexdigest()[:12]
