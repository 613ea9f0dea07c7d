"""What somebody typed, read as one of the choices of the question in front of them."""

from collections.abc import Sequence

from handlers.conversation import Choice
from handlers.reading import read_choice, read_exact_choice


def choose(text: str, choices: Sequence[Choice], *, numbered: bool) -> str | None:
    """The id of the choice that is meant; None when the text names none, or not exactly one.

    Numbered choices may be named by number, label, words or an unmistakable part of them. Where they are not numbered
    the question is answered by something else ("1" means one), so only a whole label or word counts.
    """
    options = [(choice.label, choice.words) for choice in choices]
    if not options:
        return None
    index = read_choice(text, options) if numbered else read_exact_choice(text, options, numbered=False)
    return None if index is None else choices[index].id
