"""Several simple facts of one criterion in one message: in order ("12 0") or by their labels ("quý I 8/3")."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from handlers.reading.choices import read_option
from handlers.reading.dates import NOT_SENT, read_date, read_sent_date
from handlers.reading.numbers import read_count, read_percent
from handlers.reading.statements import read_yes_no
from handlers.reading.words import NEGATIVE, composed, fold, label_tokens, normalize


@dataclass(frozen=True, slots=True)
class FactSpec:
    """One simple fact that a message may answer. ``options``: (id, label, further words) of a choice.

    ``may_be_unsent``: a date that may be answered by "chưa gửi". ``needs``: the fact of the same message that has to be
    answered yes for this one to be asked at all.
    """

    name: str
    type: Literal["yes_no", "count", "percent", "date", "choice", "score", "documents"]
    label: str
    options: tuple[tuple[str, str, tuple[str, ...]], ...] = ()
    may_be_unsent: bool = False
    needs: str | None = None


# "có không", "rồi chưa" without a comma are questions, not two answers.
_ASKING = re.compile(r"(?:da )?(?:co|roi|dung|duoc|chua)(?: [a-z]+)? (?:khong|ko|chua|roi)$")
_LONGEST, _MOST_WORDS, _WIDEST = 300, 20, 8
_TOO_COMMON = (
    frozenset("so bao nhieu co cua la ngay cac va da nao may gui duoc cho trong tong bc don vi".split()) | NEGATIVE
)


def read_facts(
    text: str, facts: Sequence[FactSpec], *, today: date, year: int | None = None
) -> dict[str, object] | None:
    """The facts that the message states with certainty, by name; None when nothing is certain.

    In the order of ``facts``, perhaps fewer (the rest is to be asked), or each with words of its label. Values: bool,
    int, Decimal, date or ``NOT_SENT``, and for a choice the id of its option. The whole message must be understood:
    more values than facts, or a value that could belong to another fact, give None. What is asked only after a yes
    implies it: a bare "15/2" to "đã ban hành chưa, ngày nào?".
    """
    values = _stated(text, facts, today, year)
    return None if values is None else _with_implied(values, facts)


def _with_implied(values: dict[str, object], facts: Sequence[FactSpec]) -> dict[str, object]:
    """With the yes that was left unsaid. Nothing ("0", "chưa gửi", "không") implies none: it may mean that there is
    nothing to say."""
    implied = {
        fact.needs: True
        for fact in facts
        if fact.needs is not None and values.get(fact.name) and values[fact.name] is not NOT_SENT
    }
    both = {**implied, **values}
    return {fact.name: both[fact.name] for fact in facts if fact.name in both}


def _stated(text: str, facts: Sequence[FactSpec], today: date, year: int | None) -> dict[str, object] | None:
    if not facts or len(text) > _LONGEST or "?" in text or (_ASKING.match(normalize(text)) and "," not in text):
        return None
    reader = _Reader(tuple(facts), today, year)
    readings = [values for pieces in _splits(text, facts) for values in reader.read(pieces) if values]
    if not readings:
        return reader.only_date(text)
    if any(values != readings[0] for values in readings):
        return None
    return readings[0] if _enough(readings[0], text, facts) else None


def _splits(text: str, facts: Sequence[FactSpec]) -> list[list[str]]:
    """The message cut at commas, semicolons, line ends and "và"; at a comma in a number only if none is a percent."""
    marked = re.sub(r"[;\n|]+|,(?!\d)|(?<!\d),|\s+(?:và|va)\s+", "\n", composed(text))
    if all(fact.type not in ("percent", "score") for fact in facts) and not re.search(r"\d,\d{3}(?!\d)", marked):
        marked = marked.replace(",", "\n")
    pieces = [piece.strip() for piece in marked.split("\n")]
    return [[piece for piece in pieces if normalize(piece) or piece]]


def _enough(values: dict[str, object], text: str, facts: Sequence[FactSpec]) -> bool:
    """One bare word of denial or consent does not say which of several like facts it answers."""
    if len(values) > 1 or len(facts) == 1 or any(c.isdigit() for c in text):
        return True
    kinds = {fact.name: fact.type for fact in facts}
    ((name, value),) = values.items()
    if isinstance(value, bool) or value is NOT_SENT:
        alike = sum(fact.type == kinds[name] for fact in facts)
        return alike == 1 or len(normalize(text).split()) > 3
    return value != 0


class _Reader:
    """The facts with the words that tell each from the others."""

    def __init__(self, facts: tuple[FactSpec, ...], today: date, year: int | None) -> None:
        self.facts, self.today, self.year = facts, today, year
        labels = [_keys(fact.label) for fact in facts]
        shared = [set().union(*(other for j, other in enumerate(labels) if j != i)) for i in range(len(labels))]
        self.keys = [own - others for own, others in zip(labels, shared, strict=True)]

    def read(self, pieces: list[str]) -> list[dict[str, object] | None]:
        return [self._by_label(self._cut(pieces)), self._in_order(pieces)]

    def only_date(self, text: str) -> dict[str, object] | None:
        """A date alone, where one fact alone is a date: "15/2" to "đã ban hành chưa, ngày nào?"."""
        dates = [index for index, fact in enumerate(self.facts) if fact.type == "date"]
        value = self._value(dates[0], text) if len(dates) == 1 else None
        return {self.facts[dates[0]].name: value} if isinstance(value, date) else None

    def _value(self, index: int, text: str) -> object:
        fact = self.facts[index]
        match fact.type:
            case "yes_no":
                return None if normalize(text)[:1] == "0" else read_yes_no(text, question=fact.label)
            case "count":
                return read_count(text, question=fact.label)
            case "percent" | "score":
                return read_percent(text, question=fact.label)
            case "date":
                read = read_sent_date if fact.may_be_unsent else read_date
                return read(text, today=self.today, year=self.year, question=fact.label)
        chosen = read_option(text, [(label, words) for _, label, words in fact.options])
        return None if chosen is None else fact.options[chosen][0]

    def _owners(self, text: str) -> list[int]:
        """The facts whose own words stand in the text: those with the most."""
        words = _keys(text)
        counts = [len(keys & words) for keys in self.keys]
        most = max(counts)
        return [index for index, count in enumerate(counts) if count == most] if most else []

    def _cut(self, pieces: list[str]) -> list[str]:
        """One piece with several labels ("quý I 8/3 quý III chưa") is cut before each label that begins it."""
        if len(pieces) != 1:
            return pieces
        words = pieces[0].split()
        starts = [i for i in range(len(words)) if self._begins(words, i)] if len(words) <= _MOST_WORDS else []
        if len(starts) < 2 or starts[0] != 0:
            return pieces
        return [" ".join(words[a:b]) for a, b in zip(starts, [*starts[1:], len(words)], strict=True)]

    def _begins(self, words: list[str], at: int) -> bool:
        here = _keys(" ".join(words[at : at + 2]))
        alone = _keys(words[at])
        return any(
            bool(keys & here) and bool(keys & alone or not keys & _keys(" ".join(words[at + 1 : at + 2])))
            for keys in self.keys
        )

    def _by_label(self, pieces: list[str]) -> dict[str, object] | None:
        values: dict[str, object] = {}
        owned = [self._owners(piece) for piece in pieces]
        if not any(len(owners) == 1 for owners in owned):
            return None
        for piece, owners in zip(pieces, owned, strict=True):
            owner = owners[0] if len(owners) == 1 else self._only_left(piece, owned)
            if owner is None:
                return None
            fact = self.facts[owner]
            value = self._value(owner, _without_numbers_of(fact.label, piece))
            if value is None or fact.name in values:
                return None
            values[fact.name] = value
        return values

    def _only_left(self, piece: str, owned: list[list[int]]) -> int | None:
        """The one fact that no other piece names and whose label has the words ("năm" beside "6 tháng đầu năm")."""
        taken = {owners[0] for owners in owned if len(owners) == 1}
        words = _keys(piece)
        left = [i for i, fact in enumerate(self.facts) if i not in taken and words and words <= _keys(fact.label)]
        return left[0] if len(left) == 1 else None

    def _in_order(self, pieces: list[str]) -> dict[str, object] | None:
        words = [piece.split() for piece in pieces]
        if sum(map(len, words)) > _MOST_WORDS:
            return None
        solutions = self._solve(words, 0, 0, 0, {})
        if len(solutions) != 1:
            return None
        (values,) = solutions
        return {fact.name: value for fact, value in zip(self.facts, values, strict=False)}

    def _solve(
        self,
        words: list[list[str]],
        piece: int,
        at: int,
        fact: int,
        known: dict[tuple[int, int, int], set[tuple[object, ...]]],
    ) -> set[tuple[object, ...]]:
        """Every way to cut the rest of the words into one group per next fact, as the values read."""
        if piece == len(words):
            return {()}
        if at == len(words[piece]):
            return self._solve(words, piece + 1, 0, fact, known)
        if fact == len(self.facts):
            return set()
        place = (piece, at, fact)
        if place not in known:
            known[place] = set()
            for end in range(at + 1, min(len(words[piece]), at + _WIDEST) + 1):
                group = words[piece][at:end]
                if _holds_several(group, self.facts[fact].type):
                    break
                value = self._own_value(fact, " ".join(group))
                if value is not None:
                    rests = self._solve(words, piece, end, fact + 1, known)
                    known[place].update((value, *rest) for rest in rests)
        return known[place]

    def _own_value(self, index: int, text: str) -> object:
        """The value, unless the words are those of another fact."""
        value = self._value(index, text)
        if value is None:
            return None
        owners = self._owners(text)
        return value if not owners or index in owners or self._is_label(index, text) else None

    def _is_label(self, index: int, text: str) -> bool:
        """Whether the words are an option's own, whatever other facts are called."""
        said = tuple(normalize(text).split())
        return any(
            said == label_tokens(name) for _, label, words in self.facts[index].options for name in (label, *words)
        )


