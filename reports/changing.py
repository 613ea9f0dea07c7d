"""What differs between two versions of a campaign, in the words of those who wrote the plan."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from locales import Translator
from scoring.campaign import Campaign
from scoring.changes import SECTIONS, Difference, find_differences

LONGEST = 80  # characters of a text that is shown before and after
_TEXTS = {"title", "wording", "note", "evidence", "void"}
_DAYS = {"due_on", "opens_on"}


def difference_lines(old: Campaign, new: Campaign, tr: Translator) -> list[str]:
    """One line each: points and criteria first, then questions, deadlines, and the rest."""
    lines: list[tuple[int, str]] = []
    for each in find_differences(old, new):
        lines += [(rank, line) for rank, line in _line(each, old, new, tr)]
    return list(dict.fromkeys(line for _, line in sorted(lines, key=lambda pair: pair[0])))


def _line(each: Difference, old: Campaign, new: Campaign, tr: Translator) -> Iterator[tuple[int, str]]:
    match each.place:
        case ("total",):
            yield 0, tr("Total: {before} → {after}", before=each.before or 0, after=each.after or 0)
        case (section, str(name)) if section in SECTIONS and name != "order":
            yield 0, _added(each, name, tr)
        case ("groups", str(name), "max_points"):
            yield 0, _points(each, name, tr)
        case (section, str(name), *rest) if section in SECTIONS and rest:
            yield from _criterion(each, name, rest, tr)
        case ("deadlines", _, "prefills", *_):
            yield 4, f"{' › '.join(each.place)}: {' → '.join(_pair(each, tr))}"
        case ("deadlines", str(name), *rest) if name != "order":
            yield 2, _deadline(each, name, rest, old, new, tr)
        case ("period", key):
            what = tr("The campaign begins") if key == "start" else tr("The campaign ends")
            yield 2, f"{what}: {_day(each.before, tr)} → {_day(each.after, tr)}"
        case ("awards", str(name), *_) if name != "order":
            yield 3, tr("Award {id} changes: {detail}", id=name, detail=_detail(each, 2, tr))
        case _:
            yield 4, f"{' › '.join(each.place)}: {' → '.join(_pair(each, tr))}"


def _criterion(each: Difference, name: str, rest: list[str], tr: Translator) -> Iterator[tuple[int, str]]:
    key = rest[0]
    if key == "max_points":
        yield 0, _points(each, name, tr)
    elif key == "rule":
        yield 0, tr("{id}: the points are computed in another way ({detail})", id=name, detail=_detail(each, 3, tr))
    elif key in ("met_when", "not_applicable_when", "unmet_cases", "on_unmet", "asked_when"):
        yield 0, tr("{id}: another condition ({detail})", id=name, detail=_detail(each, 2, tr))
    elif key == "facts":
        yield 1, _question(each, name, rest, tr)
    elif key in _TEXTS:
        words = {
            "title": tr("title"), "wording": tr("wording"), "note": tr("note"), "evidence": tr("evidence"),
            "void": tr("remark"),
        }  # fmt: skip
        before, after = _pair(each, tr)
        yield 4, tr("{id}, {what}: {before} → {after}", id=name, what=words[key], before=before, after=after)
    else:
        yield 1, tr("{id}: {detail}", id=name, detail=_detail(each, 2, tr))


def _added(each: Difference, name: str, tr: Translator) -> str:
    if each.before is None:
        title, points = _text(each.after.get("title"), tr), each.after.get("max_points") or "0"
        return tr("New: {id} {title} (at most {points} points)", id=name, title=title, points=points)
    return tr("Removed: {id} {title}", id=name, title=_text(each.before.get("title"), tr))


def _points(each: Difference, name: str, tr: Translator) -> str:
    return tr("{id}: at most {before} → {after} points", id=name, before=each.before or 0, after=each.after or 0)


def _question(each: Difference, name: str, rest: list[str], tr: Translator) -> str:
    fact = rest[1] if len(rest) > 1 else ""
    if len(rest) == 2 and each.before is None:
        return tr("{id}: new question “{label}”", id=name, label=_text(each.after.get("label"), tr))
    if len(rest) == 2 and each.after is None:
        return tr("{id}: no longer asked is “{label}”", id=name, label=_text(each.before.get("label"), tr))
    return tr("{id}: question {fact} changes ({detail})", id=name, fact=fact, detail=_detail(each, 4, tr))


def _deadline(each: Difference, name: str, rest: list[str], old: Campaign, new: Campaign, tr: Translator) -> str:
    known = {deadline.id: deadline for deadline in (*old.deadlines, *new.deadlines)}
    title = known[name].title.within(tr.locale)
    if not rest:
        day = _day((each.before or each.after).get("due_on"), tr)
        if each.before is None:
            return tr("New deadline: {title}, {day}", title=title, day=day)
        return tr("Deadline removed: {title}, {day}", title=title, day=day)
    if rest[0] in _DAYS:
        before, after = _day(each.before, tr), _day(each.after, tr)
        if rest[0] == "opens_on":
            return tr("{title} opens: {before} → {after}", title=title, before=before, after=after)
        return tr("{title}: due {before} → {after}", title=title, before=before, after=after)
    return tr("{id}: {detail}", id=title, detail=_detail(each, 2, tr))


def _detail(each: Difference, skip: int, tr: Translator) -> str:
    """The rest of the place, with what stood and what stands there."""
    where = _key_words(tr).get(each.place[-1]) or ".".join(each.place[skip:])
    change = " → ".join(_pair(each, tr))
    return f"{where}: {change}" if where else change


def _key_words(tr: Translator) -> dict[str, str]:
    """The keys of rules and conditions that a plan's readers know under other words."""
    return {
        "per_item": tr("off for each"),
        "per_month": tr("off for each month"),
        "points": tr("points"),
        "from": tr("from"),
        "at_least": tr("from the step"),
        "below": tr("below the lowest step"),
        "at_most_items": tr("counted at most"),
        "points_by_failures": tr("points by number late"),
        "due_month": tr("month due"),
        "question": tr("question"),
        "label": tr("name of the value"),
    }


def _pair(each: Difference, tr: Translator) -> tuple[str, str]:
    """Before and after; where the texts differ in another language alone, in that one."""
    before, after = _shown(each.before, tr), _shown(each.after, tr)
    if before == after and isinstance(each.before, dict) and isinstance(each.after, dict):
        for key in each.after:
            if each.before.get(key) != each.after[key]:
                return _shown(each.before.get(key), tr), _shown(each.after[key], tr)
    return before, after


def _day(value: Any, tr: Translator) -> str:
    return tr.long_date(date.fromisoformat(value)) if isinstance(value, str) else tr("no day")


def _text(value: Any, tr: Translator) -> str:
    if isinstance(value, dict):
        return str(value.get(tr.locale) or value.get("vi") or "")
    return str(value or "")


def _shown(value: Any, tr: Translator) -> str:
    """A value of the document, short."""
    makers: list[tuple[type, Callable[[Any], str]]] = [
        (bool, lambda held: tr("yes") if held else tr("no")),
        (
            dict,
            lambda data: (
                _text(data, tr) if "vi" in data else ", ".join(f"{k} {_shown(v, tr)}" for k, v in data.items())
            ),
        ),
        (list, lambda items: ", ".join(_shown(item, tr) for item in items)),
    ]
    text = "–" if value is None else str(value)
    for kind, make in makers:
        if isinstance(value, kind):
            text = make(value)
            break
    text = " ".join(text.split())
    return text if len(text) <= LONGEST else text[:LONGEST] + "…"
