"""Conditions as an officer writes them: ``tasks_assigned > 0 và plan thuộc own; integrated``.

The notation is part of the file's format, so it is Vietnamese in every language of the program; it is read without
accents and in any case, too. Writing and reading again gives the same condition, brackets and all.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from typing import Any

from locales import Translator
from reports.workbook.faults import Wrong
from reports.workbook.numerals import read_number, write_number

Data = dict[str, Any]
# (criterion or None, fact) → what an option may be called, folded → its id; None: the fact is no choice, or unknown.
Options = Callable[[str | None, str], Mapping[str, str] | None]

_COMPARED = {"equals": "=", "at_least": ">=", "above": ">", "at_most": "<=", "below": "<"}
_SIGNS = {"=": "equals", ">=": "at_least", ">": "above", "<=": "at_most", "<": "below"}
_TOKEN = re.compile(r'"(?:[^"]|"")*"|[-+]?\d[\d.]*,\d+%?(?![^\s();])|[()]|[;,]|>=|<=|<>|!=|[=<>]|[^\s()";,<>=!]+|\S')
_SIGN_FORMS = {"≥": ">=", "≤": "<=", "≠": "<>", "“": '"', "”": '"', "«": '"', "»": '"', "!=": "<>"}
_DEEPEST = 15  # brackets within brackets
_YES, _NO = {"co", "dung", "roi", "yes", "true"}, {"khong", "chua", "sai", "no", "false"}
_FACT_WORD = "cau"  # "= câu targets_assigned": another question, no option
# Words of the notation; an option that holds one of them is written in quotes.
_RESERVED = {"va", "hoac", "cau", "cua", "thuoc", "tu", "len", "tro", "la", "khac"}


def fold(text: str) -> str:
    """Without accents, case and doubled spaces: what people may leave out."""
    plain = unicodedata.normalize("NFD", text.replace("Đ", "D").replace("đ", "d"))
    return " ".join("".join(sign for sign in plain if not unicodedata.combining(sign)).casefold().split())


def slug(text: str) -> str:
    """A name for a question out of what was written: ``Số nhiệm vụ`` is ``so_nhiem_vu``."""
    plain = text.strip('" ')
    return plain if re.fullmatch(r"[a-z][a-z0-9_]*", plain) else re.sub(r"[^a-z0-9]+", "_", fold(text)).strip("_")


# ---------------------------------------------------------------- writing


def write_condition(condition: Mapping[str, Any]) -> str:
    """A condition of a campaign's document in words."""
    for key, word, single in (("all", "và", "mọi điều"), ("any", "hoặc", "một trong")):
        if key in condition:
            parts = [_write_part(part) for part in condition[key]]
            return f" {word} ".join(parts) if len(parts) > 1 else f"{single} ({write_condition(condition[key][0])})"
    if "not" in condition:
        return f"không phải ({write_condition(condition['not'])})"
    return _write_test(condition)


def _write_part(condition: Mapping[str, Any]) -> str:
    joined = any(len(condition.get(key, ())) > 1 for key in ("all", "any"))
    return f"({write_condition(condition)})" if joined else write_condition(condition)


def _write_test(test: Mapping[str, Any]) -> str:
    fact = f"{test['criterion']}:{test['fact']}" if test.get("criterion") else _write_word(test["fact"])
    (key, value), *_ = ((key, value) for key, value in test.items() if key not in ("fact", "criterion", "of"))
    if key == "is":
        return f"{fact} = {('có' if value else 'không') if isinstance(value, bool) else _write_word(value)}"
    if key in _COMPARED:
        return f"{fact} {_COMPARED[key]} {write_number(value)}"
    if key.endswith("_fact"):
        return f"{fact} {_COMPARED[key.removesuffix('_fact')]} câu {_write_word(value)}"
    if key == "at_least_percent":
        return f"{fact} >= {write_number(value)}% của câu {_write_word(test['of'])}"
    if key == "at_least_option":
        return f"{fact} từ {_write_word(value)} trở lên"
    if key == "by_deadline":
        return f"{fact} đúng hạn {_write_word(value)}"
    listed = "; ".join(_write_word(each) for each in value)
    return f"{fact} {'thuộc' if key == 'in' else 'có đủ'} {listed or '()'}"


