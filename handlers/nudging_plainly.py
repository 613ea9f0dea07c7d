"""Urging without a count of days: a deadline that has no date yet, and duties of the organizer's own."""

from collections.abc import Sequence

from sqlmodel import Session

from handlers import notices
from handlers.conversation import Choice, Reply, strong
from handlers.noting import note
from handlers.nudging_sending import Recipients
from handlers.reminder_duties import load_book
from handlers.reminder_words import days_left, names, way_outside
from handlers.turn import Turn
from locales import Translator
from scoring.campaign import Campaign, Deadline
from storage import queries
from storage.queries.duties import UnitName
from storage.tables import Role, Unit

MANY_CHOICES = 6  # ways to say that it is done


def other_organizers(session: Session, but: int) -> Recipients:
    """Whoever else organizes: they are asked to see to what is the organizer's own."""
    people = queries.people_with_role(session, Role.ORGANIZER)
    return Recipients({person: [] for person in people if person != but}, [])


def urge_plainly(turn: Turn, campaign: Campaign, deadline: Deadline, recipients: Recipients) -> list[Reply]:
    """One message to each person; the units that it is about stand in the history."""
    replies = []
    for person, units in recipients.people.items():
        tr = notices.language_of(turn.session, person)
        if deadline.duty_of == "organizer":
            replies.append(_about_own(turn, campaign, deadline, person, tr))
        else:
            replies.append(_about_units(turn, campaign, deadline, person, units, tr))
    for unit_id in [unit.id for unit in recipients.units] or [None]:
        note(
            turn,
            campaign_id=campaign.id,
            unit_id=unit_id,
            subject=f"deadline:{deadline.id}",
            action="nudged",
        )
    return replies


def _about_own(turn: Turn, campaign: Campaign, deadline: Deadline, person: int, tr: Translator) -> Reply:
    what = deadline.title.within(tr.locale)
    lines = [strong(what)]
    if due := load_book(turn.session, campaign, []).days.of(deadline, None):
        lines.append(days_left(due, turn.today, tr))
    lines.append(tr("{name} asks the organizers to see to it.", name=turn.person.name or tr("An organizer")))
    done = Choice(f"remind:own:{campaign.id}:{deadline.id}", tr("Done: {what}", what=what))
    return notices.standing(person, "\n".join(lines), done, when=turn.now, report_to=turn.event.person)


def _about_units(
    turn: Turn, campaign: Campaign, deadline: Deadline, person: int, units: Sequence[Unit | UnitName], tr: Translator
) -> Reply:
    lines = [
        strong(f"{deadline.title.within(tr.locale)} – {names([unit.name for unit in units], tr)}"),
        tr("The plan sets no date; the organizer asks for it soon."),
    ]
    several = len(units) > 1
    choices = []
    for unit in units:
        choice = way_outside(campaign, deadline, unit, tr)
        choices.append(Choice(choice.id, f"{choice.label} – {unit.name}") if several else choice)
    return notices.standing(
        person, "\n".join(lines), *choices[:MANY_CHOICES], when=turn.now, report_to=turn.event.person
    )
