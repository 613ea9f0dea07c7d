"""What the model and ``check_campaign`` say, in the words of the workbook.

They speak to somebody who edits a file of keys; here stand sheets and columns. What is not known here is said as for such a
file.
"""

import re
from collections.abc import Callable
from typing import Final

from locales import Translator
from reports.workbook import layout
from reports.workbook.layout_questions import FACTS

_Say = Callable[..., str]

# Names of lists in messages → where to look in the workbook.
_PLACES: Final = {
    "group": "Nhóm tiêu chí", "deadline": "Mốc thời gian", "candidate": "Đối tượng", "criterion": "Tiêu chí", "award": "Khen thưởng",
    "earlier round": "Các đợt", "fact": "Câu hỏi", "gate": "Tiêu chí (Điều kiện xét)",
    "award standard": "Tiêu chí (Tiêu chuẩn khen thưởng)", "criterion without points": "Tiêu chí (không có điểm)",
    "document of the dossier": "Hồ sơ", "earlier count": "Câu hỏi",
}  # fmt: skip
_HEADINGS: Final = {column.key: column.heading for sheet in reversed(layout.SHEETS) for column in sheet.columns}


def explain(message: str, tr: Translator) -> str:
    """One message of the model or of the checks."""
    for pattern, say in _SAID:
        if found := re.fullmatch(pattern, message, re.DOTALL):
            return say(tr, *found.groups())
    return tr.said(message)


def _unknown(tr: Translator, what: str, name: str, rest: str) -> str:
    sheet = _PLACES.get(what, what)
    return tr("there is no {name} in the sheet “{sheet}”{rest}", name=name, sheet=sheet, rest=_rest(tr, rest))


def _rest(tr: Translator, rest: str) -> str:
    near, _, names = rest.partition(" ")
    if near == "write":
        return tr(": is it {name}?", name=names)
    names = names.removeprefix("are ")
    return "" if names == "none" else tr(": there are {names}", names=names)


def _type(name: str) -> str:
    words = FACTS.column("type").choices
    return ", ".join(words.get(each, each) for each in name.split(" or "))


def _key(name: str) -> str:
    return _HEADINGS.get(name, name)


