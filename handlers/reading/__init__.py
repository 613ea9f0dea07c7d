"""What people typed, understood: pure functions without database or clock.

Each returns a value only when it is sure; otherwise None (for units an empty or a longer tuple), and the caller asks
back. Nothing here raises on any text.
"""

from handlers.reading import choices, commands, dates, facts, numbers, units
from handlers.reading.choices import Options, read_choices, read_exact_choice
from handlers.reading.dates import NOT_SENT, NotSent
from handlers.reading.days_off import DaysOff, read_days_off
from handlers.reading.documents import is_link, read_document
from handlers.reading.facts import FactSpec
from handlers.reading.phones import read_phone
from handlers.reading.telex import or_decoded
from handlers.reading.words import normalize
from handlers.reading.yes_no import read_yes_no

read_choice = or_decoded(choices.read_choice)
read_command = or_decoded(commands.read_command)
read_count = or_decoded(numbers.read_count)
read_date = or_decoded(dates.read_date)
read_facts = or_decoded(facts.read_facts)
read_percent = or_decoded(numbers.read_percent)
read_sent_date = or_decoded(dates.read_sent_date)
read_unit = or_decoded(units.read_unit)

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
