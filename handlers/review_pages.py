"""What a reviewer is shown, page by page: the list, a submission, a criterion, and the questions in between."""

from decimal import Decimal

from handlers import appraising, behalf, permissions
from handlers.competing import name_of
from handlers.conversation import Choice, Reply, strong
from handlers.review_verdicts import criterion_lines, submission_lines
from handlers.reviewing import sent_back, undecided
from handlers.sheet import Sheet
from handlers.turn import Turn, ask, current_campaign, prefixed
from handlers.verdict_words import sheet_tally
from handlers.wording import evidence_in_words, points_of, short_name
from reports.explaining import explain_score
from reports.wording import facts_in_words
from scoring import answers as facts_of
from scoring.campaign import Criterion
from storage import queries
from storage.tables import Candidate, Evidence, EvidenceKind, Submission, Unit, Verdict


def ready_phrases(turn: Turn) -> list[str]:
    """Reasons that come up most; any other can be typed."""
    tr = turn.tr
    return [
        tr("The evidence is missing or cannot be read; please send it again."),
        tr("The evidence does not prove the figures; please check them."),
        tr("The document lacks number, date, signature or seal."),
        tr("The figures differ from the reports received; please correct or explain."),
        tr("The evidence belongs to another year or another criterion."),
    ]


def may_review(turn: Turn, submission: Submission) -> bool:
    """Allowed to this person, who did not enter it for the unit."""
    return permissions.may_review(turn.roles, submission) and behalf.may_judge(turn, submission)


def waiting(turn: Turn) -> list[tuple[Submission, Unit]]:
    """What this person may review now, longest waiting first."""
    current = current_campaign(turn.session)
    if current is None:
        return []
    opened, campaign = current
    found: list[tuple[Submission, Unit]] = []
    for step in campaign.review_chain:
        if step.appraises:
            found += queries.submissions_waiting(turn.session, opened.id, step.id)
    return [(submission, unit) for submission, unit in found if may_review(turn, submission)]


def show_list(turn: Turn) -> Reply:
    tr, items = turn.tr, waiting(turn)
    if not items:
        return ask(tr("Nothing waits for a review."), Choice("go:menu", tr("Menu")))
    choices = []
    for submission, unit in items[:20]:
        assert submission.sent_at is not None
        name = listed_name(turn, submission, unit)
        label = tr("{unit} (sent {date})", unit=name, date=tr.date(submission.sent_at))
        if submission.number > 1:
            label += " " + tr("– version {number}", number=submission.number)
        words = (unit.name, unit.code) if submission.candidate_id is None else (name,)
        choices.append(Choice(f"submission:{submission.id}", label, words))
    said = tr.plural("{n} submission waits for a review:", "{n} submissions wait for a review:", len(items))
    return ask(said, *choices, Choice("go:menu", tr("Menu")))


def listed_name(turn: Turn, submission: Submission, unit: Unit) -> str:
    """The unit, or whom of it the submission is about."""
    if submission.candidate_id is None:
        return unit.name
    return f"{name_of(turn.session.get_one(Candidate, submission.candidate_id), turn.tr)} ({unit.name})"


def show_submission(turn: Turn, sheet: Sheet, unit: Unit) -> Reply:
    tr, campaign = turn.tr, sheet.campaign
    lines = _points_lines(turn, sheet, unit) if campaign.has_points else submission_lines(turn, sheet)
    lines += [said] if (said := behalf.in_words(turn, sheet.submission)) else []
    lines.append(
        tr("Write a number such as {example} to see one criterion with its evidence.", example=sheet.criteria[0].id)
    )
    choices = [Choice("approve_all", tr("Approve all"), ("duyet tat ca", "duyet het"))] if undecided(sheet) else []
    choices.append(Choice("next", tr("One by one"), ("xem tung tieu chi", "tiep")))
    choices.append(Choice("return", tr("Return criteria"), ("tra lai",)))
    if sent_back(sheet) or not undecided(sheet):
        choices.insert(0, Choice("close", tr("Close and tell the unit"), ("ket thuc", "xong")))
    return ask("\n".join(lines), *choices, Choice("list", tr("Back to the list"), ("quay lai", "danh sach")))


