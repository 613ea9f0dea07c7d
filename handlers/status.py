"""Where a unit stands: its registration, its self-assessment, and what is due next."""

from handlers import behalf, dossier_pages, entered_paper, entry_source, menu, organizing, papers, permissions
from handlers import status_others as others
from handlers.advancing import waiting_explanations
from handlers.asking import open_sheet
from handlers.competing import Competitor, competitor, is_alone
from handlers.conversation import Choice, Reply, strong
from handlers.dossier_scene import way_to_dossier
from handlers.explanations import may_still_explain
from handlers.overview import sheet_lines, where_it_stands
from handlers.sheet import Sheet
from handlers.step_pages import where_in_chain
from handlers.turn import Turn, acting_place, alone_as, ask, current_campaign
from scoring.campaign import Campaign
from scoring.candidates import registers
from storage import queries
from storage.tables import Registration, Submission


def status(turn: Turn) -> list[Reply]:
    """Where the unit stands: registration, self-assessment, and what is due next."""
    tr, current, unit = turn.tr, current_campaign(turn.session), acting_place(turn)
    if current is None or unit is None or unit.id is None:
        if permissions.may_see_overview(turn.roles) and current is not None:
            return organizing.overview(turn)
        return [menu.show_menu(turn)]
    opened, campaign = current
    who = competitor(turn, campaign, unit)
    registration = queries.current_registration(turn.session, opened.id, unit.id, who.candidate_id)
    may_register = who.kind_id is None or registers(campaign, who.kind_id)
    lines = [strong(who.name(tr))]
    alone, for_unit = is_alone(turn.session, who.candidate_id), alone_as(turn) is None
    choices = [*others.other_choices(turn, campaign, unit, who), Choice("go:menu", tr("Menu"))]
    done: set[str] = set()
    submission = None
    if may_register:
        lines.append(_registration_line(turn, registration))
    if for_unit or may_register:  # of the unit, in which everybody of it stands; of an individual the own alone
        choices.insert(0, papers.registration_choice(turn))
    mine = permissions.may_register(turn.roles, unit.id, who.candidate_id, alone=alone)
    if alone and not mine:
        lines.append(tr("Registers and answers alone."))
    if registration is None and may_register and mine:
        choices.insert(0, Choice("go:register", tr("Register now"), ("dang ky",)))
    if registration is not None:
        done.add("registration")
    if registration is not None or not campaign.self_assessment.needs_registration:
        submission = _add_sheet(turn, campaign, who, lines, choices, alone=alone)
        done |= {"self_assessment"} if submission is not None and submission.number else set()
    if for_unit:
        choices[-1:-1] = entered_paper.way(turn, registration, submission)
    lines += others.other_lines(turn, campaign, unit, who)
    lines += menu.next_deadlines(turn, campaign, done=frozenset(done))
    turn.leave()
    return [ask("\n".join(lines), *choices)]


def _add_sheet(
    turn: Turn, campaign: Campaign, who: Competitor, lines: list[str], choices: list[Choice], *, alone: bool
) -> Submission | None:
    """What the self-assessment adds to the status, and the ways from there; the submission that was looked at."""
    tr, sheet = turn.tr, open_sheet(turn, to_change=False)
    if isinstance(sheet, Reply):
        return None
    lines += [*others.round_line(sheet, tr), where_it_stands(sheet, tr), sheet_lines(sheet, tr)]
    lines += [*others.award_lines(turn, sheet, who), *where_in_chain(turn, sheet)]
    if permissions.may_register(turn.roles, who.unit.id, who.candidate_id, alone=alone):
        lines += _to_explain(turn, sheet, choices)
    choices.insert(0, papers.self_score_choice(turn, campaign))
    if of_dossier := dossier_pages.lines_of_status(
        turn, campaign, who, sheet.submission.round, sent=sheet.submission.number > 0
    ):
        lines += of_dossier
        choices.insert(0, way_to_dossier(turn))
    if said := behalf.in_words(turn, sheet.submission):
        lines.append(said)
    if permissions.may_answer(turn.roles, sheet.submission, alone=alone):
        on = tr("Go on with the self-assessment") if campaign.has_points else tr("Go on with the own assessment")
        choices.insert(0, Choice("go:assess", on, ("tiep tuc",)))
    return sheet.submission


def _to_explain(turn: Turn, sheet: Sheet, choices: list[Choice]) -> list[str]:
    """What may still be explained, and until when."""
    tr, left = turn.tr, may_still_explain(turn.session, sheet, turn.today)
    waiting = [row.criterion for row in waiting_explanations(turn.session, sheet.submission)]
    lines = [tr("Explained and waiting for an answer: {criteria}.", criteria=", ".join(waiting))] if waiting else []
    if not left or sheet.submission.explain_until is None:
        return lines
    for criterion_id in reversed(left):
        label = tr("Explain {criterion}", criterion=criterion_id)
        choices.insert(0, Choice(f"explain:{sheet.submission.id}:{criterion_id}", label))
    until = tr.long_date(sheet.submission.explain_until)
    return [*lines, tr("If the unit disagrees, it may explain itself by {date}.", date=until)]


def _registration_line(turn: Turn, registration: Registration | None) -> str:
    tr = turn.tr
    if registration is None or registration.sent_at is None:
        return tr("Not registered yet.")
    line = tr(
        "Registered: receipt {receipt}, {time}.", receipt=registration.receipt, time=tr.moment(registration.sent_at)
    )
    parts = (line, tr("Late.") if registration.late else "", entry_source.registration_words(turn, registration))
    return " ".join(filter(None, parts))
