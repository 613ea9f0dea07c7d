"""What a second reviewer is shown; and where two differ, both findings side by side."""

from collections.abc import Mapping
from typing import Any

from handlers import questions, returning
from handlers.changes import changes_in_words, last_round_in_words
from handlers.conversation import Choice, Reply, strong
from handlers.naming import appraised_value, listed_name, result_of
from handlers.review_pages import figures_of, is_decided_later, verdict_in_words, written_proofs
from handlers.review_verdicts import criterion_lines
from handlers.second_case import Case, differing, power_second, settles, to_return, undecided, unsettled
from handlers.turn import Turn, ask, current_campaign
from handlers.wording import evidence_in_words, short_name
from reports.wording import facts_in_words
from scoring import answers as facts_of
from scoring.campaign import Criterion
from scoring.criteria import NOT_APPLICABLE
from storage.queries import second as seconds
from storage.tables import Opinion, SecondOpinion, Verdict

MARKS = {None: "⬜", Opinion.APPROVED: "✅", Opinion.CORRECTED: "✏️", Opinion.LEFT: "⏸️", Opinion.RETURNED: "↩️"}


def second_choices(turn: Turn) -> list[Choice]:
    """What waits for this person, for the list of what waits."""
    current, choices = current_campaign(turn.session), []
    for review, submission, unit in seconds.open_seconds(turn.session, current[0].id) if current else []:
        name = listed_name(turn, submission)
        words = (name, *(() if submission.candidate_id else (unit.code,)), f"lan hai {name}")
        if settles(turn, submission, review):
            choices.append(Choice(f"second:{review.id}", turn.tr("Two reviewers differ – {unit}", unit=name), words))
        elif power_second(turn, submission, review) is not None:
            choices.append(Choice(f"second:{review.id}", turn.tr("Second review – {unit}", unit=name), words))
    return choices


def back(turn: Turn) -> Choice:
    return Choice("overview", turn.tr("Back"), ("quay lai", "ca ho so"))


def show_look(turn: Turn, case: Case) -> Reply:
    """The whole submission, with what was found so far."""
    tr, name = turn.tr, listed_name(turn, case.sheet.submission)
    lines = [strong(tr("{unit} – second review: {result}", unit=name, result=result_of(case.own, tr)))]
    if case.review.blind:
        lines.append(tr("What the first reviewer decided is not shown. Please judge by the facts and the evidence."))
    for criterion in case.sheet.reviewed:
        opinion = case.opinions.get(criterion.id)
        proofs = evidence_in_words(case.sheet.proofs(criterion.id), tr) or tr("no evidence")
        value = appraised_value(case.own, criterion.id, tr)
        mark = MARKS[opinion.opinion if opinion else None]
        lines.append(f"{mark} {short_name(criterion, tr)}: {value} ({proofs}){_beside(turn, case, criterion.id)}")
    choices = [Choice("finish", tr("Finish"), ("ket thuc", "xong", "hoan thanh"))]
    if undecided(case):
        choices = [
            Choice("approve_rest", tr("Approve all the others"), ("duyet tat ca", "duyet het"), verb=tr("APPROVE")),
            Choice("next", tr("One by one"), ("xem tung tieu chi", "tiep")),
        ]
    close = Choice("conflict", tr("I am close to this unit"), ("co lien quan", "xung dot"))
    return ask("\n".join(lines), *choices, close, Choice("list", tr("Back to the list"), ("quay lai", "danh sach")))


def _beside(turn: Turn, case: Case, criterion_id: str) -> str:
    """What the first reviewer made of it, where that may be seen and is not the unit's own."""
    if case.review.blind or criterion_id not in _changed_by_first(case):
        return ""
    return " – " + turn.tr("first reviewer: {found}", found=first_in_words(turn, case, criterion_id))


def _changed_by_first(case: Case) -> set[str]:
    left = {name for name, each in case.sheet.decisions.items() if each.verdict is Verdict.LEFT}
    return left | set(case.sheet.appraisals)


