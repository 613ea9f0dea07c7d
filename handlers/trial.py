"""The organizer answers a campaign as a unit would, before it is opened or changed.

Every event goes to the same handlers on a database in memory (``storage.scratch``), with one unit and one person. Only
their answers come back, each marked; nothing else is written: no registration, no receipt, nobody is told. Between two
messages that database lies packed in one row, so a trial goes on after a restart and in any process; the row goes when
the trial ends, or a day after the last answer. What the organizer types is journaled and what is answered stands in the
outbox, as with every message.
"""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlmodel import Session

from handlers import menu, permissions
from handlers.context import local
from handlers.conversation import Choice, Event, EventKind, Reply, strong
from handlers.reading import normalize
from handlers.turn import Turn, ask, prefixed, tell
from scoring.campaign import Campaign
from storage import queries
from storage.queries import trials
from storage.scratch import Scratch
from storage.tables import ChannelAccount, Membership, Person, Role, Unit

LASTS = timedelta(hours=24)  # after the last answer
PREFIX = "try:"  # before the ids of the choices that belong to the trial
ENDING = {"ket thuc thu", "ket thuc", "dung thu"}


def begin(turn: Turn, campaign: Campaign) -> list[Reply]:
    """A new scratch space; an earlier one of this person is thrown away. When it ends, what is being asked now is asked
    again."""
    if not permissions.may_try_campaign(turn.roles):
        return [menu.show_menu(turn)]
    back = {"flow": turn.talk.flow, "step": turn.talk.step, "data": dict(turn.data)}
    period = campaign.period
    turn.move("trial", campaign=campaign.id, start=period.start.isoformat(), end=period.end.isoformat(), back=back)
    scratch = Scratch()
    _fill(turn, scratch, campaign)
    words = turn.tr(
        "This is a trial on {day}: nothing is kept, nobody is told. Write “kết thúc thử” to end it; it ends by itself "
        "after {hours} hours without an answer.",
        day=turn.tr.long_date(_moment(turn)),
        hours=int(LASTS.total_seconds() // 3600),
    )
    first = replace(turn.event, kind=EventKind.TEXT, text="menu", choice=None)
    replies = _forward(turn, scratch, first)
    return [prefixed(words, replies[0]), *replies[1:]]


def _fill(turn: Turn, scratch: Scratch, campaign: Campaign) -> None:
    """The campaign, open; one unit, and its contact."""
    now = _moment(turn)
    with scratch.session(context=turn.context) as session:
        queries.open_campaign(session, campaign, now=now, by=None)
        unit = Unit(code="THU", name=turn.tr("Trial unit"), unit_type=campaign.unit_types[0].id)
        person = Person(name=turn.person.name, consented_at=now, consent_version="1", created_at=now)
        session.add_all([unit, person])
        session.flush()
        assert person.id is not None
        session.add(ChannelAccount(person_id=person.id, channel="trial", external_id="1", last_seen_at=now))
        session.add(Membership(person_id=person.id, role=Role.UNIT_CONTACT, unit_id=unit.id, since=now))
        queries.record(
            session, at=now, person_id=person.id, campaign_id=campaign.id, subject="campaign", action="opened"
        )
        session.commit()


def hear(turn: Turn) -> list[Reply] | None:
    """What is done while a trial goes on belongs to it. None: it does not (a button of an ordinary message, /start)."""
    event = turn.event
    if turn.talk.flow != "trial":
        return None
    if event.kind is EventKind.START:
        trials.drop_trial(turn.session, event.person)
        return None
    if event.kind is EventKind.PRESS and event.choice is not None and not event.choice.startswith(PREFIX):
        return None
    if event.choice == f"{PREFIX}end" or normalize(turn.text) in ENDING:
        return _end(turn)
    scratch = trials.load_trial(turn.session, event.person)
    if scratch is None:
        return _end(turn)
    choice = event.choice.removeprefix(PREFIX) if event.choice and event.choice.startswith(PREFIX) else None
    return _forward(turn, scratch, replace(event, choice=choice))


def drop_left_alone(session: Session, now: datetime) -> None:
    """Trials that nobody went on with. ``now``: campaign time."""
    trials.drop_old_trials(session, now - LASTS)


def show(turn: Turn) -> Reply:
    """Asked again by somebody else's doing: the way out."""
    words = turn.tr("A trial is going on. Write “menu” to go on, or “kết thúc thử” to end it.")
    return ask(words, _ending(turn))


def _forward(turn: Turn, scratch: Scratch, event: Event) -> list[Reply]:
    """One event inside; the scratch database is packed again and closed."""
    from handlers.routing import respond  # late: it knows all conversations, and so this one

    try:
        with scratch.session(context=turn.context) as session:
            inside = replace(event, person=1, account=1, channel="trial", now=_moment(turn))
            replies = respond(session, inside)
            session.commit()
        trials.store_trial(turn.session, turn.event.person, scratch, now=turn.now)
    finally:
        scratch.close()
    mine = [reply for reply in replies if reply.to in (None, 1)]
    return [_marked(turn, reply) for reply in mine] or [show(turn)]


def _marked(turn: Turn, reply: Reply) -> Reply:
    """The same message, so that it cannot be taken for a real one, and so that nothing in it leads out."""
    tr = turn.tr
    text = f"{strong(tr('[Trial]'))} {reply.text}"
    if reply.documents:
        text += "\n" + tr("(Here a file would be sent.)")
    choices = tuple(replace(each, id=f"{PREFIX}{each.id}") for each in reply.choices)
    if not reply.question:
        return tell(text)
    return Reply(text, choices=(*choices, _ending(turn)), numbered=reply.numbered)


def _ending(turn: Turn) -> Choice:
    return Choice(f"{PREFIX}end", turn.tr("End the trial"), ("ket thuc thu",))


def _moment(turn: Turn) -> datetime:
    """Now while the campaign lasts, else this hour of its first day."""
    now, start = local(turn.session, turn.now), date.fromisoformat(turn.data["start"])
    lasts = start <= now.date() <= date.fromisoformat(turn.data["end"])
    return now if lasts else datetime.combine(start, now.timetz())


def _end(turn: Turn) -> list[Reply]:
    """Back to where it began."""
    from handlers.flows import FLOWS  # late: it knows all conversations, and so this one

    trials.drop_trial(turn.session, turn.event.person)
    back: dict[str, Any] = turn.data.get("back") or {"flow": "menu", "step": "", "data": {}}
    turn.move(back["flow"], back["step"], **back["data"])
    words = turn.tr("The trial is over; nothing of it was kept.")
    return [prefixed(words, FLOWS[back["flow"]].show(turn))]