def _points_lines(turn: Turn, sheet: Sheet, unit: Unit) -> list[str]:
    tr, campaign = turn.tr, sheet.campaign
    lines = [strong(f"{unit.name} – {points_of(sheet.appraised.total, sheet.appraised.max, tr)}")]
    for criterion in campaign.criteria:
        given = sheet.appraised.criteria[criterion.id]
        proofs = evidence_in_words(sheet.proofs(criterion.id), tr) or tr("no evidence")
        mark = {None: "⬜", Verdict.APPROVED: "✅", Verdict.RETURNED: "↩️"}[_verdict(sheet, criterion.id)]
        points = points_of(given.points, given.max, tr)
        if given.points != sheet.score_of(criterion.id).points:
            points += " " + tr("(self-scored {own})", own=tr.points(sheet.score_of(criterion.id).points or Decimal(0)))
        lines.append(f"{mark} {short_name(criterion, tr)}: {points} ({proofs})")
    return lines


def _verdict(sheet: Sheet, criterion_id: str) -> Verdict | None:
    decision = sheet.decisions.get(criterion_id)
    return decision.verdict if decision else None


def show_criterion(turn: Turn, sheet: Sheet, unit: Unit) -> Reply:
    tr, criterion = turn.tr, sheet.campaign.criterion(turn.data["criterion"])
    name = listed_name(turn, sheet.submission, unit)
    lines = [
        strong(f"{name} – {short_name(criterion, tr)}"),
        *(_points_of(turn, sheet, criterion) if criterion.scored else criterion_lines(turn, sheet, criterion)),
        *_written_proofs(sheet.proofs(criterion.id), turn),
    ]
    if not sheet.proofs(criterion.id):
        lines.append(tr("no evidence"))
    if (decision := sheet.decisions.get(criterion.id)) is not None:
        verdict = (
            tr("approved") if decision.verdict is Verdict.APPROVED else tr("returned: {reason}", reason=decision.reason)
        )
        lines.append(tr("Decided: {verdict}", verdict=verdict))
    return ask(
        "\n".join(lines),
        Choice("approve", tr("Approve"), ("duyet", "dong y", "dat")),
        Choice("return_this", tr("Return"), ("tra lai",)),
        Choice("correct", tr("Correct the figures"), ("sua so lieu",)),
        Choice("question", tr("Ask the unit"), ("hoi don vi",)),
        Choice("next", tr("Next"), ("tiep", "tiep theo")),
        Choice("overview", tr("Whole submission"), ("quay lai", "ca ho so")),
    )


def _points_of(turn: Turn, sheet: Sheet, criterion: Criterion) -> list[str]:
    tr, given = turn.tr, sheet.score_of(criterion.id)
    return [
        facts_in_words(criterion, sheet.answers.get(criterion.id) or {}, tr) or tr("not asked"),
        f"{points_of(given.points, given.max, tr)} – {explain_score(given, criterion, tr)}",
        *_appraised(turn, sheet, criterion),
        *_registered(turn, sheet, criterion),
    ]


def _appraised(turn: Turn, sheet: Sheet, criterion: Criterion) -> list[str]:
    """The corrected facts, where a reviewer corrected them."""
    appraisal = sheet.appraisals.get(criterion.id)
    if appraisal is None:
        return []
    tr, given = turn.tr, sheet.appraised.criteria[criterion.id]
    facts = facts_of.load_answers(sheet.campaign, {criterion.id: appraisal.facts})[criterion.id]
    return [
        tr(
            "Corrected: {facts}: {points} points – {reason}",
            facts=facts_in_words(criterion, facts, tr),
            points=points_of(given.points, given.max, tr),
            reason=appraisal.reason,
        )
    ]


