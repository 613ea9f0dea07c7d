"""The organizer answers a campaign as a unit would, before it is opened or changed.

Every event goes to the same handlers on a database in memory (``storage.scratch``), with one unit and one person. Only
their answers come back, each marked; nothing else is written: no registration, no receipt, nobody is told. What the
organizer types is journaled and what is answered stands in the outbox, as with every message.
"""

from dataclasses import replace
from datetime import datetime

from handlers import menu, permissions
from handlers.context import local
from handlers.conversation import Choice, Event, EventKind, Reply, strong
from handlers.reading import normalize
from handlers.turn import Turn, ask, prefixed, tell
from scoring.campaign import Campaign
from storage import queries
from storage.scratch import Scratch
from storage.tables import ChannelAccount, Membership, OpenedCampaign, Person, Role, Unit

MOST = 20  # trials in memory at once; then the oldest ends
PREFIX = "try:"  # before the ids of the choices that belong to the trial
ENDING = {"ket thuc thu", "ket thuc", "dung thu"}


def begin(turn: Turn, campaign: Campaign) -> list[Reply]:
    """A new scratch space; an earlier one of this person is thrown away."""
    if not permissions.may_try_campaign(turn.roles):
        return [menu.show_menu(turn)]
    trials = turn.context.trials
    _forget(turn)
    while len(trials) >= MOST:
        trials.pop(next(iter(trials)))[0].close()
    scratch = Scratch()
    trials[turn.event.person] = (scratch, campaign)
    with scratch.session(context=turn.context) as session:
        now = _moment(turn, campaign)
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
    turn.move("trial", campaign=campaign.id)
    words = turn.tr(
        "This is a trial on {day}: nothing is kept, nobody is told. Write “kết thúc thử” to end it.",
        day=turn.tr.long_date(now),
    )
    first = replace(turn.event, kind=EventKind.TEXT, text="menu", choice=None)
    replies = _forward(turn, scratch, campaign, first)
    return [prefixed(words, replies[0]), *replies[1:]]


def hear(turn: Turn) -> list[Reply] | None:
    """What is done while a trial goes on belongs to it. None: it does not (a button of an ordinary message, /start)."""
    event = turn.event
    if turn.talk.flow != "trial":
        return None
    if event.kind is EventKind.START:
        _forget(turn)
        return None
    if event.kind is EventKind.PRESS and event.choice is not None and not event.choice.startswith(PREFIX):
        return None
    scratch, campaign = turn.context.trials.get(event.person, (None, None))
    if scratch is None or campaign is None or event.choice == f"{PREFIX}end" or normalize(turn.text) in ENDING:
        return _end(turn, campaign)
    choice = event.choice.removeprefix(PREFIX) if event.choice and event.choice.startswith(PREFIX) else None
    return _forward(turn, scratch, campaign, replace(event, choice=choice))


def show(turn: Turn) -> Reply:
    """Asked again by somebody else's doing: the way out."""
    words = turn.tr("A trial is going on. Write “menu” to go on, or “kết thúc thử” to end it.")
    return ask(words, _ending(turn))


def _forward(turn: Turn, scratch: Scratch, campaign: Campaign, event: Event) -> list[Reply]:
    from handlers.routing import respond  # late: it knows all conversations, and so this one

    with scratch.session(context=turn.context) as session:
        inside = replace(event, person=1, account=1, channel="trial", now=_moment(turn, campaign))
        replies = respond(session, inside)
        session.commit()
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


def _moment(turn: Turn, campaign: Campaign) -> datetime:
    """Now while the campaign lasts, else this hour of its first day."""
    now = local(turn.session, turn.now)
    period = campaign.period
    return now if period.start <= now.date() <= period.end else datetime.combine(period.start, now.timetz())


def _forget(turn: Turn) -> None:
    scratch, _ = turn.context.trials.pop(turn.event.person, (None, None))
    if scratch is not None:
        scratch.close()


def _end(turn: Turn, campaign: Campaign | None) -> list[Reply]:
    from handlers import opening  # late: a trial begins there

    _forget(turn)
    words = turn.tr("The trial is over; nothing of it was kept.")
    if campaign is None or turn.session.get(OpenedCampaign, campaign.id) is not None:
        turn.move("menu")
        return [prefixed(words, menu.show(turn))]
    turn.move("opening", "settle", campaign=campaign.id)
    return [prefixed(words, opening.show(turn))]
