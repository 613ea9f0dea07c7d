"""What is said when a self-assessment is begun or gone on with: whose it is, how far it is, and how it works."""

from handlers.conversation import strong
from handlers.overview import progress
from handlers.sheet import Sheet
from handlers.sheet_summary import whose_sheet
from handlers.turn import Turn


def opening_words(turn: Turn, sheet: Sheet) -> str:
    """With the name first where a unit has several sheets."""
    whose = whose_sheet(turn, sheet)
    words = progress(sheet, turn.tr) if sheet.rows else _introduction(turn, sheet)
    return f"{strong(whose)}\n{words}" if whose else words


def _introduction(turn: Turn, sheet: Sheet) -> str:
    count = len(sheet.asked)
    if sheet.campaign.has_points:
        return turn.tr(
            "Self-assessment: {count} criteria, one at a time. Stop whenever you like and write “tiếp tục” another "
            "day: everything that was answered is kept. "
            "Quickest: send a photo of the evidence with the answer written under it.",
            count=count,
        )
    words = turn.tr(
        "{count} criteria, one at a time. Stop whenever you like and write “tiếp tục” another day: "
        "everything that was answered is kept.",
        count=count,
    )
    return f"{sheet.campaign.self_assessment.intro.within(turn.tr.locale)}\n{words}"