def _registered(turn: Turn, sheet: Sheet, criterion: Criterion) -> list[str]:
    registration = queries.current_registration(turn.session, sheet.submission.campaign_id, sheet.submission.unit_id)
    points = registration.points.get(criterion.id) if registration else None
    return [turn.tr("Registered: {points} points.", points=turn.tr.points(Decimal(points)))] if points else []


def _written_proofs(proofs: list[Evidence], turn: Turn) -> list[str]:
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


def show_pick(turn: Turn, sheet: Sheet, unit: Unit) -> Reply:
    example = f"{sheet.criteria[0].id}, {sheet.criteria[-1].id}"
    words = turn.tr(
        "Which criteria are to be returned? Please write their numbers, for example: {example}", example=example
    )
    return ask(words, Choice("overview", turn.tr("Back"), ("quay lai",)), numbered=False)


def show_reason(turn: Turn, sheet: Sheet, unit: Unit) -> Reply:
    tr = turn.tr
    criterion: Criterion = sheet.campaign.criterion(turn.data["queue"][0])
    return ask(
        tr(
            "Why is {criterion} returned? Choose a sentence or write your own.",
            criterion=strong(short_name(criterion, tr)),
        ),
        *(Choice(f"phrase:{index}", phrase) for index, phrase in enumerate(ready_phrases(turn))),
        Choice("overview", tr("Do not return"), ("quay lai", "khong tra lai")),
    )


def show_approve_all(turn: Turn, sheet: Sheet, unit: Unit) -> Reply:
    tr, left = turn.tr, undecided(sheet)
    name = listed_name(turn, sheet.submission, unit)
    total = strong(points_of(sheet.appraised.total, sheet.appraised.max, tr))
    lines = [tr("Approve {criteria} of {unit}: {points} points?", criteria=", ".join(left), unit=name, points=total)]
    if not sheet.campaign.has_points:
        verdicts = sheet_tally(sheet, tr, appraised=True)
        lines = [
            tr("Approve {criteria} of {unit}: {verdicts}?", criteria=", ".join(left), unit=name, verdicts=verdicts)
        ]
    if sent_back(sheet):
        lines.append(tr("Returned meanwhile: {criteria}.", criteria=", ".join(sent_back(sheet))))
    return ask(
        "\n".join(lines),
        Choice("yes", tr("Yes, approve"), ("dong y", "duyet", "co")),
        Choice("no", tr("No"), ("khong", "thoi")),
    )


def show_close(turn: Turn, sheet: Sheet, unit: Unit) -> Reply:
    tr, returned, left = turn.tr, sent_back(sheet), undecided(sheet)
    if returned:
        words = tr(
            "Return {criteria} to {unit} now?",
            criteria=", ".join(returned),
            unit=listed_name(turn, sheet.submission, unit),
        )
    else:
        words = tr("Approve the submission of {unit} now?", unit=listed_name(turn, sheet.submission, unit))
    if left:
        words += "\n" + tr("Not decided yet: {criteria}.", criteria=", ".join(left))
    return ask(
        words,
        Choice("yes", tr("Yes, tell the unit"), ("dong y", "co", "gui")),
        Choice("no", tr("Not yet"), ("chua", "khong")),
        Choice("undo", tr("Take the last decision back"), ("hoan tac", "rut lai")),
    )


def show_correct(turn: Turn, sheet: Sheet, unit: Unit) -> Reply:
    return prefixed(listed_name(turn, sheet.submission, unit), appraising.show_facts(turn, sheet))


def show_correct_reason(turn: Turn, sheet: Sheet, unit: Unit) -> Reply:
    return prefixed(listed_name(turn, sheet.submission, unit), appraising.show_reason(turn, sheet))


def show_question(turn: Turn, sheet: Sheet, unit: Unit) -> Reply:
    words = turn.tr(
        "Which question to {unit} about {criterion}?",
        unit=unit.name,
        criterion=short_name(sheet.campaign.criterion(turn.data["criterion"]), turn.tr),
    )
    return ask(words, Choice("overview", turn.tr("Back"), ("quay lai",)), numbered=False)