def _holds_several(group: list[str], kind: str) -> bool:
    """Whether the words hold too many numbers for one value: no longer group can be read then."""
    numbers = [word for word in group if any(c.isdigit() for c in word)]
    if kind == "date":
        return len(numbers) > 3 or sum("/" in word for word in numbers) > 1
    return len(numbers) > 1


_QUARTERS = {"i": "1", "ii": "2", "iii": "3", "iv": "4"}
_QUARTER = re.compile(r"\b(?:quy|q) ?(iv|iii|ii|i|[1-4])\b")
_MONTHS = re.compile(r"\b(\d{1,2}) thang\b(?! \d{1,2}(?!\d|\s*[/.-]))")


def _keys(text: str) -> set[str]:
    """What may tell a label from others: its words, and a number only with its unit ("quý 1", "6 tháng")."""
    plain = re.sub(r"\s+", " ", fold(text))
    found = {f"quy {_QUARTERS.get(number, number)}" for number in _QUARTER.findall(plain)}
    found |= {f"{number} thang" for number in _MONTHS.findall(plain)}
    words = _MONTHS.sub(" ", _QUARTER.sub(" ", plain))
    return found | {
        word for word in label_tokens(words) if word.isalpha() and len(word) > 1 and word not in _TOO_COMMON
    }


def _without_numbers_of(label: str, piece: str) -> str:
    """The piece without the numbers that belong to the label, so that "6 tháng 7/6" holds one date only."""
    folded = re.sub(r"\s+", " ", fold(piece))
    if not _QUARTER.search(fold(label)) and not _MONTHS.search(fold(label)):
        return piece
    return _MONTHS.sub(" ", _QUARTER.sub(" ", folded)).strip(" :-=,.")
