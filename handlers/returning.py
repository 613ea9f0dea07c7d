"""Returning criteria: which ones, and why. One reason for each, typed or chosen from the reviewer's own sentences."""

from handlers import phrases
from handlers.conversation import Choice, Reply, strong
from handlers.reading import normalize
from handlers.sheet import Sheet
from handlers.turn import Turn, ask
from handlers.wording import short_name

SHORTEST_REASON = 5
# A typed reason that merely resembles a ready phrase is kept as it was typed; only a number (or a press) picks one.
LONGEST_NUMBER = 5
_BEFORE = ("trả lại", "tra lai", "return")


def show_pick(turn: Turn, sheet: Sheet) -> Reply:
    example = f"{sheet.criteria[0].id}, {sheet.criteria[-1].id}"
    words = turn.tr(
        "Which criteria are to be returned? Please write their numbers, for example: {example}", example=example
    )
    return ask(words, Choice("overview", turn.tr("Back"), ("quay lai",)), numbered=False)


def read_criteria(sheet: Sheet, text: str) -> list[str]:
    """ "I.1, V" or "trả lại I.1 và V": the criteria that are named; empty when anything else stands there."""
    said = text.strip()
    for word in _BEFORE:
        if said.casefold().startswith(word):
            said = said[len(word) :]
    known = {criterion.id.casefold(): criterion.id for criterion in sheet.reviewed}
    words = [word for word in said.replace(";", ",").replace(" và ", ",").replace(" ", ",").split(",") if word]
    named = [known.get(word.rstrip(".").casefold()) for word in words]
    return list(dict.fromkeys(name for name in named if name)) if named and all(named) else []


def asks_to_return(text: str) -> bool:
    """Whether a text begins with the word for returning."""
    return text.strip().casefold().startswith(_BEFORE)


def show_reason(turn: Turn, what: str, *, editable: bool = True) -> Reply:
    """``what`` is returned: a criterion by its name, or several units. ``editable``: the sentences can be changed from
    here."""
    tr = turn.tr
    change = [Choice("phrases", tr("Change these sentences"), ("sua cau",))] if editable else []
    return ask(
        tr("Why is {criterion} returned? Choose a sentence or write your own.", criterion=strong(what)),
        *(
            Choice(f"phrase:{index}", phrase, verb=tr("RETURN"))
            for index, phrase in enumerate(phrases.ready_phrases(turn))
        ),
        *change,
        Choice("overview", tr("Do not return"), ("quay lai", "khong tra lai")),
        verb=tr("RETURN"),
    )


def criterion_in_words(turn: Turn, sheet: Sheet) -> str:
    return short_name(sheet.campaign.criterion(turn.data["queue"][0]), turn.tr)


def read_reason(turn: Turn) -> str | None:
    """The reason; None when it is missing."""
    if turn.choice and turn.choice.startswith("phrase:") and len(normalize(turn.text)) < LONGEST_NUMBER:
        return phrases.ready_phrases(turn)[int(turn.choice.partition(":")[2])]
    return turn.text if len(turn.text) >= SHORTEST_REASON else None
