"""What a reviewer is shown, page by page: a submission, a criterion, and the questions in between."""

from decimal import Decimal

from handlers import appraising, behalf, entry_source, questions, veiling
from handlers.changes import changes_in_words
from handlers.conversation import Choice, Document, Reply, strong
from handlers.naming import listed_name
from handlers.reading import normalize
from handlers.review_verdicts import criterion_lines, submission_lines
from handlers.reviewing import sent_back, undecided
from handlers.sheet import Sheet
from handlers.taking import TAKEN_FOR
from handlers.turn import Turn, ask, prefixed
from handlers.wording import evidence_in_words, points_of, row_points, short_name
from locales import Translator
from reports.explaining import explain_score
from reports.trail import trail
from reports.wording import facts_in_words
from scoring import workflow
from scoring.campaign import Criterion
from storage import queries
from storage.queries import steps
from storage.tables import Decision, Evidence, EvidenceKind, StepAct, Submission, Unit, Verdict

MARKS = {None: "⬜", Verdict.APPROVED: "✅", Verdict.RETURNED: "↩️", Verdict.LEFT: "⏸️"}
TRAIL_LINES = 12  # of the newest; all of them are in the file


def show_submission(turn: Turn, sheet: Sheet, unit: Unit) -> Reply:
    tr = turn.tr
    lines = _points_lines(turn, sheet, unit) if sheet.campaign.has_points else submission_lines(turn, sheet)
    lines[1:1] = _sent_down(turn, sheet)
    lines += [said] if (said := behalf.in_words(turn, sheet.submission)) else []
    lines.append(
        tr("Write a number such as {example} to see one criterion with its evidence.", example=sheet.criteria[0].id)
    )
    choices = [Choice("approve_all", tr("Approve all"), ("duyet tat ca", "duyet het"))] if undecided(sheet) else []
    choices.append(Choice("next", tr("One by one"), ("xem tung tieu chi", "tiep")))
    choices.append(Choice("return", tr("Return criteria"), ("tra lai",)))
    if sent_back(sheet) or not undecided(sheet):
        choices.insert(0, Choice("close", tr("Close and tell the unit"), ("ket thuc", "xong")))
    choices.append(Choice("skip", tr("Next submission"), ("ho so tiep theo", "ho so sau", "ho so khac", "bo qua")))
    if entry_source.photos(turn, sheet.submission):
        choices.append(Choice("paper", tr("The unit's paper"), ("phieu giay", "xem phieu")))
    choices.append(Choice("trail", tr("History"), ("nhat ky", "lich su")))
    choices.append(Choice("conflict", tr("I am close to this unit"), ("co lien quan", "xung dot")))
    return ask("\n".join(lines), *choices, Choice("list", tr("Back to the list"), ("quay lai", "danh sach")))


def _points_lines(turn: Turn, sheet: Sheet, unit: Unit) -> list[str]:
    tr = turn.tr
    lines = [strong(f"{unit.name} – {points_of(sheet.appraised.total, sheet.appraised.max, tr)}")]
    for criterion in sheet.criteria:
        given = sheet.appraised.criteria[criterion.id]
        proofs = evidence_in_words(sheet.proofs(criterion.id), tr) or tr("no evidence")
        mark = MARKS[_verdict(sheet, criterion.id)]
        points = row_points(given, criterion, tr)
        if given.points != sheet.score_of(criterion.id).points:
            points += " " + tr("(self-scored {own})", own=tr.points(sheet.score_of(criterion.id).points or Decimal(0)))
        lines.append(f"{mark} {short_name(criterion, tr)}: {points} ({proofs})")
    return lines


def _sent_down(turn: Turn, sheet: Sheet) -> list[str]:
    """Why a later step of the chain sent it back, where that was the last that happened."""
    assert sheet.submission.id is not None
    records = steps.step_records(turn.session, [sheet.submission.id]).get(sheet.submission.id, [])
    if not records or records[-1].act is not StepAct.RETURNED:
        return []
    title = next(each.title for each in sheet.campaign.review_chain if each.id == records[-1].step)
    return [turn.tr("↩️ {step}: {reason}", step=title.within(turn.tr.locale), reason=records[-1].reason)]


def _verdict(sheet: Sheet, criterion_id: str) -> Verdict | None:
    decision = sheet.decisions.get(criterion_id)
    return decision.verdict if decision else None


