"""A table of days off as a file: rows of an .xlsx or .csv with a date and a word, or YAML like the shipped one."""

from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from handlers.reading import DaysOff, read_days_off
from handlers.reading.days_off import together
from reports.roster_cells import RosterFileError, read_grids
from scoring.calendar import DayKind, WorkingCalendar
from scoring.calendar_files import NAME, read_years
from scoring.yaml_source import CampaignFileError

MAX_BYTES = 200_000  # a table of days is small; whatever is bigger is something else


class NoTable(Exception):
    """The file has no table of days; the message says where and what, if more is known."""


def read_days_file(data: bytes, name: str, calendar: WorkingCalendar, *, today: date) -> DaysOff:
    """What the file makes of days. The years of a YAML file replace the whole year; a table changes the days that it
    names. Raises ``NoTable``."""
    if len(data) > MAX_BYTES:
        raise NoTable(name)
    if name.lower().endswith((".yaml", ".yml")):
        return DaysOff(_whole_years(data, calendar))
    try:
        grids = read_grids(data)
    except RosterFileError as error:
        raise NoTable(name) from error
    lines = (" ".join(cell.text for cell in grid.row(row)) for grid in grids for row in range(1, grid.rows + 1))
    found = together(one for line in lines if (one := read_days_off(line, today=today)) is not None)
    if found is None:
        raise NoTable(name)
    return found


def _whole_years(data: bytes, calendar: WorkingCalendar) -> dict[date, DayKind]:
    with TemporaryDirectory() as folder:
        path = Path(folder) / NAME
        path.write_bytes(data)
        try:
            years = read_years(path)
        except CampaignFileError as error:
            raise NoTable(error.problems[0]) from error
    if not years:
        raise NoTable(NAME)
    known = calendar.holidays | calendar.makeup_days
    days = {day: DayKind.ORDINARY for day in known if str(day.year) in years}
    for table in years.values():
        days |= dict.fromkeys(table.get("off", ()), DayKind.OFF) | dict.fromkeys(
            table.get("worked", ()), DayKind.WORKED
        )
    return days
