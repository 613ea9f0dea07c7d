"""Five ready sentences for returning a criterion; each reviewer may put own words in the place of any of them."""

import re

from sqlmodel import col, select

from handlers.conversation import Choice, Reply
from handlers.noting import note
from handlers.turn import Turn, ask, prefixed
from storage.tables import ReadyPhrase

SHORTEST, LONGEST = 5, 200
_NUMBERED = re.compile(r"\s*(\d)\s*[.:)\-]?\s+(.+)", re.DOTALL)


def ready_phrases(turn: Turn) -> list[str]:
    """The reviewer's own sentences where there are any, else those that come up most."""
    tr = turn.tr
    phrases = [
        tr("The evidence is missing or cannot be read; please send it again."),
        tr("The evidence does not prove the figures; please check them."),
        tr("The document lacks number, date, signature or seal."),
        tr("The figures differ from the reports received; please correct or explain."),
        tr("The evidence belongs to another year or another criterion."),
    ]
    own = turn.session.exec(select(ReadyPhrase).where(col(ReadyPhrase.person_id) == turn.event.person))
    for row in own:
        phrases[row.position - 1] = row.text
    return phrases


def show(turn: Turn) -> Reply:
    """The five sentences with their numbers."""
    tr = turn.tr
    lines = [tr("Your sentences for returning. To change one, write its number and the new sentence:")]
    lines += [f"{number}. {phrase}" for number, phrase in enumerate(ready_phrases(turn), start=1)]
    lines.append(tr("For example: 2 The report is not signed."))
    return ask("\n".join(lines), Choice("overview", tr("Back"), ("quay lai", "xong")), numbered=False)


def take(turn: Turn) -> Reply:
    """One sentence in the place of another."""
    found = _NUMBERED.fullmatch(turn.text)
    position, text = (int(found[1]), " ".join(found[2].split())) if found else (0, "")
    if not 1 <= position <= len(ready_phrases(turn)) or not SHORTEST <= len(text) <= LONGEST:
        return prefixed(turn.tr("That was not understood."), show(turn))
    before = ready_phrases(turn)[position - 1]
    row = turn.session.get(ReadyPhrase, (turn.event.person, position))
    if row is None:
        turn.session.add(ReadyPhrase(person_id=turn.event.person, position=position, text=text))
    else:
        row.text = text
    turn.session.flush()
    note(turn, "phrase", "changed", before={"value": before}, after={"number": position, "value": text})
    return prefixed(turn.tr("Sentence {n} is changed.", n=position), show(turn))
