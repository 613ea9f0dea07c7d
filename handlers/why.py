"""Why a criterion has its points, for those who ask: "vì sao" is about the last one, "vì sao I.1" about that one."""

import re

from handlers.asking import open_sheet
from handlers.conversation import Reply
from handlers.reading import normalize, read_command
from handlers.sheet import Sheet
from handlers.turn import Turn, acting_place
from handlers.wording import row_points
from reports.explaining import explain_score
from scoring.campaign import Criterion

_WHY = re.compile(r"(?:vi sao|tai sao|why)\b ?(?P<which>.*)")


def explain(turn: Turn) -> str | None:
    """The reasons in words; None when nothing of the kind was asked, or there is nothing to explain."""
    asked = _WHY.fullmatch(normalize(turn.text))
    if asked is None or acting_place(turn) is None:
        return None
    talk = (turn.talk.flow, turn.talk.step, dict(turn.data))
    sheet = open_sheet(turn, to_change=False)
    turn.move(talk[0], talk[1], **talk[2])  # asking why is no step
    if isinstance(sheet, Reply):
        return None
    about = _criteria(turn, sheet, asked["which"])
    lines = [line for criterion in about if (line := _line(turn, sheet, criterion))]
    return "\n".join(lines) or turn.tr("Nothing is counted yet.")


def _criteria(turn: Turn, sheet: Sheet, which: str) -> list[Criterion]:
    """The one that is named, else the one answered last, else all of them."""
    scored = [criterion for criterion in sheet.criteria if criterion.scored]
    titles = {criterion.id: criterion.title.within(turn.tr.locale) for criterion in scored}
    named = (read_command(f"sửa {which}", criteria=titles) or "").removeprefix("edit:") if which else ""
    last = named or str(turn.data.get("last") or "")
    return [criterion for criterion in scored if criterion.id == last] or scored


def _line(turn: Turn, sheet: Sheet, criterion: Criterion) -> str:
    if not sheet.answers.get(criterion.id):
        return ""
    given = sheet.score_of(criterion.id)
    points = row_points(given, criterion, turn.tr)
    return f"{criterion.id}: {points} – {explain_score(given, criterion, turn.tr)}"
