"""What somebody typed, read as one of the choices of the question in front of them."""

from collections.abc import Sequence

from handlers.conversation import Choice
from handlers.reading import read_choice, read_command, read_exact_choice, read_yes_no
from handlers.reading.words import label_tokens, normalize

_FETCHED = frozenset({"go:registration_form", "go:self_score_sheet"})


def choose(text: str, choices: Sequence[Choice], *, numbered: bool) -> str | None:
    """The id of the choice that is meant; None when the text names none, or not exactly one.

    Numbered choices may be named by number, label, words or an unmistakable part of them. Where they are not numbered
    the question is answered by something else ("1" means one), so only a whole label or word counts.
    """
    said = normalize(text).split()
    options = [(choice.label, choice.words) if _may_mean(choice, said) else ("", ()) for choice in choices]
    if not options:
        return None
    exact = read_exact_choice(text, options, numbered=numbered)
    index = read_choice(text, options) if numbered else exact
    if index is None or (exact is None and _is_said_elsewhere(text, options[index])):
        return None
    return choices[index].id


def _is_said_elsewhere(text: str, option: tuple[str, tuple[str, ...]]) -> bool:
    """A word that works everywhere, as it also stands somewhere within an option: "gửi" is not "Báo cáo gửi đúng
    hạn". Where an option begins with it, it is meant."""
    if read_command(text) is None or read_yes_no(text) is not None:
        return False
    begins = normalize(text)
    return not any(normalize(name).startswith(begins) for name in (option[0], *option[1]))


def _may_mean(choice: Choice, said: Sequence[str]) -> bool:
    """A paper has the name of what it is made of ("Tải bảng đăng ký"): it is asked for with the verb, so that "đăng ký"
    goes on meaning the doing."""
    return choice.id not in _FETCHED or any(label_tokens(name)[0] in said for name in (choice.label, *choice.words))
