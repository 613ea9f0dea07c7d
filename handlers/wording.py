"""Small phrases that several conversations share: a criterion's heading, points, evidence in words."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from handlers.conversation import strong
from locales import Translator
from reports.explaining_verdicts import outcome_in_words
from reports.wording import short_name as short_name
from reports.wording import title_of as title_of
from scoring.campaign import Criterion
from scoring.score import CriterionScore
from storage.tables import Evidence, EvidenceKind


def heading(criteria: Sequence[Criterion], criterion: Criterion, tr: Translator) -> str:
    """``I.1. Hoàn thành nhiệm vụ được giao (tiêu chí 1/11, tối đa 10 điểm)``; without points only the number."""
    number = next((i for i, other in enumerate(criteria, start=1) if other.id == criterion.id), 0)
    title = strong(f"{criterion.id}. {criterion.title.within(tr.locale)}")
    if not number:
        return strong(title_of(criterion, tr))
    if not criterion.scored:
        return f"{title} {tr('(criterion {number}/{count})', number=number, count=len(criteria))}"
    place = {"number": number, "count": len(criteria), "max": tr.points(Decimal(criterion.max_points))}
    where = {
        "points": tr("(criterion {number}/{count}, at most {max} points)", **place),
        "bonus": tr("(criterion {number}/{count}, bonus of at most {max} points)", **place),
        "penalty": tr("(criterion {number}/{count}, penalty of at most {max} points)", **place),
    }
    return f"{title} {where[criterion.effect]}"


def points_of(value: Decimal | None, maximum: Decimal, tr: Translator) -> str:
    """``9/10``; ``?/10`` while it is not decided."""
    shown = "?" if value is None else tr.points(value)
    return f"{shown}/{tr.points(maximum)}"


def row_points(given: CriterionScore, criterion: Criterion, tr: Translator) -> str:
    """The same of one row: of a bonus or a penalty with what it does, of a criterion without points its verdict."""
    if given.verdict is not None and not criterion.scored:
        return outcome_in_words(given.verdict.outcome, tr)
    match criterion.effect:
        case "bonus":
            return tr("plus {points}", points=points_of(given.points, given.max, tr))
        case "penalty":
            points = None if given.points is None else abs(given.points)
            return tr("minus {points}", points=points_of(points, given.max, tr))
    return points_of(given.points, given.max, tr)


_SOUNDS = (".ogg", ".oga", ".opus", ".m4a", ".aac", ".amr", ".mp3", ".wav")


def evidence_in_words(proofs: Iterable[Evidence], tr: Translator) -> str:
    """``2 tệp, 1 giải trình``; empty when there is none."""
    proofs = list(proofs)
    spoken = sum(1 for proof in proofs if is_recording(proof))
    counts = {kind: sum(1 for proof in proofs if proof.kind is kind) for kind in EvidenceKind}
    counts[EvidenceKind.FILE] -= spoken
    parts = {
        EvidenceKind.FILE: tr.plural("{n} file", "{n} files", counts[EvidenceKind.FILE]),
        EvidenceKind.LINK: tr.plural("{n} link", "{n} links", counts[EvidenceKind.LINK]),
        EvidenceKind.DOCUMENT: tr.plural("{n} document", "{n} documents", counts[EvidenceKind.DOCUMENT]),
        EvidenceKind.EXPLANATION: tr.plural("{n} explanation", "{n} explanations", counts[EvidenceKind.EXPLANATION]),
    }
    said = [words for kind, words in parts.items() if counts[kind]]
    return ", ".join([*said, tr.plural("{n} voice message", "{n} voice messages", spoken)] if spoken else said)


def is_recording(proof: Evidence) -> bool:
    """A voice message: whoever reviews has to listen, so it is named apart."""
    return proof.kind is EvidenceKind.FILE and (proof.name or "").lower().endswith(_SOUNDS)
