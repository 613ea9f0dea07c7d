"""Where two reviewers differ: one of them, or whom the organizer named, says which of the two holds, and why."""

from handlers import menu, second, second_case, second_deciding, waiting
from handlers.conversation import Reply
from handlers.naming import listed_name, result_of
from handlers.powers import is_reviewer
from handlers.reading import normalize
from handlers.second_case import Case
from handlers.sheet import load_sheet
from handlers.turn import Turn, prefixed

SHORTEST_REASON = 5


def handle(turn: Turn, case: Case) -> list[Reply]:
    match turn.talk.step:
        case "side":
            return _at_side(turn, case)
        case "side_reason":
            return _reason(turn, case)
    kind, _, criterion_id = (turn.choice or "").partition(":")
    if kind == "enforce" and not second_case.unsettled(case):
        return _enforce(turn, case)
    wanted = criterion_id if kind == "side" else _typed(turn, case)
    if wanted in second_case.differing(case):
        turn.move("second", "side", review=case.review.id, criterion=wanted)
        return [second.show(turn)]
    return second.again(turn, case)


def _typed(turn: Turn, case: Case) -> str:
    said = normalize(turn.text)
    return next((each for each in second_case.differing(case) if normalize(each) == said), "")


def _at_side(turn: Turn, case: Case) -> list[Reply]:
    if turn.choice == "overview" or turn.data["criterion"] not in second_case.differing(case):
        return _sides(turn, case, "")
    if turn.choice in ("hold_first", "hold_second"):
        holds = turn.choice.removeprefix("hold_")
        turn.move("second", "side_reason", review=case.review.id, criterion=turn.data["criterion"], holds=holds)
        return [second.show(turn)]
    return second.again(turn, case)


def _reason(turn: Turn, case: Case) -> list[Reply]:
    criterion_id = turn.data["criterion"]
    if turn.choice == "overview" or criterion_id not in second_case.differing(case):
        return _sides(turn, case, "")
    if len(turn.text) < SHORTEST_REASON:
        return second.again(turn, case, turn.tr("Please write it in words."))
    second_deciding.settle(turn, case, criterion_id, turn.data["holds"], turn.text)
    return _sides(turn, case, turn.tr("{criterion} is settled.", criterion=criterion_id))


def _sides(turn: Turn, case: Case, said: str) -> list[Reply]:
    turn.move("second", "sides", review=case.review.id)
    shown = second.show(turn)
    return [prefixed(said, shown) if said else shown]


def _enforce(turn: Turn, case: Case) -> list[Reply]:
    name = listed_name(turn, case.sheet.submission)
    returned = ", ".join(second_case.to_return(case))
    told = second_deciding.put_in_force(turn, case)
    turn.session.flush()
    sheet = load_sheet(turn.session, case.sheet.campaign, case.sheet.submission, on=turn.today)
    said = turn.tr("{unit} is approved: {result}. The unit is told.", unit=name, result=result_of(sheet, turn.tr))
    if returned:
        said = turn.tr("{criteria} is returned to {unit}. The unit is told.", unit=name, criteria=returned)
    if not is_reviewer(turn):
        return [prefixed(said, menu.show_menu(turn)), *told]
    turn.move("review", "list")
    return [prefixed(said, waiting.show_list(turn)), *told]
