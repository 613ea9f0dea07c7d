"""How far the people are who compete beside the units: counted for the organizer, without names."""

from handlers.competing import round_id
from handlers.turn import Turn
from scoring.campaign import Campaign
from scoring.candidates import registers
from storage import queries
from storage.tables import SubmissionState


def people_lines(turn: Turn, campaign: Campaign) -> list[str]:
    """``Cá nhân: 12, đã đăng ký 10, đã gửi 8, đã duyệt 3``; nothing where nobody was added."""
    people, tr = queries.all_candidates(turn.session, campaign.id), turn.tr
    if not people:
        return []
    registered = sent = approved = 0
    may_register = False
    for each in people:
        place = (turn.session, campaign.id, each.unit_id)
        found = queries.submission_for(*place, round_id(turn, campaign), candidate_id=each.id)
        sent += found is not None and found.number > 0
        approved += found is not None and found.state is SubmissionState.APPROVED
        if registers(campaign, each.kind):
            may_register = True
            registered += queries.current_registration(*place, each.id) is not None
    counts = {"people": tr.number(len(people)), "sent": tr.number(sent), "approved": tr.number(approved)}
    if not may_register:
        return [tr("Individuals: {people}, sent {sent}, approved {approved}", **counts)]
    registered_count = tr.number(registered)
    return [
        tr(
            "Individuals: {people}, registered {registered}, sent {sent}, approved {approved}",
            registered=registered_count,
            **counts,
        )
    ]
