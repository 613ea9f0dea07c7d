"""Text as people type it, brought to one form: folding, tokens, telex that was left on, filler words."""

import re
import unicodedata
from collections import Counter
from functools import lru_cache

_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_SAME: dict[int, int | str] = {
    **_FULL_WIDTH,
    **dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2015\u2212"), "-"),
    **dict.fromkeys(map(ord, "\u00a0\u2002\u2003\u2009\u202f\u3000"), " "),
    ord("\u2044"): "/",
    ord("\u2215"): "/",
}
_NOT_WORD = re.compile(r"[\W_]+")
_WORD = re.compile(r"[^\W_]+")
_REPEATED = re.compile(r"([a-z])\1{2,}")


class _Plain(dict[int, str]):
    """Code point -> its letter without marks and case: ``str.translate`` with it folds a text in one pass."""

    def __missing__(self, code: int) -> str:
        same = _SAME.get(code, code)
        letter = unicodedata.normalize("NFD", same if isinstance(same, str) else chr(same))
        # Casefolding may bring new marks, hence once more.
        letter = unicodedata.normalize("NFD", unicodedata.normalize("NFD", letter.casefold()).casefold())
        plain = "".join(c for c in letter if unicodedata.category(c) not in ("Mn", "Me", "Cf")).replace("đ", "d")
        if code < 0x3000:  # the letters that come again; a text of all the others is rare
            self[code] = plain
        return plain


_PLAIN = _Plain()


def fold(text: str) -> str:
    """Without accents and case, all dashes and digits plain; punctuation stays where it is."""
    return text.lower() if text.isascii() else text.translate(_PLAIN)


def normalize(text: str) -> str:
    """Folded, with every run of punctuation, emoji and blanks turned into one space. Idempotent."""
    return _NOT_WORD.sub(" ", fold(text)).strip()


@lru_cache(maxsize=4096)
def label_tokens(label: str) -> tuple[str, ...]:
    """The normalized words of a label or a question (cached: the same few are compared again and again)."""
    return tuple(normalize(label).split())


@lru_cache(maxsize=2048)
def marks(word: str) -> tuple[str, ...]:
    """The combining marks of a word, in no particular order: "mừơi" has those of "mười"."""
    return tuple(sorted(c for c in unicodedata.normalize("NFD", word) if unicodedata.category(c) == "Mn"))


def may_be(raw: str, forms: tuple[str, ...]) -> bool:
    """Whether a typed word may be one of the accented ``forms``: no mark that the form does not have.

    "muời" and "muoi" may be "mười"; "bà" may not be "ba".
    """
    typed = marks(raw)
    return not typed or any(not Counter(typed) - Counter(marks(form)) for form in forms)


def tokens(text: str) -> list[tuple[str, str]]:
    """(as typed but composed and lower, normalized) of each word."""
    composed = unicodedata.normalize("NFC", text.translate(_SAME)).lower()
    pairs = ((word, fold(word)) for word in _WORD.findall("".join(c for c in composed if not _hidden(c))))
    return [(raw, plain) for raw, plain in pairs if plain]


def _hidden(character: str) -> bool:
    return not character.isascii() and unicodedata.category(character) in ("Cf", "Me")


_TELEX = (("dd", "d"), ("aa", "a"), ("aw", "a"), ("ee", "e"), ("oo", "o"), ("ow", "o"), ("uw", "u"), ("w", "u"))


def decode(word: str) -> str:
    """What a word was meant to be when the keyboard's Vietnamese was off or a key hung.

    Telex ("khoong", "chuwa", "cos"), VNI ("kho6ng", "co1"), repeats ("okkkk"). Only for comparing with known words.
    """
    word = _REPEATED.sub(r"\1", word)
    if len(word) > 1 and any(c.isdigit() for c in word) and word[0].isalpha():
        return "".join(c for c in word if not c.isdigit())
    for typed, meant in _TELEX:
        word = word.replace(typed, meant)
    # "chuaw", "roiuf": the tone key comes last, and a "w" after the vowels adds nothing once accents are gone.
    word = re.sub(r"(?<=[aeiouy])[sfrxj](?=$|[aeiouy])", "", word) if len(word) > 2 else word
    return re.sub(r"([aeiou])u$", r"\1", word) if word.endswith(("uau",)) else re.sub(r"(?<=[ng])[sfrxj]$", "", word)


# Words of politeness that change nothing.
POLITE = frozenset(
    """
    a ah aj nhe nha nhen nghen nghe hen oi em tui anh chi bac chu ban minh toi thua vang da dza ung voi ad admin bot
    """.split()
)
NEGATIVE = frozenset("khong ko k kg khg hong hok hk hem chua no not chang dau khum".split())
# Said of a number, a date or a choice, they mean that it is not exact, or not this one.
VAGUE = frozenset(
    """
    khoang hon gan tren duoi tam co chung do it toi thieu da cung may vai hinh nhu chac neu hay hoac
    """.split()
)


_INEXACT = re.compile(
    r"\b(?:toi da|toi thieu|it nhat|nhieu nhat|khong qua|khong duoi|tren duoi|gan nhu|xap xi|hinh "
    r"nhu|da so|phan lon|hau het|mot so|mot vai|du kien|du dinh)\b"
)


def inexact(plain: str) -> bool:
    """Whether a normalized text says a limit or a guess in words that are harmless on their own ("tối đa")."""
    return bool(_INEXACT.search(plain))


def composed(text: str) -> str:
    """NFC and lower, for the few places where accents decide."""
    return unicodedata.normalize("NFC", text).lower().strip()


def negates(words: frozenset[str] | set[str]) -> bool:
    """Whether there is a word of denial among them."""
    return not NEGATIVE.isdisjoint(words)


@lru_cache(maxsize=1024)
def denied_words(question: str) -> frozenset[str]:
    """The words of a question that stand right after a denial ("nhiệm vụ KHÔNG hoàn thành": hoan, thanh)."""
    words = label_tokens(question)
    found: set[str] = set()
    for position, word in enumerate(words):
        if word in NEGATIVE:
            found.update(words[position + 1 : position + 3])
    return frozenset(found - NEGATIVE)


_DONE = frozenset({"xong"})  # "xong 12" is no answer to "bao nhiêu không hoàn thành?"


def contradicts(words: set[str], question: str) -> bool:
    """Whether the words deny what the question does not deny, or state what the question denies."""
    asked = set(label_tokens(question))
    if negates(words):
        return not negates(asked)
    return not (denied_words(question) | (_DONE if denied_words(question) else frozenset())).isdisjoint(words)
