"""Reports and other duties that are done outside: "Đã gửi báo cáo quý III ngày 9/9" records the day.

The reminders stop, and what the day answers in the self-assessment (Deadline.prefills) is filled in beforehand.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from handlers import menu
from handlers.conversation import Choice, EventKind, Reply
from handlers.reading import normalize, read_date
from handlers.reading.dates import dates_in
from handlers.reminder_recording import record, refuse
from handlers.reminder_retracting import mistake_choice
from handlers.turn import Turn, acting_unit, alone_as, ask, own_candidates, own_places, own_units, prefixed, tell
from scoring.campaign import Campaign, Deadline
from storage import queries
from storage.tables import Candidate, Unit

_SENT = re.compile(
    r"^(?:(?:da|vang|thua|bao cao|em|toi|minh|don vi|chung toi|ben em|ben toi|xin|roi) )*?"
    r"(?:da|vua|moi) (?:gui|nop|ban hanh|dat)\b"
    r"|\b(?:gui|nop) (?:roi|xong)\b"
)
_QUARTERS = {"1": "i", "2": "ii", "3": "iii", "4": "iv", "mot": "i", "hai": "ii", "ba": "iii", "bon": "iv", "tu": "iv"}
_QUARTER = re.compile(r"\bquy (1|2|3|4|mot|hai|ba|bon|tu)\b")
_HALF_YEAR = re.compile(r"\b(?:sau thang|nua nam)\b")
_DATE = re.compile(
    r"\b(?:vao |hom |luc )?(?:ngay )?\d{1,2} ?(?:[-/.] ?| thang )\d{1,2}(?: ?[-/.] ?\d{2,4}| nam \d{4})?\b"
)
_OUTSIDE = ("report", "plan", "dossier", "launch", "goal")
# Where these words are an answer of their own.
ELSEWHERE = {
    *(("evidence", "add"), ("review", "reason"), ("officer", "ask"), ("officer", "reply"), ("nudging", "text")),
    *(("assessment", "counted_na"), ("dossier", "add"), ("dossiers", "add"), ("dossiers", "reason")),
    *(("assessment", "na"), ("enrolling", "name"), ("form", "field"), ("register", "field"), ("ruling", "reason")),
}


def outside_duties(campaign: Campaign) -> list[Deadline]:
    """The duties that are done on paper and only told here."""
    return [each for each in campaign.deadlines if each.kind in _OUTSIDE and each.duty_of == "units"]


def hear(turn: Turn) -> list[Reply] | None:
    """A report of something that was sent, whatever is being asked; None when the text is none."""
    if turn.event.kind is not EventKind.TEXT or (turn.talk.flow, turn.talk.step) in ELSEWHERE or len(turn.text) > 200:
        return None
    plain = normalize(turn.text)
    if (turn.choice or "").startswith("remind:"):
        return None  # the words of a button
    if "?" in turn.text or not _SENT.search(plain) or not own_places(turn):
        return None
    found = [(campaign, each) for campaign in _campaigns(turn) if (each := _named(turn.text, campaign)) is not None]
    if (mine := alone_as(turn)) is not None:
        return _hear_alone(turn, mine, found)
    if not own_units(turn):
        return None
    if not found:
        return _ask_which(turn) if not turn.choice and turn.talk.flow in ("", "menu") and "bao cao" in plain else None
    campaign, deadline = found[-1]
    asked = campaign.deadlines and turn.talk.flow == "assessment" and turn.data.get("criterion")
    if asked and deadline.prefills is not None and deadline.prefills.criterion == asked:
        return None  # that is the answer to the question
    return begin(turn, campaign, deadline, _unit(turn), day=_day(turn, campaign))


def _hear_alone(turn: Turn, mine: Candidate, found: Sequence[tuple[Campaign, Deadline]]) -> list[Reply] | None:
    """Of somebody who competes for himself: nothing but what individuals send."""
    own = [(campaign, each) for campaign, each in found if each.kind == "dossier" and campaign.id == mine.campaign_id]
    if not own:
        return None
    unit = queries.unit_of(turn.session, mine.unit_id)
    return begin(turn, *own[-1], unit, day=_day(turn, own[-1][0]), candidate=mine)


def _ask_which(turn: Turn) -> list[Reply] | None:
    """A report without its name."""
    campaigns = _campaigns(turn)
    if not campaigns:
        return None
    turn.leave()
    turn.move("reminding", "which", campaign=campaigns[-1].id, **_resumed(turn))
    return [show(turn)]


def _campaigns(turn: Turn) -> list[Campaign]:
    return [queries.definition(turn.session, opened.id) for opened in queries.open_campaigns(turn.session)]


def _named(text: str, campaign: Campaign) -> Deadline | None:
    """The duty whose own words are in the text ("quý 3", "6 tháng", "tổng kết"); None for none or several."""
    plain = normalize(_DATE.sub(" ", _folded(text)))
    plain = _HALF_YEAR.sub("6 thang", _QUARTER.sub(lambda match: f"quy {_QUARTERS[match[1]]}", plain))
    said, duties = set(plain.split()), outside_duties(campaign)
    titles = {duty.id: set(normalize(duty.title.within("vi")).split()) for duty in duties}
    reports = [titles[duty.id] for duty in duties if duty.kind == "report"]
    shared = set.intersection(*reports) if len(reports) > 1 else set()
    scores = {
        duty.id: len(own & said) / len(own)
        for duty in duties
        if (own := titles[duty.id] - shared) and (duty.kind != "report" or said & {"bao", "bc"})
    }
    best = max(scores.values(), default=0)
    named = [duty for duty in duties if scores.get(duty.id) == best]
    return named[0] if best >= 0.5 and len(named) == 1 else None


def _folded(text: str) -> str:
    from handlers.reading.words import fold

    return fold(text)


def _day(turn: Turn, campaign: Campaign) -> date | None:
    days = set(dates_in(turn.text, today=turn.today, year=campaign.period.start.year))
    return days.pop() if len(days) == 1 else None


def _unit(turn: Turn) -> Unit | None:
    """Whose report: the only unit, the one that is spoken for, or the one that the text names."""
    from handlers.reading import read_unit

    if (unit := acting_unit(turn)) is not None:
        return unit
    units = own_units(turn)
    found = read_unit(turn.text, [unit.name for unit in units])
    return units[found[0]] if len(found) == 1 else None


# ---------------------------------------------------------------- the conversation


def begin(
    turn: Turn,
    campaign: Campaign,
    deadline: Deadline,
    unit: Unit | None,
    *,
    day: date | None = None,
    candidate: Candidate | None = None,
) -> list[Reply]:
    """Record what is known; ask for the unit or the day when they are not. ``candidate``: for somebody of the unit who
    competes for himself."""
    step = "unit" if unit is None else "day" if day is None else ""
    if unit is not None and day is not None:
        refusal = refuse(turn, campaign, deadline, unit, day, candidate)
        if not refusal:
            said = record(turn, campaign, deadline, unit, day, candidate)
            mistake = mistake_choice(turn, campaign, deadline, unit, candidate)
            if turn.talk.flow in ("", "menu", "reminding"):
                turn.move("menu", **_resumed(turn))
                return [replace(ask(said, Choice("go:menu", turn.tr("Menu")), mistake), standing=True)]
            return [replace(tell(said), choices=(mistake,), numbered=False, standing=True)]
        step = "day"
        return [prefixed(refusal, _ask(turn, campaign, deadline, unit, step, candidate=candidate))]
    return [_ask(turn, campaign, deadline, unit, step, day=day, candidate=candidate)]


def _resumed(turn: Turn) -> dict[str, Any]:
    return {"resume": turn.data["resume"]} if "resume" in turn.data else {}


def _ask(
    turn: Turn,
    campaign: Campaign,
    deadline: Deadline,
    unit: Unit | None,
    step: str,
    *,
    day: date | None = None,
    candidate: Candidate | None = None,
) -> Reply:
    if turn.talk.flow != "reminding":
        turn.leave()
    known: dict[str, Any] = {"unit": unit.id if unit else None, "day": day.isoformat() if day else None}
    if candidate is not None:
        known["candidate"] = candidate.id
    turn.move("reminding", step, campaign=campaign.id, deadline=deadline.id, **known, **_resumed(turn))
    return show(turn)


def show(turn: Turn) -> Reply:
    """The current question."""
    tr = turn.tr
    if turn.talk.step == "which":
        duties = outside_duties(queries.definition(turn.session, turn.data["campaign"]))
        choices = [Choice(f"which:{duty.id}", duty.title.within(tr.locale)) for duty in duties]
        return ask(tr("Which one was sent?"), *choices, Choice("leave", tr("Back"), ("quay lai", "thoi")))
    deadline = queries.definition(turn.session, turn.data["campaign"]).deadline(turn.data["deadline"])
    what, leave = deadline.title.within(tr.locale), Choice("leave", tr("Back"), ("quay lai", "thoi"))
    if turn.talk.step == "unit":
        units = [Choice(f"unit:{unit.id}", unit.name, (unit.code,)) for unit in own_units(turn)]
        return ask(tr("{what}: of which unit?", what=what), *units, leave)
    today = Choice("day:0", tr("Today"), ("hom nay",))
    yesterday = Choice("day:1", tr("Yesterday"), ("hom qua",))
    if deadline.kind == "goal":
        words = tr(
            "On which day was the goal reached: {what}? For example: {date}", what=what, date=tr.date(turn.today)
        )
    else:
        words = tr("On which day was it sent: {what}? For example: {date}", what=what, date=tr.date(turn.today))
    return ask(words, today, yesterday, leave, numbered=False)


def handle(turn: Turn) -> list[Reply]:
    campaign = queries.definition(turn.session, turn.data["campaign"])
    if turn.talk.step == "which" and turn.choice and turn.choice.startswith("which:"):
        return begin(turn, campaign, campaign.deadline(turn.choice.partition(":")[2]), _unit(turn))
    deadline = campaign.deadline(turn.data.get("deadline"))
    mine = next((one for one in own_candidates(turn) if one.id == turn.data.get("candidate")), None)
    units = own_units(turn) if mine is None else [queries.unit_of(turn.session, mine.unit_id)]
    unit = next((one for one in units if one.id == turn.data.get("unit")), None)
    day = date.fromisoformat(turn.data["day"]) if turn.data.get("day") else None
    if turn.choice == "leave":
        turn.move("menu", **_resumed(turn))
        return [menu.show(turn)]
    if turn.talk.step == "unit" and turn.choice and turn.choice.startswith("unit:"):
        unit = next((one for one in own_units(turn) if f"unit:{one.id}" == turn.choice), None)
        return begin(turn, campaign, deadline, unit, day=day)
    if turn.talk.step == "day" and turn.choice and turn.choice.startswith("day:"):
        day = turn.today - timedelta(days=int(turn.choice.partition(":")[2]))
        return begin(turn, campaign, deadline, unit, day=day, candidate=mine)
    read = read_date(turn.text, today=turn.today, year=campaign.period.start.year, question=deadline.title.within("vi"))
    if turn.talk.step == "day" and read is not None:
        return begin(turn, campaign, deadline, unit, day=read, candidate=mine)
    return [prefixed(turn.tr("That was not understood."), show(turn))]
