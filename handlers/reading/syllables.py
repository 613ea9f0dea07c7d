"""Words that were typed without a blank between them: "chưacó", "15nhiemvu", "khom3nha"."""

import re
from functools import lru_cache

from handlers.reading.words import fold

_ONSET = "(?:ngh|ng|gh|gi|ch|kh|nh|ph|qu|th|tr|[bcdghklmnprstvx])"
_RHYME = (
    "(?:oao|oai|oay|oeo|uay|uya|uyu|uau|ieu|yeu|uoi|uou|uye|"
    "(?:oa|oe|oo|ua|ue|uo|uy|ie|ye|[aeiouy])(?:ng|nh|ch|[cmnpt])|uye[nt]|uoc|"
    "ai|ao|au|ay|eo|eu|ia|iu|oa|oe|oi|ua|ue|ui|uo|uu|uy|ya|[aeiouy])"
)
_SYLLABLE = re.compile(f"{_ONSET}?{_RHYME}$")
_BEGINS_WITH_CONSONANT = re.compile(f"{_ONSET}[aeiouy]")
_GLUED_NUMBER = re.compile(r"(?<![^\W_])(?P<number>\d+)(?=[^\W\d_]{2,})|(?<=[^\W\d_]{3})(?=\d+(?:\W|$|[^\W\d_]{3}))")
_WORD = re.compile(r"[^\W\d_]{4,14}")
_MOST = 3  # syllables that are typed as one


def unglued(text: str) -> str:
    """With a blank between numbers and words, and inside words that are no syllable but are made of two or three."""
    spaced = _GLUED_NUMBER.sub(lambda found: f"{found['number'] or ''} ", text)
    spaced = _GLUED_NUMBER.sub(lambda found: f"{found['number'] or ''} ", spaced)  # both sides: "khom3nha"
    return _WORD.sub(lambda found: _cut(found[0]), spaced)


def _cut(word: str) -> str:
    folded = fold(word)
    if len(folded) != len(word) or _SYLLABLE.match(folded):
        return word
    places = _places(folded)
    starts = (0, *places)
    return " ".join(word[start:end] for start, end in zip(starts, (*places, len(word)), strict=True))


@lru_cache(maxsize=1024)
def _places(word: str) -> tuple[int, ...]:
    """Where to cut: into as few syllables as possible, each after the first with a consonant ("chua co", not "chuac
    o"). Empty where that cannot be done."""
    for count in range(2, _MOST + 1):
        found = [cut for cut in _cuts(word, count) if all(_BEGINS_WITH_CONSONANT.match(word[at:]) for at in cut)]
        if found:
            return min(found)
    return ()


def _cuts(word: str, count: int) -> list[tuple[int, ...]]:
    if count == 1:
        return [()] if _SYLLABLE.match(word) else []
    return [
        (at, *(at + further for further in rest))
        for at in range(1, len(word))
        if _SYLLABLE.match(word[:at])
        for rest in _cuts(word[at:], count - 1)
    ]
