"""What this person may do with an award dossier of the office's list, in the own right or standing in for somebody."""

from dataclasses import dataclass

from handlers import permissions
from handlers.powers import powers
from handlers.turn import Turn
from reports.dossier_words import judged_gates
from reports.dossiers import OpenDossier
from scoring.campaign import Criterion
from scoring.verdict import Verdict
from storage.tables import DossierCheck


@dataclass(frozen=True, slots=True)
class Rights:
    """``check``: find it complete or not; ``add``: what the council contributes; ``rule``: decide about its gate;
    ``last_check``: the newest finding, when it may be taken back."""

    check: bool
    add: bool
    rule: bool
    last_check: DossierCheck | None


def rights_to(turn: Turn, dossier: OpenDossier) -> Rights:
    unit_id = dossier.who.unit.id
    held = powers(turn)
    last = dossier.checks[-1] if dossier.checks else None
    return Rights(
        check=any(permissions.may_check_dossier(each.roles, unit_id, barred=each.barred) for each in held),
        add=any(
            permissions.may_build_dossier(each.roles, unit_id, "council") and unit_id not in each.barred
            for each in held
        ),
        rule=any(_may_rule(turn, dossier, gate, verdict) for gate, verdict in judged_gates(dossier, on=turn.today)),
        last_check=last if last is not None and _may_take_back(turn, dossier, last) else None,
    )


def _may_rule(turn: Turn, dossier: OpenDossier, gate: Criterion, verdict: Verdict) -> bool:
    """While the dossier may still come: who may decide about its absence."""
    outcome = verdict.outcome if gate.id in dossier.facts(turn.today) else gate.on_unmet
    return not verdict.satisfied and permissions.may_rule(
        turn.roles, dossier.campaign, dossier.who.unit.id, gate.answered_by, outcome
    )


def _may_take_back(turn: Turn, dossier: OpenDossier, check: DossierCheck) -> bool:
    """Only as long as the unit has sent nothing on it."""
    if any(each.document == check.document and (each.id or 0) > check.upto for each in dossier.papers):
        return False
    unit_id, mine = dossier.who.unit.id, check.found_by == turn.event.person
    return any(
        permissions.may_take_back_check(each.roles, unit_id, mine=mine, barred=each.barred) for each in powers(turn)
    )
