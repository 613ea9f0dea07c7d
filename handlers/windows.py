"""A channel on which people may be written to only for some time after they wrote themselves.

Who is out of reach counts as unreachable before anything is planned (``close``), so that reminders go elsewhere. Each
working morning who would be out of reach before the next one, although something is due soon, is asked for an "ok", and
the organizers get the names of those who are.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import exists, update
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from handlers import notices
from handlers.context import calendar_of, local
from handlers.conversation import Choice, Reply
from handlers.reminder_duties import Duty, open_duties
from handlers.reminder_individuals import open_duties_alone
from handlers.turn import UNIT_ROLES, Turn, tell
from scoring.calendar import HOUR
from scoring.campaign import Campaign
from storage import queries
from storage.queries import reminders as rows
from storage.tables import BotState, ChannelAccount, Membership, Person, Role

TIME_TO_ANSWER = timedelta(hours=24)  # beyond the next morning, on which somebody could be asked again
NAMED = 15  # people in one message
LONG = timedelta(days=4)  # a shorter window would have to be asked for every day
LOOKED, ASKED, LISTED = "windows_looked", "window_asked", "out_of_reach"  # of BotState


@dataclass(frozen=True, slots=True)
class Window:
    """``length``: since somebody's last message. ``keep_open``: days before a deadline in which people are asked to
    keep it open, 0 for never. ``has_template``: there is another, paid way afterwards; ``needs_phone``: only for those
    who left a phone number."""

    channel: str
    length: timedelta
    keep_open: int
    has_template: bool
    needs_phone: bool = False

    @property
    def always_open(self) -> bool:
        return self.has_template and not self.needs_phone


def close(session: Session, window: Window, *, real: datetime) -> list[int]:
    """Whose window has run out counts as not reachable from now on; their accounts."""
    if window.always_open:
        return []
    closed = (
        update(ChannelAccount)
        .where(
            col(ChannelAccount.channel) == window.channel,
            col(ChannelAccount.reachable),
            col(ChannelAccount.last_seen_at) <= real - window.length,
            *([_no_phone(col(ChannelAccount.person_id))] if window.needs_phone else []),
        )
        .values(reachable=False)
        .returning(col(ChannelAccount.id))
    )
    found = session.scalars(closed, execution_options={"synchronize_session": False})
    return [account for account in found if account is not None]


def _no_phone(person: Any) -> Any:
    return exists().where(col(Person.id) == person, col(Person.phone).is_(None))


def look_after(session: Session, window: Window, *, now: datetime, real: datetime) -> list[Reply]:
    """Once a working day, at the reminders' hour or as soon after it as possible. ``now``: campaign time; windows
    run by ``real`` time."""
    if window.always_open or not queries.open_campaigns(session) or notices.polite_now(session, now) > now:
        return []
    moment = local(session, now)
    today = moment.date()
    if moment.time() < HOUR or not calendar_of(session).is_working_day(today):
        return []
    if not _is_first_look(session, window, today.isoformat()):
        return []
    return [*_ask(session, window, now=now, real=real), *_list(session, window, now=now)]


def _is_first_look(session: Session, window: Window, day: str) -> bool:
    row = session.get(BotState, (window.channel, LOOKED))
    if row is not None and row.value == day:
        return False
    session.merge(BotState(bot=window.channel, key=LOOKED, value=day))
    session.flush()
    return True


def _ask(session: Session, window: Window, *, now: datetime, real: datetime) -> Iterable[Reply]:
    """Those whose window closes too soon, and whose unit still has something to do in time."""
    if not window.keep_open or window.length < LONG:
        return
    moment = local(session, now)
    following = calendar_of(session).next_working_day(moment.date())
    next_look = datetime.combine(following, HOUR, moment.tzinfo) - moment
    last_seen_until = real + next_look + TIME_TO_ANSWER - window.length
    for account, person, seen in _alone_there(session, window, last_seen_until):
        key, value = f"{ASKED}:{account}", seen.isoformat()
        row = session.get(BotState, (window.channel, key))
        if (row is not None and row.value == value) or not _has_something_due(session, person, moment, window):
            continue
        session.merge(BotState(bot=window.channel, key=key, value=value))
        tr = notices.language_of(session, person)
        words = tr(
            "Zalo lets this assistant write only within 7 days after a message of yours. "
            "To go on getting reminders, please answer “ok”."
        )
        yield notices.standing(person, words, Choice("window:ok", tr("OK"), ("ok", "oke", "duoc")), when=now)


def _alone_there(
    session: Session, window: Window, last_seen_until: datetime
) -> Sequence[tuple[int | None, int, datetime]]:
    """(account, person, last seen) of those who speak for a unit or compete for themselves, agreed, and can be reached
    nowhere else."""
    other = aliased(ChannelAccount)
    found = session.exec(
        select(ChannelAccount.id, ChannelAccount.person_id, ChannelAccount.last_seen_at)
        .join(Person, col(Person.id) == col(ChannelAccount.person_id))
        .where(
            ChannelAccount.channel == window.channel,
            ChannelAccount.reachable,
            ChannelAccount.last_seen_at <= last_seen_until,
            col(Person.consented_at).is_not(None),
            *([col(Person.phone).is_(None)] if window.needs_phone else []),
            exists().where(
                col(Membership.person_id) == col(Person.id),
                col(Membership.role).in_([*UNIT_ROLES, Role.INDIVIDUAL]),
                col(Membership.until).is_(None),
            ),
            ~exists().where(
                col(other.person_id) == col(Person.id), col(other.channel) != window.channel, col(other.reachable)
            ),
        )
        .order_by(col(ChannelAccount.id))
    )
    return list(found)


def _has_something_due(session: Session, person: int, moment: datetime, window: Window) -> bool:
    """Of the units that somebody speaks for, and of his own where he competes for himself."""
    day = moment.date()
    last = day + timedelta(days=window.keep_open)
    roles = queries.roles_of(session, person)
    units = {each.unit_id for each in roles if each.unit_id is not None and each.role in UNIT_ROLES}
    alone = rows.individuals(session, people=[person])
    return any(
        duty.due_on <= last
        for opened in queries.open_campaigns(session)
        for duty in _duties(session, queries.definition(session, opened.id), units, alone, day)
    )


def _duties(
    session: Session, campaign: Campaign, units: Collection[int], alone: Sequence[rows.Individual], day: date
) -> Iterable[Duty]:
    if units:
        yield from open_duties(session, campaign, units, day)
    yield from (duty for _, duty in open_duties_alone(session, campaign, alone, day))


def _list(session: Session, window: Window, *, now: datetime) -> Iterable[Reply]:
    """To the organizers, when there is somebody new on it."""
    found = out_of_reach(session, window.channel)
    before = session.get(BotState, (window.channel, LISTED))
    known = set((before.value if before else "").split())
    people = {str(person) for person, _ in found}
    session.merge(BotState(bot=window.channel, key=LISTED, value=" ".join(sorted(people, key=int))))
    if people <= known:
        return
    names = [name for _, name in found]
    shown = ", ".join(names[:NAMED]) + (", …" if len(names) > NAMED else "")
    for organizer in queries.people_with_role(session, Role.ORGANIZER):
        tr = notices.language_of(session, organizer)
        words = tr(
            "Zalo: these people cannot be written to until they write themselves, please call them: {names}",
            names=shown,
        )
        yield Reply(words, to=organizer, question=False, proactive=True, not_before=now)


def out_of_reach(session: Session, channel: str) -> list[tuple[int, str]]:
    """(person, name) of those with a role who are on the channel and can be reached nowhere, by name."""
    account = aliased(ChannelAccount)
    found = session.exec(
        select(Person.id, Person.name)
        .where(
            col(Person.consented_at).is_not(None),
            exists().where(col(Membership.person_id) == col(Person.id), col(Membership.until).is_(None)),
            exists().where(col(ChannelAccount.person_id) == col(Person.id), col(ChannelAccount.channel) == channel),
            ~exists().where(col(account.person_id) == col(Person.id), col(account.reachable)),
        )
        .order_by(col(Person.name))
    )
    return [(person, name or f"#{person}") for person, name in found if person is not None]


def stay(turn: Turn) -> list[Reply]:
    """Somebody answered "ok": that alone opened the window again."""
    return [tell(turn.tr("Thank you. Reminders will go on coming."))]