def show_criterion(turn: Turn, case: Case) -> Reply:
    tr, criterion = turn.tr, case.sheet.campaign.criterion(turn.data["criterion"])
    bare = case.own
    lines = [strong(f"{listed_name(turn, case.sheet.submission)} – {short_name(criterion, tr)}")]
    lines += figures_of(turn, bare, criterion) if criterion.scored else criterion_lines(turn, bare, criterion)
    changes = last_round_in_words if case.review.blind else changes_in_words
    lines += changes(turn.session, case.sheet, criterion, tr, on=turn.today)
    lines += written_proofs(case.sheet.proofs(criterion.id), turn) or [tr("no evidence")]
    lines += questions.asked(turn, case.sheet, criterion.id, own=case.review.blind)
    seen = not case.review.blind and criterion.id in _changed_by_first(case)
    if seen:
        lines.append(tr("First reviewer: {found}", found=first_in_words(turn, case, criterion.id)))
    if (opinion := case.opinions.get(criterion.id)) is not None:
        lines.append(tr("Decided: {verdict}", verdict=second_in_words(turn, case, opinion)))
    choices = [Choice("approve", tr("Approve"), ("duyet", "dong y", "dat"), verb=tr("APPROVE"))]
    if seen:
        choices.append(Choice("as_first", tr("As the first reviewer"), ("nhu nguoi thu nhat",), verb=tr("SAME")))
    choices.append(Choice("correct", tr("Correct the figures"), ("sua so lieu",)))
    choices.append(Choice("return", tr("Return"), ("tra lai",)))
    choices.append(Choice("question", tr("Ask the unit"), ("hoi don vi",)))
    if is_decided_later(case.sheet):
        choices.append(Choice("left", tr("Leave for the next step"), ("de buoc sau", "de hoi dong", "hoi dong")))
    if criterion.may_be_not_applicable:
        choices.append(Choice("not_applicable", tr("Not applicable"), ("khong ap dung",)))
    following = Choice("next", tr("Next"), ("tiep", "tiep theo"))
    whole = Choice("overview", tr("Whole submission"), ("quay lai", "ca ho so"))
    return ask("\n".join(lines), *choices, following, whole)


def show_reason(turn: Turn, case: Case) -> Reply:
    """Why it is left for a later step, not applicable, or returned; or which question the unit is asked."""
    tr, unit = turn.tr, case.unit.name
    criterion = short_name(case.sheet.campaign.criterion(turn.data["criterion"]), tr)
    if turn.talk.step == "return":
        return returning.show_reason(turn, criterion, editable=False)
    if turn.talk.step == "question":
        words = tr("Which question to {unit} about {criterion}?", unit=unit, criterion=criterion)
        return ask(words, back(turn), numbered=False)
    if turn.talk.step == "left":
        words = tr("What is the next step to decide about {criterion} of {unit}?", unit=unit, criterion=criterion)
    else:
        words = tr(
            "Why does {criterion} not apply to {unit}? The unit reads the reason.", unit=unit, criterion=criterion
        )
    return ask(words, back(turn), numbered=False, verb=tr("RECORD"))


def show_finish(turn: Turn, case: Case) -> Reply:
    tr, name = turn.tr, listed_name(turn, case.sheet.submission)
    words = tr("Finish the second review of {unit}: {result}?", unit=name, result=result_of(case.own, tr))
    later = tr("Afterwards it is compared with the first review; nothing can be changed here any more.")
    return ask(
        f"{words}\n{later}",
        Choice("yes", tr("Yes, finish"), ("dong y", "co"), verb=tr("FINISH")),
        Choice("no", tr("Not yet"), ("chua", "khong")),
    )


# ---------------------------------------------------------------- both, side by side


def show_sides(turn: Turn, case: Case) -> Reply:
    """Where the two differ, and what is settled already."""
    tr = turn.tr
    choices = [
        Choice(f"side:{each}", tr("Settle {criterion}", criterion=each), (each, f"chot {each}"))
        for each in differing(case)
    ]
    if not unsettled(case):
        back = to_return(case)
        label = tr("Return it to the unit") if back else tr("Approve and tell the unit")
        verb = tr("RETURN") if back else tr("APPROVE")
        choices.insert(0, Choice("enforce", label, ("ket thuc", "xong", "duyet"), verb=verb))
    end = Choice("list", tr("Back"), ("quay lai", "danh sach"))
    return ask("\n".join(sides_in_words(turn, case)), *choices, end)


