"""What is asked of a unit, and in which order: facts of a criterion, its evidence, and at last the summary.

Questions only; answers are handled by ``assessment``, ``evidence`` and ``summary``.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from handlers import permissions
from handlers.alone_words import alone_in_words
from handlers.competing import competitor, is_alone, round_id
from handlers.conversation import Choice, Reply, strong
from handlers.fact_questions import facts_of_one_message, is_chosen, question_in_words
from handlers.overview import where_it_stands
from handlers.sheet import Sheet, Standing, load_sheet, save_facts, stale_unsent
from handlers.sheet_summary import ask_summary, carried, over, whose_sheet
from handlers.submissions import ensure_submission
from handlers.turn import Turn, acting_place, ask, current_campaign
from handlers.wording import heading, short_name
from reports.wording import facts_in_words
from scoring import answers as facts_of
from scoring.campaign import Criterion, Fact
from storage import queries
from storage.tables import Person


def open_sheet(turn: Turn, *, to_change: bool = True) -> Sheet | Reply:
    """The sheet of this person's unit, or the sentence that says why there is nothing to work on.

    ``to_change``: only a sheet that may be changed now; otherwise one that is locked is fine too.
    """
    tr = turn.tr
    current, unit = current_campaign(turn.session), acting_place(turn)
    if current is None or unit is None or unit.id is None:
        turn.move("menu")
        return ask(tr("There is nothing to assess at the moment."), Choice("go:menu", tr("Menu")))
    opened, campaign = current
    who = competitor(turn, campaign, unit)
    alone = is_alone(turn.session, who.candidate_id)
    if to_change and alone and not permissions.competes_as(turn.roles, who.candidate_id):
        turn.move("menu")
        return alone_in_words(turn, who.name(tr))
    registration = queries.current_registration(turn.session, opened.id, unit.id, who.candidate_id)
    if registration is None and campaign.self_assessment.needs_registration:
        turn.move("menu")
        words = tr("{unit} has not registered yet. The self-assessment opens after the registration.", unit=unit.name)
        return ask(words, Choice("go:register", tr("Register now"), ("dang ky",)), Choice("go:menu", tr("Menu")))
    submission = ensure_submission(
        turn.session,
        opened.id,
        opened.version,
        unit.id,
        round=round_id(turn, campaign),
        candidate_id=who.candidate_id,
        by=turn.event.person,
        now=turn.now,
    )
    sheet = load_sheet(turn.session, campaign, submission, on=turn.today)
    if to_change and (closed := over(turn, sheet)):
        turn.move("menu")
        return ask(closed, Choice("go:status", tr("Points and status")), Choice("go:menu", tr("Menu")))
    if to_change and not permissions.may_answer(turn.roles, submission, alone=alone):
        turn.move("menu")
        return ask(where_it_stands(sheet, tr), Choice("go:menu", tr("Menu")))
    return _reopen_stale_reports(turn, sheet) if to_change else sheet


def _reopen_stale_reports(turn: Turn, sheet: Sheet) -> Sheet:
    """A report that was not due when it was answered "not sent" is asked again once its day has passed."""
    changed = False
    for criterion in sheet.criteria:
        row = sheet.rows.get(criterion.id)
        if row is None or criterion.id not in sheet.editable:
            continue
        answered_on = row.answered_at.astimezone(turn.context.timezone).date()
        stale = {fact.name for fact in criterion.facts if stale_unsent(fact, row, turn.today, answered_on)}
        if stale:
            known = sheet.answers[criterion.id] or {}
            kept = {name: value for name, value in known.items() if name not in stale}
            save_facts(
                turn.session, sheet, criterion.id, kept, by=turn.event.person, now=turn.now, action="asked again"
            )
            changed = True
    return reload(turn, sheet) if changed else sheet


def reload(turn: Turn, sheet: Sheet) -> Sheet:
    """The same sheet after a change, which need not be written yet."""
    return load_sheet(turn.session, sheet.campaign, sheet.submission, on=turn.today)


def ask_next(turn: Turn, sheet: Sheet) -> Reply:
    """The first open criterion that was not put off, else the summary."""
    postponed = set(turn.data.get("later", ()))
    for criterion_id in sheet.open_criteria:
        if criterion_id in postponed:
            continue
        untouched = criterion_id in sheet.returned and not sheet.touched_since_return(criterion_id)
        if untouched or sheet.standing(criterion_id) is not Standing.EVIDENCE_MISSING:
            return ask_criterion(turn, sheet, criterion_id)
        if not sheet.rows[criterion_id].evidence_postponed:
            return ask_evidence(turn, sheet, criterion_id)
    return ask_summary(turn, sheet)


# ---------------------------------------------------------------- facts


def ask_criterion(turn: Turn, sheet: Sheet, criterion_id: str, *, anew: bool = False) -> Reply:
    """Ask what is unknown of a criterion. ``anew``, or when nothing is unknown: all of it; the old answer stays
    until the new one is complete."""
    row = sheet.rows.get(criterion_id)
    complete = row is not None and not facts_of.missing_facts(sheet.campaign, criterion_id, sheet.answers)
    data: dict[str, Any] = {
        "criterion": criterion_id,
        "revision": row.revision if row else 0,
        "base": dict(row.facts) if row else {},
        **carried(turn),
    }
    if anew or complete:
        data["pending"] = {}
    turn.move("assessment", "facts", **data)
    return show_facts(turn, sheet)


def working_facts(turn: Turn, sheet: Sheet, criterion: Criterion) -> dict[str, Any]:
    """What is known of the criterion that is being asked: what is pending when it is answered anew, and what stood
    there when it was asked if a colleague changed it since (so that an answer is read as it was meant)."""
    stored = turn.data.get("pending")
    if stored is None and changed_by_another(turn, sheet, criterion.id):
        stored = turn.data.get("base", {})
    if stored is not None:
        return facts_of.load_facts(criterion, stored)
    return dict(sheet.answers.get(criterion.id) or {})


def changed_by_another(turn: Turn, sheet: Sheet, criterion_id: str) -> bool:
    """Whether a colleague answered this criterion after it was asked here."""
    row = sheet.rows.get(criterion_id)
    return (
        row is not None
        and "revision" in turn.data
        and row.revision != turn.data["revision"]
        and row.answered_by != turn.event.person
    )


def show_facts(turn: Turn, sheet: Sheet) -> Reply:
    """The question about the facts that come next."""
    criterion = sheet.campaign.criterion(turn.data["criterion"])
    answers = {**sheet.answers, criterion.id: working_facts(turn, sheet, criterion)}
    if not facts_of.open_facts(sheet.campaign, criterion.id, answers) or changed_by_another(turn, sheet, criterion.id):
        return ask_next(turn, sheet)
    more = [Choice("later", turn.tr("Later"), ("de sau",))]
    if criterion.may_be_not_applicable:
        more.insert(0, Choice("na", turn.tr("Not applicable"), ("khong ap dung", "ngoai chuc nang")))
    if turn.data.get("pending") is not None and sheet.proofs(criterion.id):
        more.append(Choice("remove", turn.tr("Remove evidence"), ("bo minh chung", "xoa minh chung")))
    question = facts_question(turn, sheet, criterion, *more, way_out=Choice("back", turn.tr("Back"), ("quay lai",)))
    if sheet.submission.candidate_id is None:
        return question
    return replace(question, text=f"{whose_sheet(turn, sheet)}\n{question.text}")


def facts_question(turn: Turn, sheet: Sheet, criterion: Criterion, *more: Choice, way_out: Choice) -> Reply:
    """Ask the facts of a criterion that come next; ``turn.data`` says what is known already."""
    answers = {**sheet.answers, criterion.id: working_facts(turn, sheet, criterion)}
    facts = facts_of_one_message(sheet.campaign, criterion, answers)
    words = question_in_words(turn, sheet.campaign, criterion, facts, answers)
    choices = _choices(turn, sheet, criterion, facts)
    text = f"{heading(sheet.asked, criterion, turn.tr)}\n{words}"
    return ask(text, *choices, *more, way_out, numbered=is_chosen(facts[0]))


def _choices(turn: Turn, sheet: Sheet, criterion: Criterion, facts: Sequence[Fact]) -> tuple[Choice, ...]:
    tr, first = turn.tr, facts[0]
    choices: list[Choice] = []
    if first.type == "yes_no":
        yes = Choice(f"fact:{first.name}:yes", tr("Yes"), ("co", "roi", "da co", "da"))
        choices = [yes, Choice(f"fact:{first.name}:no", tr("No"), ("khong", "chua", "chua co"))]
    elif first.type == "choice":
        answers = {**sheet.answers, criterion.id: working_facts(turn, sheet, criterion)}
        choices = [
            Choice(f"fact:{first.name}:{option.id}", option.label.within(tr.locale), tuple(option.words))
            for option in facts_of.offered_options(sheet.campaign, criterion.id, first.name, answers)
        ]
    elif first.may_be_unsent and len(facts) == 1:
        choices = [Choice(f"fact:{first.name}:unsent", tr("Not sent"), ("chua gui", "khong gui"))]
    if first.may_be_unknown:
        choices.append(Choice(f"fact:{first.name}:?", tr("Not known yet"), ("chua biet", "chua co ket qua")))
    return tuple(choices)


def show_not_applicable(turn: Turn, sheet: Sheet) -> Reply:
    """A criterion outside the functions of the unit needs a reason."""
    criterion = sheet.campaign.criterion(turn.data["criterion"])
    words = turn.tr(
        "Why does {criterion} not apply? For example: the unit has no such task.",
        criterion=strong(short_name(criterion, turn.tr)),
    )
    return ask(words, Choice("back", turn.tr("Back"), ("quay lai",)), numbered=False)


def ask_replace(turn: Turn, sheet: Sheet) -> Reply:
    """A colleague answered meanwhile: nothing is replaced before it is said."""
    tr, criterion = turn.tr, sheet.campaign.criterion(turn.data["criterion"])
    row = sheet.rows[criterion.id]
    mine = facts_of.load_facts(criterion, turn.data["mine"])
    return ask(
        tr(
            "{name} answered {criterion} at {time}: {theirs}.\nYou wrote: {mine}.\nReplace it?",
            name=_name_of(turn, row.answered_by),
            criterion=criterion.id,
            time=tr.moment(row.answered_at),
            theirs=facts_in_words(criterion, sheet.answers.get(criterion.id) or {}, tr),
            mine=facts_in_words(criterion, mine, tr),
        ),
        Choice("replace", tr("Replace with mine"), ("thay", "co", "dong y")),
        Choice("keep", tr("Keep theirs"), ("giu", "khong")),
    )


def _name_of(turn: Turn, person_id: int | None) -> str:
    person = turn.session.get(Person, person_id) if person_id else None
    return (person and person.name) or turn.tr("A colleague")


# ---------------------------------------------------------------- evidence


def ask_evidence(turn: Turn, sheet: Sheet, criterion_id: str) -> Reply:
    """Proof of an answer that gives points."""
    turn.move("evidence", "add", **{**carried(turn), "criterion": criterion_id, "last": criterion_id})
    return show_evidence(turn, sheet)


def show_evidence(turn: Turn, sheet: Sheet) -> Reply:
    tr = turn.tr
    criterion = sheet.campaign.criterion(turn.data["criterion"])
    optional = not sheet.evidence_required(criterion.id) and not criterion.scored
    words = tr(
        "Please send the evidence for {criterion}: a photo or a file, a link, or the document's number and date. "
        "Without papers, write an explanation.",
        criterion=strong(short_name(criterion, tr)),
    )
    if criterion.evidence is not None and optional:
        words += "\n" + tr("For example: {example}", example=criterion.evidence.within(tr.locale))
    question = ask(
        words,
        Choice("later", tr("No evidence") if optional else tr("Later"), ("de sau", "bo qua", "khong co")),
        Choice("back", tr("Back"), ("quay lai",)),
        numbered=False,
    )
    return replace(question, upload=criterion.id)
