"""The paper that an organizer entered something from, for the unit whose paper it is: its contacts open the photos."""

from handlers import entry_source, menu, permissions
from handlers.competing import competitor, round_id
from handlers.conversation import Choice, Document, Reply
from handlers.turn import Turn, acting_unit, current_campaign
from storage import queries
from storage.tables import Registration, Submission


def way(turn: Turn, *sent: Registration | Submission | None) -> list[Choice]:
    """The way to the photos, where anything of what was sent was entered from a paper."""
    if not _photos(turn, *sent):
        return []
    label = turn.tr("See the paper that was entered")
    return [Choice("go:entered_paper", label, ("xem phieu", "phieu giay", "anh phieu"))]


def _photos(turn: Turn, *sent: Registration | Submission | None) -> tuple[Document, ...]:
    """Each photo once: a paper may have served for both."""
    found = [document for row in sent if row is not None for document in entry_source.photos(turn, row)]
    return tuple({document.params["digest"]: document for document in found}.values())


def send(turn: Turn) -> list[Reply]:
    """The photos; the question that was asked stays."""
    current, unit = current_campaign(turn.session), acting_unit(turn)
    if current is None or unit is None or not permissions.may_register(turn.roles, unit.id):
        return [menu.show_menu(turn)]
    who = competitor(turn, current[1], unit)
    whose = current[0].id, unit.id or 0
    registration = queries.current_registration(turn.session, *whose, who.candidate_id)
    round = round_id(turn, current[1])
    submission = queries.submission_for(turn.session, *whose, round, candidate_id=who.candidate_id)
    files = _photos(turn, registration, submission)
    if not files:
        return [menu.show_menu(turn)]
    return [Reply(turn.tr("The unit's paper:"), question=False, documents=files)]
