"""Messages that a channel's plan allows in a month are known before they are spent: reminders that would not fit are
merged into the later ones, and the organizer, who is told beforehand, may decide otherwise.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlmodel import Session

from handlers import permissions
from handlers.context import MessagesLeft, calendar_of, context_of
from handlers.conversation import Choice, Reply
from handlers.reminder_duties import Book, load_book
from handlers.reminder_individuals import load_own
from handlers.reminder_mornings import Due, Morning
from handlers.turn import Turn, tell
from locales import Translator
from scoring.campaign import Campaign
from scoring.reminders import OPENING, PlannedReminder, deadline_reminders
from scoring.rounds import in_its_round
from storage.queries import reminders as rows
from storage.queries.reminders import Contact, Individual
from storage.tables import BotState, ReminderMorning, Role

FOR_REMINDERS = 0.6  # of what is left; the rest is for people who write, whose turn costs two messages
KEEPER = "reminders"  # of BotState
FULL = "full"

Planned = Mapping[tuple[str, date], Sequence[PlannedReminder]]  # (deadline, last valid day) -> what is to come
Spare = Mapping[str, Mapping[str, Any]]  # channel -> {"offsets": [...], "left": n, "need": n, "fits": bool}


def decide(session: Session, state: ReminderMorning, morning: Morning, campaigns: Sequence[Campaign]) -> None:
    """Once for a morning: which reminders are merged into later ones, on which channel."""
    if state.spare is not None:
        return
    limits = context_of(session).messages_left(session)
    if not limits or _choice(session, morning.day) == FULL:
        state.spare = {}
        return
    found = {channel: _spare(session, channel, left, morning, campaigns) for channel, left in limits.items()}
    state.spare = {channel: spare for channel, spare in found.items() if spare}


def _spare(
    session: Session, channel: str, left: MessagesLeft, morning: Morning, campaigns: Sequence[Campaign]
) -> dict[str, Any]:
    """What is to be merged so that the rest of the month fits; empty when everything fits."""
    may = int(max(left.messages, 0) * FOR_REMINDERS)
    last = morning.day + timedelta(days=left.days - 1)
    needed = _forecast(session, channel, morning, last, campaigns)
    need = sum(needed.values())
    if need <= may:
        return {}
    kept, so_far = set(), 0
    for rank, count in sorted(needed.items()):
        so_far += count
        if rank and so_far > may:  # the last day is never merged: there is no later one
            break
        kept.add(rank)
    offsets = sorted({offset for campaign in campaigns for offset in _offsets(campaign)}, key=_rank, reverse=True)
    merged = [offset for offset in offsets if _rank(offset) > max(kept, default=0)]
    fits = sum(count for rank, count in needed.items() if rank in kept) <= may
    return {"offsets": merged, "left": left.messages, "need": need, "fits": fits}


def _offsets(campaign: Campaign) -> list[str]:
    return [OPENING, *(f"T{offset:+d}" if offset else "T0" for offset in campaign.reminders.offsets)]


def _rank(offset: str) -> int:
    """The lower, the less it may be missing: the last day, the day before, overdue, the opening, then the nearest."""
    if offset == OPENING:
        return 3
    days = int(offset[1:])
    if days > 0:
        return 2
    return -days if days >= -1 else 3 - days


def _forecast(
    session: Session, channel: str, morning: Morning, last: date, campaigns: Sequence[Campaign]
) -> Counter[int]:
    """Messages until ``last`` by the rank of the most important reminder in each: one a morning for each person."""
    preferred = rows.preferred_channels(session)
    own = [each for each in rows.contacts(session) if preferred.get(each.person_id) == channel]
    alone = [each for each in rows.individuals(session) if preferred.get(each.person_id) == channel]
    messages: dict[tuple[datetime, int], int] = {}
    for campaign in campaigns:
        book = load_book(session, campaign, {each.unit_id for each in own} | {each.candidate.unit_id for each in alone})
        planned = _planned(session, book, morning, last)
        for each in (_of_contacts(own, book, planned, morning.day), _of_individuals(session, alone, book, planned)):
            for reminder, person in each:
                key = reminder.at, person
                messages[key] = min(messages.get(key, 99_999), _rank(reminder.offset))
    return Counter(messages.values())


def _of_contacts(
    contacts: Iterable[Contact], book: Book, planned: Planned, today: date
) -> Iterator[tuple[PlannedReminder, int]]:
    """(reminder, person) of those who speak for units that have still to do it."""
    for contact in contacts:
        for (name, day), reminders in planned.items():
            deadline = book.campaign.deadline(name)
            if book.days.of(deadline, contact.unit_id) == day and book.is_open(deadline, contact.unit_id, today):
                for reminder in reminders:
                    if contact.role is Role.UNIT_CONTACT or "leader" in reminder.audience:
                        yield reminder, contact.person_id


def _of_individuals(
    session: Session, people: Sequence[Individual], book: Book, planned: Planned
) -> Iterator[tuple[PlannedReminder, int]]:
    """The same of those who compete for themselves."""
    people = [each for each in people if each.candidate.campaign_id == book.campaign.id]
    if not people:
        return
    own = load_own(session, book.campaign, people, book)
    for who in people:
        for (name, day), reminders in planned.items():
            deadline, unit = book.campaign.deadline(name), who.candidate.unit_id
            if unit in book.units and book.days.of(deadline, unit) == day and own.is_open(deadline, who.candidate):
                yield from ((reminder, who.person_id) for reminder in reminders)


def _planned(session: Session, book: Book, morning: Morning, last: date) -> Planned:
    calendar, zone, campaign = calendar_of(session), context_of(session).timezone, book.campaign
    found = {}
    for deadline in campaign.deadlines:
        for day in book.days.every(deadline):
            dated = in_its_round(campaign, deadline.model_copy(update={"due_on": day}))
            planned = deadline_reminders(dated, campaign.reminders, calendar, timezone=zone)
            found[deadline.id, day] = [one for one in planned if morning.at <= one.at and one.at.date() <= last]
    return found


def without_merged(due: Due, contact: Contact, spare: Spare, channels: Mapping[int, str]) -> Due:
    """What this contact is told of it: without what is merged into a later reminder on this channel."""
    merged: Collection[str] = spare.get(channels.get(contact.person_id, ""), {}).get("offsets", ())
    if not merged:
        return due
    today, missed = ([one for one in some if one.offset not in merged] for some in (due.today, due.missed))
    return replace(due, today=today, missed=missed)


# ---------------------------------------------------------------- the organizer


def _month(day: date) -> str:
    return f"{day:%Y-%m}"


def _choice(session: Session, day: date) -> str:
    row = session.get(BotState, (KEEPER, f"budget:{_month(day)}"))
    return row.value if row is not None else ""


def budget_lines(session: Session, state: ReminderMorning, tr: Translator, *, again: bool) -> list[tuple[str, Choice]]:
    """What is merged this month and why, told when it begins and whenever it becomes more. ``again``: also when it was
    told, to whom it never reached."""
    from handlers.calendar_page import offset_in_words

    spare: Spare = state.spare or {}
    lines = []
    for channel, found in spare.items():
        key = (KEEPER, f"told:{channel}:{_month(state.at.astimezone(context_of(session).timezone).date())}")
        said = session.get(BotState, key)
        if not again and said is not None and len(said.value.split()) >= len(found["offsets"]):
            continue
        words = ", ".join(offset_in_words(offset, tr) for offset in found["offsets"])
        line = tr(
            "• Zalo: {left} messages are left this month; all reminders would need {need}. "
            "So these are merged into the later ones: {offsets}.",
            left=tr.number(found["left"]),
            need=tr.number(found["need"]),
            offsets=words,
        )
        if not found["fits"]:
            line += " " + tr("Even so they may not suffice: please call those who are open.")
        lines.append((line, Choice("budget:full", tr("Send all reminders all the same"), ("nhac du",))))
    return lines


def note_told(session: Session, state: ReminderMorning) -> None:
    """The organizers know of it now."""
    day = state.at.astimezone(context_of(session).timezone).date()
    for channel, found in (state.spare or {}).items():
        key = f"told:{channel}:{_month(day)}"
        session.merge(BotState(bot=KEEPER, key=key, value=" ".join(found["offsets"])))


def answer(turn: Turn) -> list[Reply]:
    """The organizer decides for this month."""
    if not permissions.may_nudge(turn.roles):
        return [tell(turn.tr("This is not open to you."))]
    full = turn.choice == "budget:full"
    key = f"budget:{_month(turn.today)}"
    turn.session.merge(BotState(bot=KEEPER, key=key, value=FULL if full else ""))
    rows.decide_again(turn.session, datetime.combine(turn.today, datetime.min.time(), turn.context.timezone))
    tr = turn.tr
    if full:
        words = tr("All reminders are sent this month, as long as there are messages left.")
        other = Choice("budget:merge", tr("Merge them after all"), ("gop lai",))
    else:
        words = tr("Reminders that would not fit are merged into the later ones.")
        other = Choice("budget:full", tr("Send all reminders all the same"), ("nhac du",))
    return [Reply(words, choices=(other,), numbered=False, question=False, standing=True)]


def cost_lines(session: Session, people: Iterable[int], tr: Translator) -> list[str]:
    """Before the organizer writes to many: what it costs of this month's messages, when that is much or too much."""
    limits = context_of(session).messages_left(session)
    if not limits:
        return []
    people = list(people)
    used = Counter(rows.preferred_channels(session, people).values())
    lines = []
    for channel, left in limits.items():
        need, there = used[channel], max(left.messages, 0)
        if need > there:
            lines.append(
                tr(
                    "Zalo: only {left} messages are left this month, this needs {need}. "
                    "Whoever comes last gets nothing: choose fewer units, or call.",
                    left=tr.number(there),
                    need=tr.number(need),
                )
            )
        elif need * 5 > there:
            words = tr("Zalo: this uses {need} of {left} messages that are left this month.", need=need, left=there)
            lines.append(words)
    return lines


def load_channels(session: Session, spare: Spare | None, people: Sequence[int]) -> dict[int, str]:
    """Which channel each of them is told on; asked only when something is merged on one."""
    return rows.preferred_channels(session, people) if spare else {}
