"""What differs between two versions of a campaign, in the words of those who wrote the plan."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from locales import Translator
from reports.naming.speaking import Speaker
from reports.wording import short_name, title_of
from scoring.campaign import Campaign, Criterion, Deadline
from scoring.differences import ORDER, SECTIONS, Difference, Step, find_differences
from scoring.text import Text

LONGEST = 120  # characters of a text that is shown before and after
_KEPT = 3  # words in front of the place where two long texts begin to differ
_CONDITIONS = {"met_when", "not_applicable_when", "unmet_cases", "on_unmet", "asked_when"}


def difference_lines(old: Campaign, new: Campaign, tr: Translator) -> list[str]:
    """One line each: points and criteria first, then questions, deadlines, and the rest."""
    speaker = Speaker(old, new, tr)
    lines = [pair for each in find_differences(old, new) for pair in _lines(each, speaker)]
    return list(dict.fromkeys(line for _, line in sorted(lines, key=lambda pair: pair[0])))


def _lines(each: Difference, speaker: Speaker) -> Iterator[tuple[int, str]]:
    tr = speaker.tr
    match each.place:
        case ("total",):
            yield 0, tr("Total: {before} → {after}", before=tr.points(each.before), after=tr.points(each.after))
        case (section, str(name)) if section in SECTIONS and name != ORDER:
            yield 0, _added(each, speaker)
        case ("groups", str(name), "max_points"):
            yield 0, _points(each, name, tr)
        case (section, str(name), *rest) if section in SECTIONS and rest:
            yield _criterion(each, name if section == "criteria" else _called(each, speaker), rest, speaker)
        case ("deadlines", str(name), *rest) if name != ORDER:
            yield 2, _deadline(each, rest, speaker)
        case ("period", key):
            what = tr("The campaign begins") if key == "start" else tr("The campaign ends")
            yield 2, f"{what}: {_day(each.before, tr)} → {_day(each.after, tr)}"
        case ("awards", str(name), *rest) if name != ORDER and rest:
            title = speaker.label(each.steps[1].item)
            yield 3, tr("Award {title} changes: {detail}", title=title, detail=_detail(each, 2, speaker))
        case _:
            said = _detail(each, 0, speaker)
            yield 3 if each.place[0] == "awards" else 4, said[:1].upper() + said[1:]


def _called(each: Difference, speaker: Speaker) -> str:
    """What is asked beside the criteria: its number in the plan, or its title where the code is only a key."""
    name = each.place[1]
    return name if "." in name else speaker.label(each.steps[1].item)


def _criterion(each: Difference, name: str, rest: list[str], speaker: Speaker) -> tuple[int, str]:
    tr, key, home = speaker.tr, rest[0], each.place[1]
    if key == "max_points":
        return 0, _points(each, name, tr)
    if key == "rule":
        detail = _detail(each, 3, speaker, home=home)
        return 0, tr("{id}: the points are computed in another way ({detail})", id=name, detail=detail)
    if key in _CONDITIONS:
        return 0, tr("{id}: another condition ({detail})", id=name, detail=_detail(each, 2, speaker, home=home))
    if key == "facts" and rest[1] != ORDER:
        return 1, _question(each, name, rest, speaker)
    late = isinstance(each.after or each.before, Text)
    return 4 if late else 1, tr("{id}: {detail}", id=name, detail=_detail(each, 2, speaker, home=home))


def _added(each: Difference, speaker: Speaker) -> str:
    tr, item = speaker.tr, each.steps[1].item
    assert isinstance(item, Criterion), "what stands in these lists is one"
    title = short_name(item, tr) if each.place[0] == "criteria" else title_of(item, tr)
    if each.after is None:
        return tr("Removed: {title}", title=title)
    if not item.scored:
        return tr("New: {title}", title=title)
    return tr("New: {title} (at most {points} points)", title=title, points=tr.points(item.max_points))


def _points(each: Difference, name: str, tr: Translator) -> str:
    before, after = tr.points(each.before), tr.points(each.after)
    return tr("{id}: at most {before} → {after} points", id=name, before=before, after=after)


def _question(each: Difference, name: str, rest: list[str], speaker: Speaker) -> str:
    tr, label = speaker.tr, speaker.label(each.steps[3].item)
    if len(rest) == 2 and each.before is None:
        return tr("{id}: new question {label}", id=name, label=label)
    if len(rest) == 2 and each.after is None:
        return tr("{id}: no longer asked is {label}", id=name, label=label)
    detail = _detail(each, 4, speaker, home=each.place[1])
    return tr("{id}: question {label} changes ({detail})", id=name, label=label, detail=detail)


def _deadline(each: Difference, rest: list[str], speaker: Speaker) -> str:
    tr, item = speaker.tr, each.steps[1].item
    assert isinstance(item, Deadline), "what stands among the deadlines is one"
    title = item.title.within(tr.locale)
    if not rest:
        day = _day(item.due_on, tr)
        if each.before is None:
            return tr("New deadline: {title}, {day}", title=title, day=day)
        return tr("Deadline removed: {title}, {day}", title=title, day=day)
    if rest[0] in ("due_on", "opens_on"):
        before, after = _day(each.before, tr), _day(each.after, tr)
        if rest[0] == "opens_on":
            return tr("{title} opens: {before} → {after}", title=title, before=before, after=after)
        return tr("{title}: due {before} → {after}", title=title, before=before, after=after)
    return tr("{id}: {detail}", id=title, detail=_detail(each, 2, speaker))


def _day(value: date | None, tr: Translator) -> str:
    return tr.long_date(value) if value is not None else tr("no day")


# ---------------------------------------------------------------- any place


def _detail(each: Difference, skip: int, speaker: Speaker, *, home: str = "") -> str:
    """The rest of the place, with what stood and what stands there. ``home``: the criterion it belongs to."""
    tr, steps = speaker.tr, each.steps
    where = _where(steps[skip:], speaker)
    name = next((step.name for step in reversed(steps) if step.name), "")
    if steps[-1].key == ORDER and not steps[-1].name:
        order = "; ".join(speaker.label(item) for item in each.after)
        return tr("{where}: the order is now {order}", where=where, order=order)
    if steps[-1].item is not None and None in (each.before, each.after):
        return _come_or_gone(each, where, speaker, home)
    before, after = _pair(name, each, speaker, home)
    if before == after:  # a question under another code, say
        after = tr("another one of the same name")
    return f"{where}: {before} → {after}" if where else f"{before} → {after}"


def _come_or_gone(each: Difference, where: str, speaker: Speaker, home: str) -> str:
    """Of what has a name, the name stands in ``where`` already."""
    tr, item = speaker.tr, each.after if each.after is not None else each.before
    named = bool(speaker.label(item))
    if each.after is None and named:
        return tr("{where}: removed", where=where)
    what = speaker.details(item, criterion=home) if named else _written(each.steps[-2].name, item, speaker, home)
    if each.after is None:
        return tr("{where}: removed: {what}", where=where, what=_cut(what))
    return tr("{where}: new: {what}", where=where, what=_cut(what)) if what else tr("{where}: new", where=where)


def _where(steps: tuple[Step, ...], speaker: Speaker) -> str:
    """``trường hợp 2 › điểm``: things stand behind the list they are in, by name or by number."""
    words: list[str] = []
    for step in steps:
        if step.name:
            words.append(speaker.key(step.name))
        elif step.item is not None:
            label = speaker.label(step.item) or step.key
            words[-1:] = [f"{words[-1]} {label}" if words else label]
    return " › ".join(words)


def _written(name: str, value: Any, speaker: Speaker, home: str) -> str:
    return "–" if value is None else " ".join(speaker.value(name, value, criterion=home).split())


def _pair(name: str, each: Difference, speaker: Speaker, home: str) -> tuple[str, str]:
    """Before and after, where they are long from the place on where they differ; texts that differ in another language
    alone in that one."""
    before, after = (_written(name, value, speaker, home) for value in (each.before, each.after))
    if before == after and isinstance(each.before, Text) and isinstance(each.after, Text):
        vi = each.before.vi != each.after.vi
        before, after = ((text.vi if vi else text.en) or "–" for text in (each.before, each.after))
    if max(len(before), len(after)) > LONGEST:
        before, after = _from_difference(before, after)
    return _cut(before), _cut(after)


def _from_difference(before: str, after: str) -> tuple[str, str]:
    one, other = before.split(), after.split()
    same = next((n for n, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]), 0)
    same = same or min(len(one), len(other))
    first = max(same - _KEPT, 0)
    if not first:
        return before, after
    return "… " + " ".join(one[first:]), "… " + " ".join(other[first:])


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else text[:LONGEST].rstrip() + "…"