def show_criterion(turn: Turn, sheet: Sheet, unit: Unit) -> Reply:
    tr, criterion = turn.tr, sheet.campaign.criterion(turn.data["criterion"])
    name = listed_name(turn, sheet.submission)
    lines = [
        strong(f"{name} – {short_name(criterion, tr)}"),
        *_wording(criterion, tr),
        *(figures_of(turn, sheet, criterion) if criterion.scored else criterion_lines(turn, sheet, criterion)),
        *changes_in_words(turn.session, sheet, criterion, tr, on=turn.today),
        *written_proofs(sheet.proofs(criterion.id), turn),
    ]
    if not sheet.proofs(criterion.id):
        lines.append(tr("no evidence"))
    lines += questions.asked(turn, sheet, criterion.id)
    if (decision := sheet.decisions.get(criterion.id)) is not None:
        lines.append(tr("Decided: {verdict}", verdict=verdict_in_words(decision, tr)))
    choices = [
        Choice("approve", tr("Approve"), ("duyet", "dong y", "dat"), verb=tr("APPROVE")),
        Choice("return_this", tr("Return"), ("tra lai",)),
        Choice("correct", tr("Correct the figures"), ("sua so lieu",)),
        Choice("question", tr("Ask the unit"), ("hoi don vi",)),
    ]
    if is_decided_later(sheet):
        choices.append(Choice("left", tr("Leave for the next step"), ("de buoc sau", "de hoi dong", "hoi dong")))
    if criterion.may_be_not_applicable:
        choices.append(Choice("not_applicable", tr("Not applicable"), ("khong ap dung",)))
    return ask(
        "\n".join(lines),
        *choices,
        Choice("next", tr("Next"), ("tiep", "tiep theo")),
        Choice("overview", tr("Whole submission"), ("quay lai", "ca ho so")),
    )


def _wording(criterion: Criterion, tr: Translator) -> list[str]:
    """The plan's own, where the title says less; left out where few words are wished for."""
    wording, title = criterion.wording.within(tr.locale), criterion.title.within(tr.locale)
    return [] if tr.brief or normalize(wording) == normalize(title) else [f"“{wording}”"]


def is_decided_later(sheet: Sheet) -> bool:
    """Whether somebody decides here after the appraisal."""
    chain = sheet.campaign.review_chain
    return any(each.in_program and not each.appraises for each in chain[chain.index(workflow.first_step(chain)) :])


def figures_of(turn: Turn, sheet: Sheet, criterion: Criterion) -> list[str]:
    tr, given = turn.tr, sheet.score_of(criterion.id)
    return [
        facts_in_words(criterion, sheet.answers.get(criterion.id) or {}, tr) or tr("not asked"),
        f"{row_points(given, criterion, tr)} – {explain_score(given, criterion, tr)}",
        *_appraised(turn, sheet, criterion),
        *_registered(turn, sheet, criterion),
    ]


def verdict_in_words(decision: Decision, tr: Translator) -> str:
    if decision.verdict is Verdict.APPROVED:
        return tr("approved")
    if decision.verdict is Verdict.LEFT:
        return tr("left for the next step: {reason}", reason=decision.reason)
    return tr("returned: {reason}", reason=decision.reason)


def _appraised(turn: Turn, sheet: Sheet, criterion: Criterion) -> list[str]:
    """The corrected facts, where a reviewer corrected them."""
    appraisal = sheet.appraisals.get(criterion.id)
    if appraisal is None:
        return []
    tr, given = turn.tr, sheet.appraised.criteria[criterion.id]
    return [
        tr(
            "Corrected: {facts}: {points} points – {reason}",
            facts=appraising.corrected_facts_in_words(sheet, criterion, appraisal, tr),
            points=row_points(given, criterion, tr),
            reason=appraisal.reason,
        )
    ]


def _registered(turn: Turn, sheet: Sheet, criterion: Criterion) -> list[str]:
    registration = queries.current_registration(turn.session, sheet.submission.campaign_id, sheet.submission.unit_id)
    points = registration.points.get(criterion.id) if registration else None
    return [turn.tr("Registered: {points} points.", points=turn.tr.points(Decimal(points)))] if points else []


