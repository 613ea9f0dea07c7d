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
from handlers.reading.phones import read_phone as _read_phone
from handlers.reading.plainer import or_plainer, or_remarked, respelled, standard, with_days, without_source
from handlers.reading.statements import read_yes_no
from handlers.reading.telex import or_decoded
from handlers.reading.words import normalize

read_choice = or_decoded(choices.read_choice)
read_command = or_decoded(commands.read_command)
read_count = or_remarked(or_plainer(or_decoded(numbers.read_count), without_source))
read_date = or_remarked(or_plainer(or_decoded(dates.read_date), with_days))
read_facts = or_plainer(or_plainer(or_decoded(facts.read_facts), with_days), without_source)
read_option = or_plainer(or_decoded(choices.read_option), without_source)
read_percent = or_remarked(or_plainer(or_decoded(numbers.read_percent), without_source))
read_phone = or_remarked(or_plainer(_read_phone, standard))
read_sent_date = or_remarked(or_plainer(or_decoded(dates.read_sent_date), with_days))
read_unit = or_plainer(or_decoded(units.read_unit), respelled)

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
    "read_option",
    "read_percent",
    "read_phone",
    "read_sent_date",
    "read_unit",
    "read_yes_no",
]
