"""What somebody is told, once, when a role has ended: what that means, that nothing was lost, and whom to ask."""

from collections.abc import Callable

from handlers import notices
from handlers.competing import name_of
from handlers.conversation import Reply
from handlers.turn import Turn
from locales import Translator
from reports.wording import role_words
from storage import queries
from storage.tables import Candidate, Membership, Person, Role


def tell(turn: Turn, member: Membership) -> list[Reply]:
    """To whoever held a role that this organizer ended just now; nothing to those who withdrew."""
    return _message(turn, member.person_id, lambda tr: _of_role(turn, member, tr))


def tell_individual(turn: Turn, person: int, candidate: Candidate, *, taken_off: bool) -> list[Reply]:
    """To somebody who competed alone: the unit goes on with it, or (``taken_off``) the name is off the list."""
    return _message(turn, person, lambda tr: _of_individual(turn, candidate, tr, taken_off=taken_off))


def _message(turn: Turn, person_id: int, words: Callable[[Translator], list[str]]) -> list[Reply]:
    person = turn.session.get_one(Person, person_id)
    if person.withdrawn_at is not None or person.consented_at is None or person_id == turn.event.person:
        return []
    tr = notices.language_of(turn.session, person_id)
    lines = [*words(tr), tr("Thank you for the work so far.")]
    if any(each.until is None for each in queries.roles_of(turn.session, person_id)):
        lines.insert(-1, tr("Every other role stays as it is."))
    when = notices.polite_now(turn.session, turn.now)
    return [Reply("\n".join(lines), to=person_id, question=False, proactive=True, not_before=when)]


def _of_role(turn: Turn, member: Membership, tr: Translator) -> list[str]:
    role = role_words(tr)[member.role]
    if member.unit_id is None:
        said = tr("The role “{role}” has ended.", role=role)
        means = tr("From now on nothing of it is shown or decided here. Everything that was decided stays.")
        return [said, means, _ask_organizer(turn, tr)]
    unit = queries.unit_of(turn.session, member.unit_id).name
    said = tr("The role “{role}” of {unit} has ended.", role=role, unit=unit)
    means = tr(
        "From now on nothing of the unit is shown, changed or reminded of here. Everything that was entered is kept, "
        "for the unit."
    )
    return [said, means, _ask_organizer(turn, tr)]


def _of_individual(turn: Turn, candidate: Candidate, tr: Translator, *, taken_off: bool) -> list[str]:
    name, unit = name_of(candidate, tr), queries.unit_of(turn.session, candidate.unit_id).name
    if taken_off:
        said = tr("{name} was taken off the list of {unit}.", name=name, unit=unit)
        means = tr("Nothing is to be registered or sent here any more, and no reminders come.")
    else:
        said = tr("The contact of {unit} acts for {name} from now on.", unit=unit, name=name)
        means = tr(
            "Everything that was entered is kept and goes on with the unit; here it is not shown or changed any more, "
            "and no reminders come."
        )
    if turn.has_role(Role.ORGANIZER):
        return [said, means, _ask_organizer(turn, tr)]
    return [said, means, tr("If that is a mistake, please ask the contact of {unit}.", unit=unit)]


def _ask_organizer(turn: Turn, tr: Translator) -> str:
    """The organizer who did it."""
    return tr("If that is a mistake, please ask {name}.", name=turn.person.name or tr("organizer"))
