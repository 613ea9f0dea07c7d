"""One event with everything that answering it needs: who, where in the talk, in which language."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from sqlmodel import Session

from handlers.context import Context, context_of, local
from handlers.conversation import Choice, Event, Reply
from locales import Translator, translator
from scoring.campaign import Campaign
from storage import queries
from storage.queries.history import ON_BEHALF
from storage.tables import Candidate, Conversation, Membership, OpenedCampaign, Person, Role, Unit

# Nothing to come back to: no work is done there, or it is short and began from something else.
DETOURS = ("", "menu", "onboarding", "account", "officer", "reminder_hour")
# How a reviewer narrowed the list of what waits goes along through these, from one submission to the next.
FROM_A_LIST = ("review", "comparing", "second", "explained")

UNIT_ROLES = (Role.UNIT_CONTACT, Role.UNIT_LEADER)


@dataclass(slots=True)
class Turn:
    """What a handler works with. ``talk`` is the person's conversation row; ``move`` is the only way to change it."""

    session: Session
    event: Event
    person: Person
    talk: Conversation
    roles: tuple[Membership, ...]
    tr: Translator
    _spoken_for: tuple[tuple[Membership, ...], list[Unit]] | None = field(default=None, init=False, repr=False)

    @property
    def context(self) -> Context:
        return context_of(self.session)

    @property
    def now(self) -> datetime:
        """Campaign time of the event."""
        return self.event.now

    @property
    def today(self) -> date:
        """The local calendar day of the event."""
        return local(self.session, self.event.now).date()

    @property
    def text(self) -> str:
        return self.event.text

    @property
    def choice(self) -> str | None:
        return self.event.choice

    @property
    def data(self) -> dict[str, Any]:
        """What the current flow remembers. Read only: change it with ``move`` or ``remember``."""
        return self.talk.data

    @property
    def behalf(self) -> Unit | None:
        """The unit for which an organizer is entering what it says by phone or on paper."""
        if self.talk.behalf_unit_id is None or not self.has_role(Role.ORGANIZER):
            return None
        return self.session.get_one(Unit, self.talk.behalf_unit_id)

    def move(self, flow: str, step: str = "", **data: Any) -> None:
        """Go to a step of a flow, with exactly this data (and what a list was narrowed to)."""
        if flow in FROM_A_LIST and self.talk.flow in FROM_A_LIST and (narrowed := self.talk.data.get("narrowed")):
            data.setdefault("narrowed", narrowed)
        self.talk.flow, self.talk.step, self.talk.data = flow, step, data
        self.talk.updated_at = self.event.now

    def leave(self) -> None:
        """Go to the menu; what was being done is remembered for "tiếp tục". A detour remembers what was before it."""
        resume = self.talk.data.get("resume")
        if self.talk.flow not in DETOURS:
            about = {"candidate": self.talk.candidate_id, "round": self.talk.round}
            resume = {"flow": self.talk.flow, "step": self.talk.step, "data": dict(self.talk.data), **about}
        self.move("menu", **({"resume": resume} if resume else {}))

    def detour(self, flow: str, step: str) -> None:
        """Do something else for a moment; "tiếp tục" leads back."""
        self.leave()
        self.move(flow, step, **self.talk.data)

    def remember(self, **data: Any) -> None:
        """Keep something more for the current step."""
        self.talk.data = {**self.talk.data, **data}

    def has_role(self, *roles: Role) -> bool:
        return any(member.role in roles for member in self.roles)

    def spoken_for(self) -> list[Unit]:
        """The units of the roles; looked up once for the same roles, as every second function asks."""
        if self._spoken_for is None or self._spoken_for[0] is not self.roles:
            ids = [each.unit_id for each in self.roles if each.role in UNIT_ROLES and each.unit_id is not None]
            self._spoken_for = self.roles, [queries.unit_of(self.session, unit_id) for unit_id in dict.fromkeys(ids)]
        return self._spoken_for[1]


def begin_turn(session: Session, event: Event) -> Turn:
    """Load what belongs to the person of an event."""
    person = session.get_one(Person, event.person)
    talk = session.get(Conversation, event.person)
    if talk is None:
        talk = Conversation(person_id=event.person, data={}, updated_at=event.now)
        session.add(talk)
    turn = Turn(
        session=session,
        event=event,
        person=person,
        talk=talk,
        roles=tuple(queries.roles_of(session, event.person)),
        tr=translator(event.locale, brief=person.brief),
    )
    # Always set: the writer handles many people's events in one session.
    session.info[ON_BEHALF] = talk.behalf_unit_id if turn.has_role(Role.ORGANIZER) else None
    return turn


def own_units(turn: Turn) -> list[Unit]:
    """The units that this person speaks for."""
    return list(turn.spoken_for())


def own_candidates(turn: Turn) -> list[Candidate]:
    """Those as whom this person competes for himself in the campaign that is open here."""
    ids = [each.candidate_id for each in turn.roles if each.role is Role.INDIVIDUAL and each.candidate_id is not None]
    current = current_campaign(turn.session) if ids else None
    found = [turn.session.get_one(Candidate, each) for each in dict.fromkeys(ids)] if current is not None else []
    return [each for each in found if current is not None and each.active and each.campaign_id == current[0].id]


def own_places(turn: Turn) -> list[Unit]:
    """The units that this person speaks for, and those of which he or she is somebody who competes for himself."""
    units, alone = own_units(turn), own_candidates(turn)
    if not alone:
        return units
    ids = [unit.id for unit in units] + [each.unit_id for each in alone]
    return [queries.unit_of(turn.session, unit_id) for unit_id in dict.fromkeys(ids) if unit_id is not None]


def acting_place(turn: Turn) -> Unit | None:
    """The unit that this turn has to do with: the one that something is entered for, the only one, or the one that was
    chosen. Whoever competes for himself does not act for it: ask ``acting_unit`` or ``alone_as``. None: none, or not
    chosen yet."""
    if (entered_for := turn.behalf) is not None:
        return entered_for
    places = own_places(turn)
    if len(places) == 1:
        return places[0]
    return next((unit for unit in places if unit.id == turn.talk.unit_id), None)


def acting_unit(turn: Turn) -> Unit | None:
    """The unit that this turn acts for, as its contact or in its place. None: none, or not chosen yet."""
    place = acting_place(turn)
    if place is None or turn.behalf is not None:
        return place
    return place if any(unit.id == place.id for unit in own_units(turn)) else None


def alone_as(turn: Turn) -> Candidate | None:
    """As whom this person competes for himself in this turn, and sees and changes nothing else; None for the contact
    of a unit and everybody else."""
    place = acting_place(turn)
    if place is None or acting_unit(turn) is not None:
        return None
    return next((each for each in own_candidates(turn) if each.unit_id == place.id), None)


def current_campaign(session: Session) -> tuple[OpenedCampaign, Campaign] | None:
    """The campaign that is open here, with its frozen definition."""
    opened = queries.open_campaigns(session)
    if not opened:
        return None
    return opened[-1], queries.definition(session, opened[-1].id, opened[-1].version)


def ask(text: str, *choices: Choice, numbered: bool = True, verb: str = "") -> Reply:
    """The next question to the sender. ``verb``: what it is answered with in words decides something."""
    return Reply(text, choices=choices, numbered=numbered, verb=verb)


def tell(text: str, *, to: int | None = None) -> Reply:
    """Words that ask nothing: the current question stays."""
    return Reply(text, to=to, question=False)


def prefixed(text: str, reply: Reply) -> Reply:
    """One message out of two: a confirmation and the question that follows it."""
    return replace(reply, text=f"{text}\n\n{reply.text}")