def sides_in_words(turn: Turn, case: Case) -> list[str]:
    """A heading, and each criterion with both findings."""
    tr = turn.tr
    lines = [strong(tr("{unit}: where two reviewers differ", unit=listed_name(turn, case.sheet.submission)))]
    for criterion_id in differing(case):
        lines += _both(turn, case, criterion_id)
    return lines


def _both(turn: Turn, case: Case, criterion_id: str) -> list[str]:
    tr, opinion = turn.tr, case.opinions[criterion_id]
    lines = [
        short_name(case.sheet.campaign.criterion(criterion_id), tr),
        tr("• first: {found}", found=first_in_words(turn, case, criterion_id)),
        tr("• second: {found}", found=second_in_words(turn, case, opinion)),
    ]
    if opinion.settled_for is not None:
        who = tr("the first") if opinion.settled_for == "first" else tr("the second")
        lines.append(tr("• settled: {who} holds – {reason}", who=who, reason=opinion.settled_reason))
    return lines


def show_side(turn: Turn, case: Case) -> Reply:
    """One criterion: which of the two holds?"""
    tr = turn.tr
    criterion = case.sheet.campaign.criterion(turn.data["criterion"])
    own = facts_in_words(criterion, case.sheet.answers.get(criterion.id) or {}, tr) or tr("not asked")
    lines = [*_both(turn, case, criterion.id), tr("The unit's figures: {facts}.", facts=own)]
    lines += written_proofs(case.sheet.proofs(criterion.id), turn) or [tr("no evidence")]
    return ask(
        "\n".join([*lines, tr("Which of the two holds?")]),
        Choice("hold_first", tr("The first reviewer’s"), ("nguoi thu nhat", "thu nhat")),
        Choice("hold_second", tr("The second reviewer’s"), ("nguoi thu hai", "thu hai")),
        back(turn),
    )


def show_side_reason(turn: Turn, case: Case) -> Reply:
    words = turn.tr("Why is {criterion} settled like that?", criterion=turn.data["criterion"])
    return ask(words, back(turn), numbered=False, verb=turn.tr("RECORD"))


def first_in_words(turn: Turn, case: Case, criterion_id: str) -> str:
    """``duyệt 8/10``, ``sửa thành Số phản ánh: 2: 6/10 – lý do``, or that it was left for a later step."""
    sheet, tr = case.sheet, turn.tr
    decision = sheet.decisions.get(criterion_id)
    if decision is not None and decision.verdict is Verdict.LEFT:
        return verdict_in_words(decision, tr)
    value, criterion = appraised_value(sheet, criterion_id, tr), sheet.campaign.criterion(criterion_id)
    appraisal = sheet.appraisals.get(criterion_id)
    if appraisal is None:
        return tr("approved as the unit says: {value}", value=value)
    return _corrected(turn, case, criterion, appraisal.facts, value, appraisal.reason)


def second_in_words(turn: Turn, case: Case, opinion: SecondOpinion) -> str:
    """The same of the second one."""
    tr, criterion = turn.tr, case.sheet.campaign.criterion(opinion.criterion)
    value = appraised_value(case.own, opinion.criterion, tr)
    if opinion.opinion is Opinion.LEFT:
        return tr("left for the next step: {reason}", reason=opinion.reason)
    if opinion.opinion is Opinion.RETURNED:
        return tr("returned: {reason}", reason=opinion.reason)
    if opinion.facts is None:
        return tr("approved as the unit says: {value}", value=value)
    return _corrected(turn, case, criterion, opinion.facts, value, opinion.reason or "")


def _corrected(turn: Turn, case: Case, criterion: Criterion, facts: Mapping[str, Any], value: str, reason: str) -> str:
    known = facts_of.load_answers(case.sheet.campaign, {criterion.id: facts})[criterion.id]
    said = turn.tr("not applicable") if known.get(NOT_APPLICABLE) is True else facts_in_words(criterion, known, turn.tr)
    return turn.tr("corrected to {facts}: {value} – {reason}", facts=said, value=value, reason=reason)