def written_proofs(proofs: list[Evidence], turn: Turn) -> list[str]:
    """Evidence in words; files come as documents of their own."""
    tr, lines = turn.tr, []
    for proof in proofs:
        match proof.kind:
            case EvidenceKind.FILE:
                caption = f" – {proof.text}" if proof.text else ""
                lines.append(f"📎 {proof.name}{caption}")
            case EvidenceKind.LINK:
                lines.append(f"🔗 {proof.text}")
            case EvidenceKind.DOCUMENT:
                day = tr("of {date}", date=tr.date(proof.document_date)) if proof.document_date else ""
                lines.append(f"📄 {proof.text} {day}".rstrip())
            case EvidenceKind.EXPLANATION:
                lines.append(tr("Explanation: “{text}”", text=proof.text))
    return lines


def show_correct(turn: Turn, sheet: Sheet, unit: Unit) -> Reply:
    return prefixed(listed_name(turn, sheet.submission), appraising.show_facts(turn, sheet))


def show_correct_reason(turn: Turn, sheet: Sheet, unit: Unit) -> Reply:
    return prefixed(listed_name(turn, sheet.submission), appraising.show_reason(turn, sheet))


def show_question(turn: Turn, sheet: Sheet, unit: Unit) -> Reply:
    words = turn.tr(
        "Which question to {unit} about {criterion}?",
        unit=unit.name,
        criterion=short_name(sheet.campaign.criterion(turn.data["criterion"]), turn.tr),
    )
    return ask(words, Choice("overview", turn.tr("Back"), ("quay lai",)), numbered=False)


def show_left(turn: Turn, sheet: Sheet, unit: Unit) -> Reply:
    words = turn.tr(
        "What is the next step to decide about {criterion} of {unit}?",
        unit=unit.name,
        criterion=short_name(sheet.campaign.criterion(turn.data["criterion"]), turn.tr),
    )
    return ask(words, Choice("overview", turn.tr("Back"), ("quay lai",)), numbered=False, verb=turn.tr("RECORD"))


def show_not_applicable(turn: Turn, sheet: Sheet, unit: Unit) -> Reply:
    words = turn.tr(
        "Why does {criterion} not apply to {unit}? The unit reads the reason.",
        unit=unit.name,
        criterion=short_name(sheet.campaign.criterion(turn.data["criterion"]), turn.tr),
    )
    return ask(words, Choice("overview", turn.tr("Back"), ("quay lai",)), numbered=False, verb=turn.tr("RECORD"))


def show_taken(turn: Turn, unit: Unit, submission: Submission, name: str) -> Reply:
    """Somebody else reviews it."""
    tr = turn.tr
    assert submission.taken_at is not None
    words = tr(
        "{name} has been reviewing {unit} since {time}; without an act it is free again at {until}. "
        "Nothing of yours was written over theirs.",
        name=name,
        unit=unit.name,
        time=tr.moment(submission.taken_at),
        until=tr.moment(submission.taken_at + TAKEN_FOR),
    )
    return ask(
        words,
        Choice("list", tr("Back to the list"), ("quay lai", "danh sach")),
        Choice("take_over", tr("Take it over"), ("nhan thay",)),
    )


def show_trail(turn: Turn, sheet: Sheet, unit: Unit) -> Reply:
    """The newest lines of the unit's history."""
    tr = turn.tr
    if veiling.hides_history(turn, sheet):
        return prefixed(veiling.no_history(turn), show_submission(turn, sheet, unit))
    lines = trail(turn.session, sheet.submission.campaign_id, tr, unit=unit, with_people=True)[-TRAIL_LINES:]
    said = [strong(tr("History of {unit}", unit=unit.name))]
    for line in lines:
        values = " → ".join(filter(None, [line.before, line.after]))
        why = f" ({line.why})" if line.why else ""
        said.append(f"• {tr.moment(line.at)} {line.who}: {line.what}: {line.action}. {values}{why}".rstrip())
    return ask("\n".join(said), Choice("overview", tr("Back"), ("quay lai",)))


def paper_files(turn: Turn, sheet: Sheet) -> list[Reply]:
    """The paper that an organizer entered the answers from."""
    files = entry_source.photos(turn, sheet.submission)
    return [Reply(turn.tr("The unit's paper:"), question=False, documents=files)] if files else []


def trail_file(turn: Turn, sheet: Sheet, unit: Unit) -> Reply:
    """All of it, for an inspection."""
    tr = turn.tr
    params = {
        "campaign": sheet.submission.campaign_id,
        "unit": unit.id,
        "on": turn.today.isoformat(),
        "name": f"{tr('History')} - {unit.name}.xlsx",
    }
    return Reply(tr("All of it as a file:"), question=False, documents=(Document("unit_xlsx", params),))
