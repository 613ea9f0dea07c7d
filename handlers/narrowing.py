"""Narrowing the queue: to a step, to what was returned before, to units. What is chosen holds together with what was
chosen already, goes along from one submission to the next, and is taken off by a word."""

import re
from collections.abc import Sequence

from handlers.conversation import Choice
from handlers.naming import listed_name
from handlers.queueing import Waiting
from handlers.reading import normalize, read_unit
from handlers.turn import Turn
from scoring.campaign import ReviewStep

_RETURNED = re.compile(r"\b(?:bi )?tra lai\b(?: lan)?(?: (\d))?")
_SENT = re.compile(r"\b(?:gui lai|gui|nop)?(?: ?lan) (\d)\b|\bgui lai\b")


def narrowed(turn: Turn, items: Sequence[Waiting]) -> list[Waiting]:
    """Those of ``items`` that everything chosen so far leaves."""
    chosen = turn.data.get("narrowed") or {}
    step, again, units = chosen.get("step"), chosen.get("again", 0), chosen.get("units")
    return [
        each
        for each in items
        if (step is None or each.step.id == step)
        and each.submission.number > again
        and (units is None or each.submission.unit_id in units)
    ]


def narrow(turn: Turn, **more: object) -> None:
    """Beside what was chosen already; from the first page on."""
    turn.talk.data = {"narrowed": {**(turn.data.get("narrowed") or {}), **more}}


def widen(turn: Turn) -> None:
    turn.talk.data = {}


def in_words(turn: Turn, items: Sequence[Waiting]) -> str:
    """``Chỉ xem: bước Hội đồng, trả lại từ 2 lần``; empty while everything is shown."""
    tr, chosen = turn.tr, turn.data.get("narrowed") or {}
    parts = [step.title.within(tr.locale) for step in steps_of(items) if step.id == chosen.get("step")]
    if again := chosen.get("again"):
        parts.append(tr.plural("returned before", "returned {n} times or more", again))
    if chosen.get("named"):
        parts.append(f"“{chosen['named']}”")
    return tr("Shown only: {what}.", what=", ".join(parts)) if parts else ""


def choices(turn: Turn, items: Sequence[Waiting]) -> list[Choice]:
    """What the list may be narrowed to from here, and the way back."""
    tr, chosen = turn.tr, turn.data.get("narrowed") or {}
    shown, found = narrowed(turn, items), []
    if "step" not in chosen and len(steps_of(shown)) > 1:
        for step in steps_of(shown):
            title, count = step.title.within(tr.locale), sum(each.step == step for each in shown)
            label = tr("Only “{step}” ({n})", step=title, n=tr.number(count))
            found.append(Choice(f"only:{step.id}", label, (title, f"buoc {title}")))
    resent = sum(each.submission.number > 1 for each in shown)
    if not chosen.get("again") and 0 < resent < len(shown):
        label = tr("Only those returned before ({n})", n=tr.number(resent))
        found.append(Choice("again", label, ("tra lai", "gui lai")))
    if chosen:
        found.append(Choice("all", tr("All of them"), ("tat ca", "bo loc")))
    return found


def steps_of(items: Sequence[Waiting]) -> list[ReviewStep]:
    """Each step that something waits at, in the order of the list."""
    return list({each.step.id: each.step for each in items}.values())


def read_again(text: str) -> int | None:
    """ "trả lại lần 2": how often at least it was returned; "lần 2" (as in the list): once less; None where the text
    says nothing of it."""
    said = normalize(text)
    if (found := _RETURNED.search(said)) is not None:
        return max(int(found[1] or 1), 1)
    found = _SENT.search(said)
    return max(int(found[1] or 2) - 1, 1) if found else None


def named(turn: Turn, items: Sequence[Waiting]) -> list[Waiting]:
    """Those of all pages whose unit (or whoever of it) the text may mean."""
    if code := [each for each in items if normalize(each.unit.code) == normalize(turn.text)]:
        return code
    found = read_unit(turn.text, [listed_name(turn, each.submission) for each in items])
    return [items[index] for index in found]
