"""Words that work everywhere, whatever is being asked: menu, help, status, back, stop, continue, "sửa I.1"."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from handlers import (
    account,
    assessment,
    behalf,
    calendar_page,
    dossier,
    dossier_checking,
    menu,
    officer,
    onboarding,
    registration,
    review,
    second,
    status,
    summary,
    undoing,
    ways,
    why,
)
from handlers.choosing import choose
from handlers.codes import code_in
from handlers.competing import choose as choose_competitor
from handlers.competing import competitor
from handlers.conversation import Choice, EventKind, Reply
from handlers.flows import FLOWS, current_flow
from handlers.reading import normalize, read_command
from handlers.turn import Turn, acting_place, ask, current_campaign, prefixed
from scoring.candidates import sheet_criteria

# Flows in which a bare word such as "gửi" or "xong" is meant for the question itself.
OWN_WORDS: Mapping[str, frozenset[str]] = {
    "registration": frozenset({"submit", "back", "later", "skip", "done"}),
    "assessment": frozenset({"later", "back", "skip", "done", "undo"}),
    "evidence": frozenset({"later", "back", "skip", "done", "undo"}),
    "summary": frozenset({"submit", "back", "later", "done", "undo"}),
    "enrolling": frozenset({"back", "done"}),
    "form": frozenset({"submit", "back", "later", "skip", "done"}),
    "register": frozenset({"submit", "back", "later", "skip", "done"}),
    "ruling": frozenset({"undo", "back", "done"}),
    "dossier": frozenset({"undo", "back", "done", "submit", "continue"}),
    "dossiers": frozenset({"undo", "back", "done", "submit", "continue"}),
    "review": frozenset({"undo", "back", "done", "continue", "submit", "skip", "later"}),
    "comparing": frozenset({"back", "done", "continue", "skip", "later"}),
    "second": frozenset({"undo", "back", "done", "continue", "submit", "skip", "later"}),
    "explained": frozenset({"back", "done", "submit", "later"}),
    "explaining": frozenset({"back", "done", "submit", "later"}),
    "steps": frozenset({"back", "done", "submit", "later"}),
    "organizing": frozenset({"back", "done"}),
    "inviting": frozenset({"back", "done"}),
    "access": frozenset({"back", "done"}),
    "calendar": frozenset({"undo"}),
}

# What is typed there is kept as it is, whatever it resembles.
FREE_TEXT = {
    ("assessment", "na"),
    ("assessment", "counted_na"),
    ("enrolling", "name"),
    ("form", "field"),
    ("register", "field"),
    ("ruling", "reason"),
    ("evidence", "add"),
    ("dossier", "add"),
    ("dossiers", "add"),
    ("dossiers", "reason"),
    ("review", "reason"),
    ("review", "phrases"),
    ("review", "correct_reason"),
    ("review", "question"),
    ("review", "left"),
    ("review", "not_applicable"),
    ("review", "conflict"),
    ("comparing", "reason"),
    ("second", "correct_reason"),
    ("second", "left"),
    ("second", "not_applicable"),
    ("second", "return"),
    ("second", "question"),
    ("second", "conflict"),
    ("second", "side_reason"),
    ("explained", "keep"),
    ("explained", "accept"),
    ("explained", "correct_reason"),
    ("explaining", "write"),
    ("steps", "return"),
    ("steps", "settle"),
    ("steps", "reopen_why"),
    ("steps", "twice_why"),
    ("organizing", "unit"),
    ("members", "which"),
    ("inviting", "revoke"),
    ("behalf", "unit"),
    ("officer", "ask"),
    ("officer", "reply"),
    ("account", "name"),
    ("account", "other"),
    ("nudging", "text"),
    ("nudging", "pick"),
    ("nudging", "extend_who"),
    ("nudging", "extend_reason"),
    ("calendar", "table"),
    ("changing", "reason"),
}

GREETINGS = {"xin chao", "chao", "chao ban", "alo", "hello", "hi", "em chao", "chao em"}
THANKS = {"cam on", "cam on nhe", "xin cam on", "cam on nhieu", "thanks", "thank you", "cam on em", "em cam on"}


def run(turn: Turn) -> list[Reply] | None:
    """Do what a command word says; None when the text is none, or is meant for the current question."""
    if turn.event.kind is EventKind.START:
        return _start(turn)
    if turn.event.kind is not EventKind.TEXT:
        return None
    if (said := _at_any_question(turn)) is not None:
        return said
    if (code := code_in(turn.text)) is not None and turn.talk.flow in ("", "menu"):
        return onboarding.handle(turn) if code else None
    command = read_command(turn.text, criteria=_criteria(turn))
    if command is None:
        return _politeness(turn) or _menu_word(turn)
    if command in OWN_WORDS.get(turn.talk.flow, frozenset()):
        return _own_word(turn, command)
    return _everywhere(turn, command)


def _at_any_question(turn: Turn) -> list[Reply] | None:
    """Words that are never an answer, not even where every text is taken as it is."""
    if behalf.is_end(turn):
        return behalf.end(turn)
    if (style := account.style_word(turn)) is not None:
        turn.event = replace(turn.event, choice=style)
        return account.handle(turn)
    if (explained := why.explain(turn)) is not None:
        return [prefixed(explained, current_flow(turn).show(turn))]
    return None


def _politeness(turn: Turn) -> list[Reply] | None:
    """A greeting or thanks gets an answer and the current question again."""
    words = normalize(turn.text)
    if (turn.talk.flow, turn.talk.step) in FREE_TEXT:
        return None
    if words in GREETINGS:
        return [prefixed(turn.tr("Hello."), current_flow(turn).show(turn))]
    if words in THANKS:
        return [prefixed(turn.tr("You are welcome."), current_flow(turn).show(turn))]
    return [_stop(turn)] if words in ("huy", "huy bo") else None


def _menu_word(turn: Turn) -> list[Reply] | None:
    for locale, name in account.LANGUAGES.items():
        if normalize(turn.text) == normalize(name):
            return [account.speak(turn, locale)]
    return _named_way(turn) or _named_setting(turn)


def _named_setting(turn: Turn) -> list[Reply] | None:
    """A word of the settings page, which is a detour from anything but free text."""
    if (turn.talk.flow, turn.talk.step) in FREE_TEXT or turn.talk.flow == "account":
        return None
    named = choose(turn.text, account.page(turn).choices, numbered=False)
    if named is None or named.startswith("go:"):
        return None
    account.begin(turn)
    turn.event = replace(turn.event, choice=named)
    return account.handle(turn)


def _named_way(turn: Turn) -> list[Reply] | None:
    """Where no free text is asked for, the words of the menu work although it is not on the screen."""
    if (turn.talk.flow, turn.talk.step) in FREE_TEXT or turn.talk.flow == "access":
        return None
    known = (*menu.unseen_ways(turn), *menu.show(turn).choices, *menu.further_ways(turn))
    offered = {each.id: each for each in known}
    named = choose(turn.text, tuple(offered.values()), numbered=False)
    if named is None:
        return None
    turn.event = replace(turn.event, choice=named)
    return ways.go(turn)


def _criteria(turn: Turn) -> dict[str, str] | None:
    current, unit = current_campaign(turn.session), acting_place(turn)
    if current is None:
        return None
    campaign = current[1]
    kind = competitor(turn, campaign, unit).kind_id if unit is not None else None
    return {criterion.id: criterion.title.within(turn.tr.locale) for criterion in sheet_criteria(campaign, kind)}


def _start(turn: Turn) -> list[Reply]:
    if code_in(turn.text) is not None:
        return onboarding.handle(turn)
    return [menu.show_menu(turn)]


def _own_word(turn: Turn, command: str) -> list[Reply] | None:
    """A word of the current question that is not written on one of its choices."""
    if command in ("back", "later", "skip"):
        wanted = "later" if command == "skip" else command
        turn.event = replace(turn.event, choice=wanted, text="")
        return FLOWS[turn.talk.flow].handle(turn) if _offers(turn, wanted) else [menu.show_menu(turn)]
    if command == "done":
        return [FLOWS[turn.talk.flow].show(turn)]
    if command == "undo" and turn.talk.flow == "calendar":
        turn.event = replace(turn.event, choice="undo", text="")
        return calendar_page.handle(turn)
    if command == "undo":
        undo = {"review": review.undo, "second": second.undo}
        undo |= {"dossier": dossier.undo, "dossiers": dossier_checking.undo}
        return undo.get(turn.talk.flow, undoing.undo)(turn)
    if command == "continue" or turn.talk.flow in ("dossier", "dossiers"):
        return [FLOWS[turn.talk.flow].show(turn)]
    return None


def _offers(turn: Turn, choice: str) -> bool:
    """Whether the current question has this way out."""
    shown = FLOWS[turn.talk.flow].show(turn)
    return any(offered.id == choice for offered in shown.choices)


def _everywhere(turn: Turn, command: str) -> list[Reply] | None:
    if command.startswith("edit:"):
        return _edit(turn, command.removeprefix("edit:"))
    if command in ("score", "submit"):
        return summary.begin(turn) if acting_place(turn) is not None else None
    ways_out: dict[str, Callable[[], list[Reply]]] = {
        "menu": lambda: [menu.show_menu(turn)],
        "help": lambda: menu.help_(turn),
        "human": lambda: officer.begin(turn),
        "status": lambda: status.status(turn),
        "stop": lambda: [_stop(turn)],
        "undo": lambda: undoing.undo(turn),
        "continue": lambda: _continue(turn),
    }
    return ways_out[command]() if command in ways_out else None


def _edit(turn: Turn, criterion_id: str) -> list[Reply] | None:
    if turn.talk.flow in ("review", "comparing", "second", "explained", "steps"):
        return None
    if turn.talk.flow == "registration":
        draft = registration.open_draft(turn)
        return [draft if isinstance(draft, Reply) else registration.edit_row(turn, draft, criterion_id)]
    if acting_place(turn) is None:
        return None
    return assessment.jump(turn, criterion_id)


def _stop(turn: Turn) -> Reply:
    """Out of everything; nothing is lost."""
    if turn.talk.flow in ("", "menu"):
        return menu.show_menu(turn)
    turn.leave()
    words = turn.tr("Everything is kept. Write “tiếp tục” to go on, on any day.")
    return ask(words, Choice("go:menu", turn.tr("Menu")))


def _continue(turn: Turn) -> list[Reply]:
    """Go on where one stopped: the question that was left, else the unfinished work, else the current question."""
    resume = turn.data.get("resume")
    if resume and resume["flow"] in FLOWS and resume["flow"] != "summary":
        choose_competitor(turn, candidate_id=resume.get("candidate"), round=resume.get("round"))
        turn.move(resume["flow"], resume["step"], **resume["data"])
        return [FLOWS[resume["flow"]].show(turn)]
    if turn.talk.flow not in ("", "menu", "summary"):
        return [FLOWS[turn.talk.flow].show(turn)]
    if acting_place(turn) is not None:
        return assessment.begin(turn)
    return [prefixed(turn.tr("There is nothing unfinished."), menu.show_menu(turn))]
