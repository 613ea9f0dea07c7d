"""``thidua campaign new``: a campaign's file copied into another year, and what somebody has to look at in it."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.commands import WrongInput
from bot.cli.common import begin, say, wrong_files

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from bot.settings import Settings
    from locales import Translator
    from scoring.calendar import WorkingCalendar
    from scoring.campaign import Campaign
    from scoring.renewing import MovedDay, Renewal, Sentence
    from scoring.yaml_source import PathInFile

FIRST_YEAR, LAST_YEAR = 2000, 2098
SHOWN = 110  # characters of a sentence in the list


def new(
    source: Annotated[str, typer.Option("--from", metavar="ID", help="Id of a campaign, or a campaign file.")],
    year: Annotated[int, typer.Option("--year", metavar="YEAR", help="The year in which the new one begins.")],
    new_id: Annotated[str | None, typer.Option("--id", metavar="ID", help="Id of the new campaign.")] = None,
    out: Annotated[Path | None, typer.Option("--out", metavar="FILE", help="The file to write.")] = None,
) -> None:
    """Copy a campaign into another year: its days are moved, and everything that has to be confirmed is marked."""
    from scoring.calendar_files import load_calendar
    from scoring.campaign_files import CampaignFileError, find_file, load_campaign
    from scoring.renewing import line_numbers, renew
    from scoring.yaml_source import read_text

    settings, tr = begin()
    try:
        path = find_file(source, settings.campaigns_dir)
        campaign = load_campaign(path)
        calendar = load_calendar(settings.campaigns_dir)
        shift = _shift(campaign, year, tr)
        renewal = renew(str(path), read_text(path), campaign, shift=shift, new_id=new_id)
        target = _target(renewal.id, out, settings, tr)
        text = _with_notes(target, renewal, campaign.id, calendar)
    except CampaignFileError as error:
        raise wrong_files(error) from None
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text, "utf-8", newline="")
    typer.echo(str(target))
    say(tr("Copied from {source}. Nothing is open yet.", source=campaign.id))
    _tell_days(renewal, calendar, tr)
    lines = line_numbers(text)
    _list(tr("Sentences that were changed, to be checked:"), renewal.changed, lines, tr)
    left = tr("Sentences that name a day, a year or a document and were left, to be checked:")
    _list(left, renewal.left, lines, tr)
    say("")
    say(
        tr(
            "Next: put {file} right, then run “thidua campaign check {file}” and “thidua campaign try {file}”.",
            file=target,
        )
    )


def _shift(campaign: "Campaign", year: int, tr: "Translator") -> int:
    first = campaign.period.start.year
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise WrongInput(tr("--year: {year} is no year of a campaign: write for example 2027", year=year))
    if year == first:
        raise WrongInput(tr("--year: {id} is of {year} already: write another year", id=campaign.id, year=year))
    return year - first


def _target(new_id: str, out: Path | None, settings: "Settings", tr: "Translator") -> Path:
    """Where it goes; a file that is there is never replaced."""
    target = out or Path(settings.campaigns_dir or ".") / f"{new_id}.yaml"
    if target.is_dir():
        target = target / f"{new_id}.yaml"
    if target.suffix != ".yaml" or target.stem != new_id:
        raise WrongInput(
            tr("--out: {file} must be named after the campaign: write {name}", file=target, name=f"{new_id}.yaml")
        )
    if target.exists():
        raise WrongInput(tr("{file} is there already: give another --out or --id, or move it away first", file=target))
    return target


def _with_notes(target: Path, renewal: "Renewal", source: str, calendar: "WorkingCalendar") -> str:
    """The new file with what is to be settled in it, in both languages. Raises ``CampaignFileError``."""
    from locales import translator
    from scoring.campaign_files import validate_text
    from scoring.renewing import add_assumptions

    campaign = validate_text(str(target), renewal.text)
    spoken = [_notes(campaign, renewal, calendar, translator(locale)) for locale in ("vi", "en")]
    notes = [(about, vi, en) for (about, vi), (_, en) in zip(*spoken, strict=True)]
    text = _headed(add_assumptions(renewal.text, notes), source, translator("vi"))
    validate_text(str(target), text)
    return text


def _headed(text: str, source: str, tr: "Translator") -> str:
    newline = "\r\n" if "\r\n" in text else "\n"
    words = tr("Copied from {source} into another year; comments below are still those of {source}.", source=source)
    return f"# {words}{newline}{text}"


def _notes(
    campaign: "Campaign", renewal: "Renewal", calendar: "WorkingCalendar", tr: "Translator"
) -> list[tuple[str, str]]:
    """What the organizer settles before opening, as (about, sentence). ``campaign``: the new one."""
    days = {each.path: each for each in renewal.days}
    notes = []
    if campaign.document.number is None:
        old = ", ".join(renewal.removed) or tr("(no number)")
        words = tr("The new plan's number and day are not in the file yet (the old one: {old}).", old=old)
        notes.append(("document", words))
    start, end = days["period.start"].after, days["period.end"].after
    notes.append(
        ("period", tr("The campaign lasts from {start} to {end}.", start=tr.long_date(start), end=tr.long_date(end)))
    )
    for index, deadline in enumerate(campaign.deadlines):
        moved = days.get(f"deadlines[{index}].due_on")
        if moved is not None:
            words = tr("{title}: {day}", title=deadline.title.within(tr.locale), day=tr.long_date(moved.after))
            remarks = "; ".join(_remarks(moved, calendar, tr))
            notes.append((deadline.id, words + (f" ({remarks})." if remarks else ".")))
    named = len(renewal.changed) + len(renewal.left)
    words = tr.plural(
        "{n} sentence names a day or a year: compare it with the new plan.",
        "{n} sentences name a day or a year: compare them with the new plan.",
        named,
    )
    notes.append(("texts", words))
    if not _has_table(calendar, start.year):
        notes.append(("holidays", _no_table(start.year, tr)))
    return notes


def _remarks(moved: "MovedDay", calendar: "WorkingCalendar", tr: "Translator") -> list[str]:
    """What the other year does to a day."""
    remarks = []
    if not calendar.is_working_day(moved.after):
        due = moved.path.endswith("due_on")
        remarks.append(tr("a day off; the last valid day does not move by itself") if due else tr("a day off"))
    if (moved.before.month, moved.before.day) == (2, 29):
        remarks.append(tr("it was 29 February"))
    if _last_of_february(moved.before) and not _last_of_february(moved.after):
        remarks.append(tr("the last day of that February is the 29th"))
    return remarks


def _last_of_february(day: "date") -> bool:
    from datetime import timedelta

    return day.month == 2 and (day + timedelta(days=1)).month == 3


def _has_table(calendar: "WorkingCalendar", year: int) -> bool:
    """New Year alone is no table: Tết has days of its own."""
    return sum(day.year == year for day in calendar.holidays) > 1


def _tell_days(renewal: "Renewal", calendar: "WorkingCalendar", tr: "Translator") -> None:
    say("")
    say(tr("Days that were moved:"))
    for each in renewal.days:
        remarks = "; ".join(_remarks(each, calendar, tr))
        line = f"  {each.path}: {tr.date(each.before)} → {tr.long_date(each.after)}"
        say(line + (f" ({remarks})" if remarks else ""))
    year = renewal.days[0].after.year
    if not _has_table(calendar, year):
        say("  " + _no_table(year, tr))


def _list(title: str, sentences: "Sequence[Sentence]", lines: "Mapping[PathInFile, int]", tr: "Translator") -> None:
    """Each with its line; of a text in two languages the one of the settings."""
    from scoring.yaml_source import written

    other = {"vi": "en", "en": "vi"}[tr.locale]
    shown = [each for each in sentences if each.path[-1] not in (other, "example")]
    if shown:
        say("")
        say(title)
    for each in shown:
        words = each.now if len(each.now) <= SHOWN else each.now[:SHOWN] + "…"
        say(f"  {lines.get(each.path, 1)}: {written(each.path)}: {words}")


def _no_table(year: int, tr: "Translator") -> str:
    return tr("The days off of {year} are not in the table yet: the decree comes late in the year before.", year=year)
