"""The words of a reminder: what, until when, how many days are left, what lateness costs, the way straight there."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlmodel import Session

from handlers import notices
from handlers.context import calendar_of
from handlers.conversation import Choice, Reply, strong
from handlers.reminder_duties import Duty
from handlers.reminder_lost import true_until
from locales import Translator
from scoring.campaign import Campaign, Deadline
from scoring.reminders import OPENING
from scoring.rounds import is_open, round_of
from storage.queries.duties import UnitName
from storage.tables import Unit

MANY_CHOICES = 6  # more ways than this are a menu
MANY_UNITS = 5  # names of units in one line
SOON = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Told:
    """A duty in a message, and which reminder of it this is."""

    duty: Duty
    offset: str

    @property
    def returned(self) -> bool:
        """A self-assessment that was sent back, not the first one."""
        return self.duty.deadline.id.startswith("return:")


def message(session: Session, person: int, told: Sequence[Told], *, today: date, now: datetime) -> Reply:
    """One message about all of it, the nearest day first. Its choices stay pressable."""
    return Speech(session, today, now).message(person, told, notices.language_of(session, person))


@dataclass(frozen=True)
class Speech:
    """The messages of one moment. What thousands of them have in common is put into words once."""

    session: Session
    today: date
    now: datetime
    _known: dict[tuple[object, ...], Any] = field(default_factory=dict)

    def message(self, person: int, told: Sequence[Told], tr: Translator) -> Reply:
        """To somebody, in their language (see ``message``)."""
        told = sorted(told, key=lambda one: one.duty.due_on)
        groups: dict[tuple[str, str, date], list[Told]] = {}
        for one in told:
            groups.setdefault((one.duty.campaign.id, one.duty.deadline.id, one.duty.due_on), []).append(one)
        texts = [f"{strong(_title(same, tr))}\n{self._deadline(same[0], tr)}" for same in groups.values()]
        if len(texts) > 1:
            texts = [strong(tr("Please remember:")), *(f"• {text}" for text in texts)]
        choices = _ways(told, self.today, self._tomorrow(), tr)
        until = self._true_until(told[0].duty.campaign)
        return notices.standing(person, "\n".join(texts), *choices, when=self.now, until=until)

    def _deadline(self, told: Told, tr: Translator) -> str:
        duty = told.duty
        key = (duty.campaign.id, duty.deadline.id, duty.due_on, told.offset, tr)
        if key not in self._known:
            self._known[key] = deadline_in_words(told, self.today, tr)
        said: str = self._known[key]
        return said

    def _true_until(self, campaign: Campaign) -> datetime:
        if (campaign.id,) not in self._known:
            self._known[campaign.id,] = true_until(self.session, campaign, self.now)
        until: datetime = self._known[campaign.id,]
        return until

    def _tomorrow(self) -> date:
        if () not in self._known:
            self._known[()] = calendar_of(self.session).next_working_day(self.today)
        day: date = self._known[()]
        return day


def _title(same: Sequence[Told], tr: Translator) -> str:
    duty = same[0].duty
    what = duty.deadline.title.within(tr.locale)
    if same[0].returned:
        what = tr("Correct the returned self-assessment")
    return f"{what} – {names([one.duty.unit.name for one in same], tr)}"


def names(units: Sequence[str], tr: Translator) -> str:
    """``UBND Phường 1, UBND Phường 2 và 7 đơn vị khác``."""
    if len(units) <= MANY_UNITS:
        return ", ".join(units)
    more = len(units) - MANY_UNITS
    shown = ", ".join(units[:MANY_UNITS])
    return shown + " " + tr.plural("and {n} other unit", "and {n} other units", more)


def deadline_in_words(told: Told, today: date, tr: Translator) -> str:
    """Until when, how many days are left, and what lateness costs in this plan."""
    deadline, due = told.duty.deadline, told.duty.due_on
    left, day = (due - today).days, tr.long_date(due)
    if deadline.kind == "goal":
        return _goal(left, day, tr)
    line = days_left(due, today, tr)
    if told.offset == OPENING and deadline.opens_on is not None:
        cycle = round_of(told.duty.campaign, deadline)
        if cycle is not None:
            title = cycle.title.within(tr.locale)
            line = tr("{round} is open since {date}.", round=title, date=tr.date(deadline.opens_on)) + " " + line
        else:
            line = tr("Open since {date}.", date=tr.date(deadline.opens_on)) + " " + line
    if tr.brief and left not in (0, 1):  # what lateness costs is said where it can still be avoided
        return line
    late = deadline.late_text.within(tr.locale) if deadline.late_text is not None and not told.returned else ""
    return f"{line}\n{late}" if late else line


def days_left(due: date, today: date, tr: Translator) -> str:
    """``Hạn chót: hết thứ Sáu, 26/04/2024, còn 3 ngày.``"""
    left, day = (due - today).days, tr.long_date(due)
    if left > 0:
        return tr.plural("By the end of {date}: {n} day left.", "By the end of {date}: {n} days left.", left, date=day)
    if left == 0:
        return tr("Today is the last day: until the end of {date}.", date=day)
    return tr.plural(
        "Overdue by {n} day; it was due on {date}.", "Overdue by {n} days; it was due on {date}.", -left, date=day
    )


def _goal(left: int, day: str, tr: Translator) -> str:
    """Nothing is sent for a goal: it is said, and at last asked."""
    if left < 0:
        return tr("The goal was set for {date}. Was it reached?", date=day)
    return tr.plural("Goal for {date}: {n} day left.", "Goal for {date}: {n} days left.", left, date=day)


def ways(session: Session, told: Sequence[Told], today: date, tr: Translator) -> Iterator[Choice]:
    """Straight to where each duty is done, and "remind me tomorrow" where that is not too late."""
    return _ways(told, today, calendar_of(session).next_working_day(today), tr)


def _ways(told: Sequence[Told], today: date, tomorrow: date, tr: Translator) -> Iterator[Choice]:
    several = len({one.duty.whose for one in told}) > 1
    outside = {
        one.duty.deadline.id for one in told if one.duty.deadline.kind not in ("registration", "self_assessment")
    }
    found = []
    for one in told:
        here = [*_to_dossier(one, tr), *_to_its_round(one, today, tr), _way(one, today, tr, named=len(outside) > 1)]
        found += [Choice(each.id, f"{each.label} – {one.duty.unit.name}") if several else each for each in here]
    yield from found[:MANY_CHOICES]
    if len(found) > MANY_CHOICES:
        yield Choice("go:menu", tr("Menu"))
    if any(one.duty.due_on >= tomorrow for one in told):
        about = {one.duty.deadline.id for one in told}
        wish = f"remind:tomorrow:{about.pop()}" if len(about) == 1 else "remind:tomorrow"
        yield Choice(wish, tr("Remind me tomorrow"), ("nhac toi mai", "mai nhac lai"))


def _to_dossier(told: Told, tr: Translator) -> Iterator[Choice]:
    """Where its documents are sent; “it was sent” remains for those who hand it over on paper."""
    if told.duty.deadline.kind == "dossier" and told.duty.campaign.dossier:
        cycle = round_of(told.duty.campaign, told.duty.deadline)
        unit_id, candidate = told.duty.whose
        yield Choice(f"dossier:{unit_id}:{candidate}:{cycle.id if cycle else ''}", tr("Award dossier"))


def _to_its_round(told: Told, today: date, tr: Translator) -> Iterator[Choice]:
    """What closes a round is proposed from the self-assessment of that round: straight there while it is open."""
    duty, cycle = told.duty, round_of(told.duty.campaign, told.duty.deadline)
    if cycle is None or duty.deadline.kind == "self_assessment":
        return
    if is_open(duty.campaign, cycle, today, moved={duty.deadline.id: duty.due_on}):
        label = tr("Self-assessment") if duty.campaign.has_points else tr("Own assessment")
        words = f"{label} – {cycle.title.within(tr.locale)}"
        yield Choice(place(duty.unit, duty.candidate_id, "assess", cycle.id), words)


def _way(told: Told, today: date, tr: Translator, *, named: bool) -> Choice:
    """Straight to the place where the duty is done. ``named``: with its title, where several are alike."""
    duty, kind = told.duty, told.duty.deadline.kind
    title = duty.deadline.title.within(tr.locale)
    if kind == "registration":
        return Choice(place(duty.unit, duty.candidate_id, "register"), tr("Register now"))
    if told.duty.deadline.late == "refused" and told.duty.due_on < today and not told.returned:
        return Choice("go:officer", tr("Ask the officer"), ("hoi can bo",))
    if kind == "self_assessment":
        label = tr("Correct and send again") if told.returned else tr("Self-assessment")
        cycle = None if told.returned else round_of(duty.campaign, duty.deadline)
        return Choice(place(duty.unit, duty.candidate_id, "assess", *([cycle.id] if cycle else [])), label)
    outside = way_outside(duty.campaign, duty.deadline, duty.unit, tr, candidate_id=duty.candidate_id)
    return Choice(outside.id, tr("Done: {what}", what=title)) if named else outside


def way_outside(
    campaign: Campaign, deadline: Deadline, unit: Unit | UnitName, tr: Translator, *, candidate_id: int | None = None
) -> Choice:
    """To say that something was done on paper; where it is done here, straight to that place. ``candidate_id``: for
    somebody of the unit who competes for himself."""
    if deadline.kind == "registration":
        return Choice(place(unit, candidate_id, "register"), tr("Register now"))
    if deadline.kind == "self_assessment":
        return Choice(place(unit, candidate_id, "assess"), tr("Self-assessment"))
    done = place(unit, candidate_id, "sent", campaign.id, deadline.id)
    if deadline.kind == "goal":
        return Choice(done, tr("The goal is reached"))
    return Choice(done, tr("The report was sent") if deadline.kind == "report" else tr("It was sent"))


def place(unit: Unit | UnitName, candidate_id: int | None, action: str, *about: str) -> str:
    """What ``handlers/reminder_answers.py`` reads: ``remind:assess:<round>:<unit>``, or for somebody who competes for
    himself ``remind:mine:<candidate>:assess:<round>``."""
    if candidate_id is not None:
        return ":".join(("remind", "mine", str(candidate_id), action, *about))
    return ":".join(("remind", action, *about, str(unit.id)))


def near(duties: Sequence[Duty], today: date) -> list[Duty]:
    """What to speak of when somebody asked to be reminded: what is due within two weeks, else the nearest."""
    soon = [duty for duty in duties if duty.due_on - today <= SOON]
    return soon or list(duties[:1])
