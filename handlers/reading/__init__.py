"""What people typed, understood: pure functions without database or clock.

Each returns a value only when it is sure; otherwise None (for units an empty or a longer tuple), and the caller asks
back. Nothing here raises on any text.
"""

from handlers.reading.choices import Options, read_choice, read_choices, read_exact_choice
from handlers.reading.commands import read_command
from handlers.reading.dates import NOT_SENT, NotSent, read_date, read_sent_date
from handlers.reading.days_off import DaysOff, read_days_off
from handlers.reading.documents import is_link, read_document
from handlers.reading.facts import FactSpec, read_facts
from handlers.reading.numbers import read_count, read_percent
from handlers.reading.phones import read_phone
from handlers.reading.units import read_unit
from handlers.reading.words import normalize
from handlers.reading.yes_no import read_yes_no

__all__ = [
    "NOT_SENT",
    "DaysOff",
    "FactSpec",
    "NotSent",
    "Options",
    "is_link",
    "normalize",
    "read_choice",
    "read_choices",
    "read_command",
    "read_count",
    "read_date",
    "read_days_off",
    "read_document",
    "read_exact_choice",
    "read_facts",
    "read_percent",
    "read_phone",
    "read_sent_date",
    "read_unit",
    "read_yes_no",
]
