"""The small pieces every part of a campaign definition is made of: strict models, texts, exact numbers."""

import unicodedata
from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, StringConstraints, model_validator

from scoring.said import said


class Model(BaseModel):
    """Frozen and strict: an unknown key is an error, because a misspelt rule must not silently be no rule."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """A copy with other values. What was computed of the old ones and kept does not come along."""
        copied = super().model_copy(update=update, deep=deep)
        for name in copied.__dict__.keys() - type(copied).model_fields.keys():
            del copied.__dict__[name]
        return copied


def _normalize(text: str) -> str:
    return unicodedata.normalize("NFC", text).strip()


def _refuse_inexact(value: Any) -> Any:
    if isinstance(value, bool | float):
        raise ValueError(said("write a plain number such as 10"))  # noqa: TRY004 - pydantic collects ValueErrors
    return value


Words = Annotated[str, AfterValidator(_normalize), StringConstraints(min_length=1)]
Id = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$", max_length=60)]
# An answer's own word: Vietnamese too ("Trung bình"); a colon would break the buttons that carry it.
OptionId = Annotated[
    str, StringConstraints(strict=True, pattern=r"^[^\s:{}][^:{}]*$", max_length=60), AfterValidator(_normalize)
]
FactName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
Number = Annotated[Decimal, BeforeValidator(_refuse_inexact)]


class Text(Model):
    """A text in the languages of the program; a plain string in the file is Vietnamese."""

    vi: Words
    en: Words | None = None

    @model_validator(mode="before")
    @classmethod
    def _plain_string(cls, value: Any) -> Any:
        return {"vi": value} if isinstance(value, str) else value

    def within(self, locale: str) -> str:
        """The text for a locale such as "vi" or "en_GB"; Vietnamese where there is no other."""
        return self.en if self.en is not None and locale.startswith("en") else self.vi


def plain(number: Decimal | int) -> str:
    """A number as plain digits: no exponent, no trailing zeros ("10", "2.5")."""
    text = format(Decimal(number), "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in {"-0", ""} else text