def _write_word(text: str) -> str:
    """In quotes where it would be read as something else."""
    words = fold(text).split()
    plain = _TOKEN.findall(text) == text.split() and " ".join(text.split()) == text and not _RESERVED & set(words)
    if plain and not re.search(r"[();,\"“”«»≥≤≠%]", text) and not _means_more(fold(text)):
        return text
    return '"' + text.replace('"', '""') + '"'


def _means_more(folded: str) -> bool:
    return folded in _YES | _NO or bool(re.fullmatch(r"[-+]?[\d.,]+", folded))


# ---------------------------------------------------------------- reading


def read_condition(text: str, tr: Translator, *, options: Options = lambda _criterion, _fact: None) -> Data:
    """The condition, as a part of a campaign's document. Raises ``Wrong``."""
    reader = _Reader(text, tr, options)
    condition = reader.joined()
    if reader.left:
        raise reader.wrong()
    return condition


def _tokens(text: str) -> list[str]:
    """Curly quotes and ≥ are what Excel and Word make of plain ones."""
    outside = re.split(r'("(?:[^"]|"")*")', text) if '"' in text else [text]
    for index in range(0, len(outside), 2):
        for form, sign in _SIGN_FORMS.items():
            outside[index] = outside[index].replace(form, sign)
    return _TOKEN.findall("".join(outside))


