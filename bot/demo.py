"""The demo: a sample city in a folder of its own, with the local web chat in front of it."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Final

from sqlmodel import Session

from bot.app import Application, running
from bot.channels.web import WebChannel
from bot.channels.web_page import OFFSET_KEY, store_offset
from bot.channels.web_scene import CHANNEL, Code, KeyDate, Scene
from bot.context import load_context
from bot.demo_city import STRANGERS
from bot.demo_folder import DATABASE, FILES, FOLDER, erase, hold
from bot.demo_story import play
from bot.demo_units import City, sample_city
from bot.settings import Settings, load_settings
from handlers.onboarding import CONSENT_VERSION
from locales import translator
from scoring.campaign import Campaign
from storage import queries
from storage.database import Database
from storage.tables import BotState, ChannelAccount, Membership, Person, Role, Unit

CAMPAIGN: Final = "cchc-vinh-long-2024"  # the one that the sample city and its story belong to
MORNING: Final = time(8)
SEEDED_KEY, CODES_KEY = "seeded", "codes"  # of BotState
_CODES_LAST = timedelta(days=3650)
tr = translator("vi")


class UnknownCampaign(Exception):
    """There is no campaign of this id, or the folder plays another one. The message is a sentence for people."""


@dataclass(frozen=True, slots=True)
class Demo:
    """A running demo. ``codes``: invitations that nobody has used yet."""

    app: Application
    channel: WebChannel
    campaign: Campaign
    codes: tuple[Code, ...]


@asynccontextmanager
async def open_demo(
    folder: Path = FOLDER, *, port: int = 8000, campaign_id: str | None = None, reset: bool = False
) -> AsyncIterator[Demo]:
    """Start the demo of a folder: where it was left, or from the beginning when it is new or ``reset``.

    Raises ``DemoInUse``, ``UnknownCampaign``, ``SettingsError``, ``CampaignFileError``, ``OSError`` (port taken).
    """
    settings = demo_settings(folder, port)
    context = load_context(settings)
    if campaign_id is not None and campaign_id not in context.campaigns:
        known = ", ".join(context.campaigns)
        raise UnknownCampaign(tr("There is no campaign {id}. There are: {known}.", id=campaign_id, known=known))
    with hold(folder):
        campaign = context.campaigns[_choose_campaign(folder, settings, campaign_id, reset=reset)]
        channel = WebChannel(Scene(campaign=campaign.name.within("vi"), timezone=settings.zone))
        app = Application(settings, [channel], context=context)
        new = _prepare(app, campaign)
        codes = _unused_codes(app.database)
        channel.scene = _scene(campaign, settings, codes)
        async with running(app):
            if new:
                await _begin(app, channel, campaign)
            yield Demo(app, channel, campaign, codes)


def demo_settings(folder: Path, port: int) -> Settings:
    """The settings of the environment, except that everything lies in the folder and no vendor is ever called."""
    return load_settings(
        database_url=f"sqlite:///{folder / DATABASE}",
        files_dir=folder / FILES,
        http_host="127.0.0.1",
        http_port=port,
        telegram_token=None,
        now=None,
    )


def _choose_campaign(folder: Path, settings: Settings, wanted: str | None, *, reset: bool) -> str:
    """The campaign to play. What is left of a demo that never got ready is removed."""
    if reset or not (folder / DATABASE).exists():
        erase(folder)
        return wanted or CAMPAIGN
    database = Database(settings.database_url)
    database.upgrade()
    with database.reader() as session:
        seeded = session.get(BotState, (CHANNEL, SEEDED_KEY))
        played = seeded.value if seeded else None
    database.close()
    if played is None:
        erase(folder)
        return wanted or CAMPAIGN
    if wanted not in (None, played):
        raise UnknownCampaign(tr("The demo plays {id} now. Add --reset to begin anew with another.", id=played))
    return played


def _prepare(app: Application, campaign: Campaign) -> bool:
    """Set the clock; in a new folder, make the city. Returns whether it is new."""
    app.database.upgrade()
    with app.database.session() as session:
        offset = session.get(BotState, (CHANNEL, OFFSET_KEY))
        if offset is not None:
            app.clock.offset = timedelta(seconds=float(offset.value))
            return False
        app.clock.move_to(_opening(campaign, app.settings))
        make_city(session, campaign, now=app.clock.now(), real=app.clock.real())
        session.commit()
    return True


async def _begin(app: Application, channel: WebChannel, campaign: Campaign) -> None:
    """Play what happened before, and set the clock to where the demo begins."""
    if campaign.id == CAMPAIGN:
        await play(app, channel)
    app.clock.move_to(_first_morning(campaign, app.settings))
    store_offset(app)
    with app.database.session() as session:
        session.add(BotState(bot=CHANNEL, key=SEEDED_KEY, value=campaign.id))
        session.commit()


def make_city(session: Session, campaign: Campaign, *, now: datetime, real: datetime) -> None:
    """Units, people with an account of the web chat who have agreed, the opened campaign, and the invitations.
    ``now`` is campaign time, ``real`` real time."""
    city = sample_city(campaign)
    units = _make_units(session, city)
    for sample in city.units:
        if sample.contact is not None:
            _make_person(session, sample.key, sample.contact, Role.UNIT_CONTACT, units[sample.key], now)
    for person in city.people:
        unit = units[person.unit] if person.unit else None
        made = _make_person(session, person.key, person.name, person.role, unit, now)
        if person.role is Role.ORGANIZER:
            queries.open_campaign(session, campaign, now=now, by=made)
    codes = []
    for role, key in city.invitations:
        _, code = queries.make_invitation(session, role=role, unit_id=units[key].id, now=real, valid_for=_CODES_LAST)
        codes.append({"code": code, "unit": units[key].name})
    session.add(BotState(bot=CHANNEL, key=CODES_KEY, value=json.dumps(codes, ensure_ascii=False)))


def _make_units(session: Session, city: City) -> dict[str, Unit]:
    units = {sample.key: Unit(code=sample.code, name=sample.name, unit_type=sample.kind) for sample in city.units}
    session.add_all(units.values())
    session.flush()
    return units


def _make_person(session: Session, key: str, name: str, role: Role, unit: Unit | None, now: datetime) -> int:
    person = Person(name=name, consent_version=CONSENT_VERSION, consented_at=now, created_at=now)
    session.add(person)
    session.flush()
    assert person.id is not None
    session.add(ChannelAccount(person_id=person.id, channel=CHANNEL, external_id=key, last_seen_at=now))
    session.add(Membership(person_id=person.id, role=role, unit_id=unit.id if unit else None, since=now))
    session.flush()
    return person.id


def _unused_codes(database: Database) -> tuple[Code, ...]:
    with database.reader() as session:
        kept = session.get(BotState, (CHANNEL, CODES_KEY))
        codes = [Code(one["code"], one["unit"]) for one in json.loads(kept.value)] if kept else []
        found = [(code, queries.find_invitation(session, code.code)) for code in codes]
        return tuple(code for code, invitation in found if invitation is not None and invitation.used_at is None)


def _scene(campaign: Campaign, settings: Settings, codes: tuple[Code, ...]) -> Scene:
    return Scene(
        campaign=campaign.name.within("vi"),
        timezone=settings.zone,
        key_dates=key_dates(campaign),
        strangers=STRANGERS,
        first=sample_city(campaign).first,
        codes=codes,
        points=campaign.has_points,
    )


def key_dates(campaign: Campaign) -> tuple[KeyDate, ...]:
    """The mornings to go to: the last day to register, the first and the last of the self-assessment (without a window:
    a month before the end, and the last day), and the days after."""
    registration = campaign.deadline(campaign.registration.deadline)
    window = campaign.deadline(campaign.self_assessment.deadline)
    wanted = [
        (tr("Last day to register"), registration.due_on),
        (tr("The day after it"), registration.due_on and registration.due_on + timedelta(days=1)),
        (tr("Self-assessment opens"), window.opens_on),
        (tr("Last day of the self-assessment"), window.due_on),
        (tr("The day after it"), window.due_on and window.due_on + timedelta(days=1)),
    ]
    if campaign.self_assessment.deadline is None:
        ends = [each.end for each in campaign.rounds if not each.reads] or [campaign.period.end]
        for end in ends:
            wanted += [(tr("A month before the end"), end - timedelta(days=30)), (tr("Last day"), end)]
        wanted.append((tr("The day after it"), ends[-1] + timedelta(days=1)))
    return tuple(KeyDate(f"{label} – {tr.date(day)}", datetime.combine(day, MORNING)) for label, day in wanted if day)


def _first_morning(campaign: Campaign, settings: Settings) -> datetime:
    """Where the demo begins: eleven days before the last day to register."""
    due = campaign.deadline(campaign.registration.deadline).due_on
    day = due - timedelta(days=11) if due else campaign.period.start + timedelta(days=30)
    return datetime.combine(max(day, campaign.period.start), MORNING, settings.zone)


def _opening(campaign: Campaign, settings: Settings) -> datetime:
    """When the campaign was opened here: two weeks before the demo begins, but not before the plan."""
    day = (_first_morning(campaign, settings) - timedelta(days=14)).date()
    return datetime.combine(max(day, campaign.period.start), MORNING, settings.zone)
