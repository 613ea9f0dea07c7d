"""The tables of holidays: the shipped one and those of the organizer's own folders."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from scoring.calendar import WorkingCalendar
from scoring.campaign_files import shipped_folder
from scoring.yaml_source import CampaignFileError, PathInFile, Problem, Source, read_source

NAME = "holidays.yaml"


def load_calendar(*folders: Path | str | None) -> WorkingCalendar:
    """The shipped table, with whole years replaced by a ``holidays.yaml`` in one of ``folders`` (None is skipped).
    Raises ``CampaignFileError``."""
    years: dict[str, dict[str, list[date]]] = {}
    for folder in (shipped_folder(), *folders):
        path = Path(folder) / NAME if folder is not None else None
        if path is not None and path.is_file():
            years.update(read_years(path))
    off = [day for year in years.values() for day in year.get("off", [])]
    worked = [day for year in years.values() for day in year.get("worked", [])]
    return WorkingCalendar(holidays=frozenset(off), makeup_days=frozenset(worked))


def read_years(path: Path) -> dict[str, dict[str, list[date]]]:
    """Year -> its lists ``off`` and ``worked``, of one file. Raises ``CampaignFileError``."""
    source = read_source(path)
    problems = list(_check(source))
    if problems:
        raise CampaignFileError(problems)
    return dict(source.data)


def _check(source: Source) -> Iterator[Problem]:
    if not isinstance(source.data, dict):
        yield source.problem((), "must be years, each with the lists off and worked")
        return
    for year, table in source.data.items():
        if not (year.isdigit() and len(year) == 4 and isinstance(table, dict)):
            yield source.problem((year,), "must be a year with the lists off and worked")
            continue
        for name, days in table.items():
            path: PathInFile = (year, name)
            if name not in {"off", "worked"} or not isinstance(days, list):
                yield source.problem(path, "must be off or worked, each a list of days")
                continue
            for index, day in enumerate(days):
                if not isinstance(day, date) or day.year != int(year):
                    yield source.problem((*path, index), f"{day} must be a day of {year}, written YYYY-MM-DD")