class _Reader:
    def __init__(self, text: str, tr: Translator, options: Options) -> None:
        self.text, self.tr, self.options = text, tr, options
        self.tokens = _tokens(text)
        self.folded = [each if each.startswith('"') else fold(each) for each in self.tokens]
        self.at = self.depth = 0

    @property
    def left(self) -> bool:
        return self.at < len(self.tokens)

    def wrong(self) -> Wrong:
        place = " ".join(self.tokens[self.at :]) or self.text
        return Wrong(
            self.tr(
                "“{text}” is not understood. Write for example: so_nhiem_vu = 0, or: co_ke_hoach = có và so_loi <= 3",
                text=place[:80],
            )
        )

    def wrong_share(self) -> Wrong:
        return Wrong(self.tr("A share is written like this: {example}", example="so_ap_dung >= 10% của câu so_dang_ky"))

    def joined(self) -> Data:
        parts = [self.part()]
        word = ""
        while self.left and self.folded[self.at] in {"va", "hoac"}:
            if word and self.folded[self.at] != word:
                raise Wrong(
                    self.tr(
                        "“và” and “hoặc” stand side by side: put brackets, for example: a = có và (b = có hoặc c > 2)"
                    )
                )
            word = self.folded[self.at]
            self.at += 1
            parts.append(self.part())
        return {"all" if word == "va" else "any": parts} if word else parts[0]

    def part(self) -> Data:
        if self.take("khong", "phai", "("):
            return {"not": self.inside()}
        if self.take("moi", "dieu", "("):
            return {"all": [self.inside()]}
        if self.take("mot", "trong", "("):
            return {"any": [self.inside()]}
        return self.inside() if self.take("(") else self.test()

    def inside(self) -> Data:
        self.depth += 1
        if self.depth > _DEEPEST:
            raise Wrong(self.tr("There are too many brackets in: {text}", text=self.text[:80]))
        condition = self.joined()
        self.depth -= 1
        if not self.take(")"):
            raise Wrong(self.tr("A closing bracket “)” is missing in: {text}", text=self.text))
        return condition

    def take(self, *words: str) -> bool:
        if tuple(self.folded[self.at : self.at + len(words)]) != words:
            return False
        self.at += len(words)
        return True

    def test(self) -> Data:
        criterion, fact = self.fact()
        test: Data = {"fact": fact} | ({"criterion": criterion} if criterion else {})
        if self.take("thuoc"):
            return test | {"in": [] if self.take("(", ")") else [self.option(test, each) for each in self.listed()]}
        if self.take("co", "du"):
            return test | {"contains": self.listed()}
        if self.take("dung", "han"):
            return test | {"by_deadline": self.words()}
        if self.take("tu"):
            option = self.words(("tro", "len"))
            if not self.take("tro", "len"):
                raise self.wrong()
            return test | {"at_least_option": self.option(test, option)}
        if self.take("la"):
            return self.compared(test, "=")
        if self.take("khac") or self.take("<>"):
            return {"not": self.compared(test, "=")}
        if self.left and self.tokens[self.at] in _SIGNS:
            self.at += 1
            return self.compared(test, self.tokens[self.at - 1])
        raise self.wrong()

    def fact(self) -> tuple[str | None, str]:
        """``issued`` or ``I.2.1:issued``; what is written in words becomes a name."""
        begin, stops = self.at, {"thuoc", "la", "khac", "tu", "<>", "(", ")", ";", ",", *_SIGNS}
        while (
            self.left
            and self.folded[self.at] not in stops
            and self.folded[self.at : self.at + 2]
            not in (
                ["co", "du"],
                ["dung", "han"],
            )
        ):
            self.at += 1
        criterion, colon, name = " ".join(self.tokens[begin : self.at]).rpartition(":")
        if not slug(name):
            self.at = begin
            raise self.wrong()
        return (criterion.strip() if colon else None), slug(name)

    def compared(self, test: Data, sign: str) -> Data:
        if self.take(_FACT_WORD):
            if sign not in ("=", ">=", ">"):
                raise Wrong(self.tr("Another question can only be compared with =, >= or >: {text}", text=self.text))
            return test | {f"{_SIGNS[sign]}_fact": slug(self.words())}
        quoted = self.left and self.tokens[self.at].startswith('"')
        word = self.words(("cua",))
        if self.take("cua"):
            self.take(_FACT_WORD)
            number = read_number(word.rstrip("% "))
            if number is None or sign != ">=":
                raise self.wrong_share()
            return test | {"at_least_percent": number, "of": slug(self.words())}
        if sign == "=" and (quoted or self.options(test.get("criterion"), test["fact"])):
            return test | {"is": self.option(test, word)}
        if sign == "=" and fold(word) in _YES | _NO:
            return test | {"is": fold(word) in _YES}
        number = read_number(word.rstrip("% "))
        if number is not None:
            return test | {_SIGNS[sign]: number}
        if sign == "=":
            return test | {"is": word}
        if "%" in word:
            raise self.wrong_share()
        raise Wrong(self.tr("A number is expected after {sign} in: {text}", sign=sign, text=self.text))

    def option(self, test: Data, word: str) -> str:
        known = self.options(test.get("criterion"), test["fact"]) or {}
        return word if word in known.values() else known.get(fold(word), word)

    def listed(self) -> list[str]:
        found = [self.words()]
        while self.take(";") or self.take(","):
            found.append(self.words())
        return found

    def words(self, *ends: tuple[str, ...]) -> str:
        """Words up to the next sign, “và” or “hoặc”; a text in quotes as it is."""
        if self.left and self.tokens[self.at].startswith('"') and len(self.tokens[self.at]) > 1:
            self.at += 1
            return self.tokens[self.at - 1][1:-1].replace('""', '"')
        begin = self.at
        stops = {"va", "hoac", "(", ")", ";", ",", *_SIGNS}
        while self.left and self.folded[self.at] not in stops:
            if any(tuple(self.folded[self.at : self.at + len(end)]) == end for end in ends):
                break
            self.at += 1
        if begin == self.at:
            raise self.wrong()
        return " ".join(self.tokens[begin : self.at])