_SAID: Final[tuple[tuple[str, _Say], ...]] = (
    (r"(\S+) is used twice: give each its own", lambda tr, n: tr("{name} is used twice: give each its own code", name=n)),
    (
        r"there is no ((?:earlier |award |document of the )?[a-z]+(?: without points)?) (\S+): ((?:write|known are) .*)",
        _unknown,
    ),
    (r"there is no fact (\S+) here: ((?:write|known are) .*)",
     lambda tr, n, r: tr("this criterion has no question {name}{rest}", name=n, rest=_rest(tr, r))),
    (r"(\S+) has no option (.+?): ((?:write|known are) .*)",
     lambda tr, n, o, r: tr("the question {name} has no choice {option}{rest}", name=n, option=o, rest=_rest(tr, r))),
    (r"(\S+) is not the sum of its rows \((.*)\): correct one of them",
     lambda tr, n, s: tr("{points} is not the sum of its rows ({sum}): correct one of them", points=n, sum=s)),
    (r"(\S+) is not the sum of groups and rows \((.*)\): correct one of them",
     lambda tr, n, s: tr("{points} is not the sum of the groups and criteria ({sum}): correct one of them", points=n, sum=s)),
    (r"is (\S+), but the rule gives at most (\S+): correct one of them",
     lambda tr, a, b: tr("is {points}, but the way of scoring gives at most {most}: correct one of them", points=a, most=b)),
    (r"(\S+) is not an earlier criterion: .*",
     lambda tr, n: tr("{name} is no criterion above this one: an answer can depend on earlier ones only", name=n)),
    (r"compares numbers, but (\S+) is of type (\S+?)(?:: write .*)?",
     lambda tr, n, t: tr("compares numbers, but the question {name} is answered by: {type}", name=n, type=_type(t))),
    (r"is for a fact of type (\S+), but (\S+) is of type (\S+)",
     lambda tr, a, n, t: tr("is for a question of the type {wanted}, but {name} is answered by: {type}", wanted=_type(a), name=n, type=_type(t))),
    (r"(\S+) is of type (\S+): write is: true or is: false",
     lambda tr, n, _: tr("{name} is answered by yes or no: write {name} = có or {name} = không", name=n)),
    (r"(\S+) is of type (\S+): write is with one of (.*)",
     lambda tr, n, _, o: tr("{name} is a choice: write {name} = one of {options}", name=n, options=o)),
    (r"(\S+) is of type (\S+): write equals.*",
     lambda tr, n, t: tr("{name} is answered by {type}: compare it with a number", name=n, type=_type(t))),
    (r"(\S+) is of type (\S+): name a fact of type (.*)",
     lambda tr, n, t, w: tr("the question {name} is answered by {type}; needed is one answered by: {wanted}", name=n, type=_type(t), wanted=_type(w))),
    (r"(\S+) needs due_on and may_be_unsent: true",
     lambda tr, n: tr("the question {name} needs “Hạn gửi” and “Có thể không gửi”: Có", name=n)),
    (r"is missing: say why the row has 0 points when nothing is asked", lambda tr: tr("is missing: say why nothing is asked")),
    (r"is missing: say how the points follow from the facts", lambda tr: tr("the way of scoring of this criterion is missing")),
    (r"is missing: say when it is met \(or give max_points and rule\)",
     lambda tr: tr("is missing: say when it is met, or give points and a way of scoring")),
    (r"has points: only criteria can have max_points and rule",
     lambda tr: tr("only criteria of the part “Tự đánh giá” can have points and a way of scoring")),
    (r"belongs to a row with points: remove it", lambda tr: tr("is for criteria with points alone: clear this cell")),
    (r"belongs to a criterion without points: remove it, .*",
     lambda tr: tr("is for criteria without points alone: clear this cell, or take the points away")),
    (r"leaves points open for ever: remove it", lambda tr: tr("leaves the points open for ever: clear this cell")),
    (r"is missing: show how the answer is typed", lambda tr: tr("is missing: show how the answer is typed, for example 12")),
    (r"a choice needs at least two options", lambda tr: tr("a choice needs at least two rows")),
    (r"belongs to type choice, not (\S+): remove it",
     lambda tr, t: tr("only a question of the type Lựa chọn has choices, not: {type}", type=_type(t))),
    (r"minimum and maximum belong to a count or a percent, not (\S+): remove them",
     lambda tr, t: tr("“Nhỏ nhất” and “Lớn nhất” are for numbers, not for: {type}", type=_type(t))),
    (r"(\S+) is above maximum (\S+)", lambda tr, a, b: tr("{least} is more than the greatest, {most}", least=a, most=b)),
    (r"may_be_unsent and due_on belong to a date, not (\S+): remove them",
     lambda tr, t: tr("“Có thể không gửi” and “Hạn gửi” are for days, not for: {type}", type=_type(t))),
    (r"null cannot mean both .*", lambda tr: tr("“Có thể không gửi” and “Có thể chưa biết” exclude each other: clear one")),
    (r"lies before start", lambda tr: tr("lies before the first day")),
    (r"lies after due_on", lambda tr: tr("lies after the last day")),
    (r"lies outside the period of the campaign", lambda tr: tr("lies outside the period of the campaign")),
    (r"(\S+) is asked for no award: .*",
     lambda tr, n: tr("{name} is asked for no award: name it in the sheet “Khen thưởng”, or remove it", name=n)),
    (r"a form of titles needs at least (\d+) of them", lambda tr, n: tr("a form of titles needs at least {number} rows", number=n)),
    (r"belong to kind titles, not (\S+): remove them", lambda tr, _: tr("is for “Đánh dấu danh hiệu” alone: remove these rows")),
    (r"no criterion has points: write .*", lambda tr: tr("no criterion has points: choose another way to register")),
    (r"is missing: say what an entry of the register has", lambda tr: tr("the register of initiatives has no fields: add rows for “Sổ sáng kiến”")),
    (r"(\S+) is of kind (\S+): name one of kind (\S+)",
     lambda tr, n, _, b: tr("the deadline {name} is of another kind: name one of the kind “{kind}”", name=n, kind=layout.DEADLINES.column("kind").choices.get(b, b))),
    (r"no step is in_program and appraises: .*",
     lambda tr: tr("no step has “Làm trên máy” and “Thẩm định từng tiêu chí”: somebody must judge the criteria")),
    (r"is missing: a window has a last day", lambda tr: tr("is missing: a window has a last day, too")),
    (r"must name a criterion and one of its date facts", lambda tr: tr("name a criterion and one of its questions about a day")),
    (r"(\S+) has no day, so nobody is reminded: .*",
     lambda tr, n: tr("{name} has no day, so nobody is reminded: write “Ngày cuối”, or “Nhắc”: Không", name=n)),
    (r"(\S+) does not say what proves it: add evidence", lambda tr, n: tr("{name} does not say what proves it: write “Minh chứng”", name=n)),
    (r"in (\S+) nobody answers anything, .*",
     lambda tr, n: tr("in the round {name} nobody answers anything, because it looks back on other rounds: clear this cell if it is a year of its own", name=n)),
    (r"(\d+) of (\d+) texts that people see have no English: .*",
     lambda tr, n, t: tr("{count} of {total} texts have no English: fill in the sheet “Tiếng Anh” if somebody reads English", count=n, total=t)),
    (r"a case needs either points or rule", lambda tr: tr("needs either points or a way of scoring")),
    (r"is missing: add it", lambda tr: tr("is missing: fill it in")),
    (r"is not the due_on of fact (\S+) \((.*)\): correct one of them",
     lambda tr, n, d: tr("is not the day of the question {name} ({day}): correct one of them", name=n, day=d)),
)  # fmt: skip
