"""A reader that is tried once more, on the same text said in another way."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


def understood(value: object) -> bool:
    """Whether a reader was sure of something (for units: of one or several)."""
    return value is not None and value != ()


def again_on(read: Callable[P, T], other: Callable[[str], str]) -> Callable[P, T]:
    """The same reader, tried again on the ``other`` text where nothing was understood; "" is not tried. The first
    parameter of the reader is the text."""

    @wraps(read)
    def reading(*args: P.args, **kwargs: P.kwargs) -> T:
        value, text = read(*args, **kwargs), args[0]
        if understood(value) or not isinstance(text, str) or not (said := other(text)):
            return value
        return read(said, *args[1:], **kwargs)  # type: ignore[arg-type] # a text in a text's place

    return reading
