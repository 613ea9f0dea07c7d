"""What people read, in their language: texts by gettext, dates and numbers by Babel.

The msgid is the complete English text, so English can never be incomplete. Vietnamese lies in fragments, one per area
(``locales/vi/<area>.po``), merged into one compiled catalogue; ``python -m locales.check`` proves it complete.
"""

import datetime as dt
import gettext
import io
from decimal import Decimal
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

LOCALES: Final = ("vi", "en")
DEFAULT_LOCALE: Final = "vi"
BRIEF: Final = "brief"  # the context of the shorter wordings in the catalogue
BRIEF_ENGLISH: Final = "brief en"  # and of those that are English
_ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
_DATE, _TIME = "dd/MM/yyyy", "HH:mm"


class Translator:
    """One language. Called with an English text it gives that text in the language, with its ``{parameters}`` filled.

    Parameters are put in as they are: a brace in one stays a brace. A text's own braces are doubled. A parameter that
    the text names and the caller does not give is a ``KeyError``.

    ``brief``: for people who chose few words, the shorter wording of a text where there is one.
    """

    def __init__(
        self, locale: str, catalogue: gettext.NullTranslations, *, short: gettext.NullTranslations | None = None
    ) -> None:
        """``short``: where the shorter wordings are; None: all the words."""
        self.locale = locale
        self.brief = short is not None
        self._catalogue, self._short = catalogue, short
        self._context = BRIEF_ENGLISH if locale == "en" else BRIEF

    def __call__(self, msgid: str, /, **params: object) -> str:
        return self._find(msgid).format_map(params)

    def _find(self, msgid: str) -> str:
        short = self._short.pgettext(self._context, msgid) if self._short is not None else msgid
        return short if short != msgid else self._catalogue.gettext(msgid)

    def plural(self, singular: str, plural: str, n: int, /, **params: object) -> str:
        """The text for ``n`` things; ``{n}`` in it is the formatted number."""
        text = self._catalogue.ngettext(singular, plural, n)
        return text.format_map({"n": self.number(n), **params})

    def said(self, sentence: str) -> str:
        """A sentence that was made elsewhere with its ``template`` and ``params`` (``scoring.said``); any other text as
        it is."""
        template: str | None = getattr(sentence, "template", None)
        if template is None:
            return sentence
        params = vars(sentence)["params"]
        return self(template, **{name: self._shown(value) for name, value in params.items()})

    def _shown(self, value: object) -> object:
        if isinstance(value, str):
            return self.said(value)
        return self.date(value) if isinstance(value, dt.date) else value

    def date(self, day: dt.date) -> str:
        """``26/04/2024``. Of an aware datetime: its day in Vietnam."""
        return self._date(day, _DATE)

    def long_date(self, day: dt.date) -> str:
        """``thứ Sáu, 26/04/2024``, ``Friday, 26/04/2024``."""
        text = self._date(day, f"EEEE, {_DATE}")
        # Inside a sentence the rules of official writing (Decree 30/2020, annex II) want "thứ Sáu", "Chủ nhật".
        return text.replace("Thứ ", "thứ ", 1).replace("Chủ Nhật", "Chủ nhật", 1)

    def time(self, moment: dt.datetime | dt.time) -> str:
        """``08:00``. Aware datetimes are shown as the clock in Vietnam."""
        from babel.dates import format_time

        local = _local(moment).time() if isinstance(moment, dt.datetime) else moment
        return format_time(local, _TIME, locale=self.locale)

    def moment(self, moment: dt.datetime) -> str:
        """``08:00, 26/04/2024``. Aware datetimes are shown as the clock in Vietnam."""
        return f"{self.time(moment)}, {self.date(moment)}"

    def number(self, value: int) -> str:
        """``1.234`` in Vietnamese, ``1,234`` in English."""
        return self.points(Decimal(value))

    def points(self, value: Decimal) -> str:
        """Every digit that counts and no trailing zeros: ``7,5`` in Vietnamese, ``7.5`` in English."""
        return _decimal(value.normalize() or Decimal(0), self.locale)  # "or": no negative zero

    def percent(self, value: Decimal) -> str:
        """``value`` is in hundredths already: 97.5 is ``97,5%``."""
        return f"{self.points(value)}%"

    def _date(self, day: dt.date, pattern: str) -> str:
        return _day(_local(day).date() if isinstance(day, dt.datetime) else day, pattern, self.locale)


@lru_cache(maxsize=1024)  # a morning of reminders says the same few days thousands of times
def _day(day: dt.date, pattern: str, locale: str) -> str:
    from babel.dates import format_date

    return format_date(day, pattern, locale=locale)


@lru_cache(maxsize=4096)
def _decimal(exact: Decimal, locale: str) -> str:
    from babel.numbers import format_decimal

    return format_decimal(exact, locale=locale, decimal_quantization=False)


@lru_cache(maxsize=32)
def translator(locale: str, *, brief: bool = False) -> Translator:
    """The translator of a language tag (``vi``, ``en``, ``en-US``). A language that we do not speak is Vietnamese."""
    language = locale.replace("_", "-").partition("-")[0].lower()
    short = _vietnamese() if brief else None  # this one file holds the shorter wordings of both
    if language == "en":
        return Translator("en", gettext.NullTranslations(), short=short)
    return Translator(DEFAULT_LOCALE, _vietnamese(), short=short)


@lru_cache(maxsize=1)
def _vietnamese() -> gettext.NullTranslations:
    from locales.compile import catalogue_bytes

    return gettext.GNUTranslations(io.BytesIO(catalogue_bytes()))


def _local(moment: dt.datetime) -> dt.datetime:
    return moment.astimezone(_ZONE) if moment.tzinfo else moment
