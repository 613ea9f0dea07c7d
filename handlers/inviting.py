"""Inviting everybody on the list at once: a sheet with a code for each, who has used theirs, new ones, taking back."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from handlers import call_lines, menu, permissions
from handlers.codes import real_time
from handlers.context import local
from handlers.conversation import Choice, Document, Reply, strong
from handlers.invitation_list import Reach, Wanted, held, list_wanted, missing
from handlers.organizing import INVITATION_VALID_FOR
from handlers.reading import read_unit
from handlers.rooms import sheet_rooms
from handlers.turn import Turn, ask, current_campaign, prefixed
from locales import Translator
from reports.making import DOCX, PDF
from reports.wording import role_words
from storage import queries

_OPEN = (Reach.NOT_INVITED, Reach.EXPIRED, Reach.REVOKED)


def begin(turn: Turn) -> list[Reply]:
    turn.move("inviting", "list")
    return [show(turn)]


def show(turn: Turn) -> Reply:
    """The current question."""
    wanted = list_wanted(turn.session, real_time(turn))
    match turn.talk.step:
        case "format" | "format_new":
            return _show_formats(turn, _asked_for(turn, wanted))
        case "revoke":
            return _show_revoke(turn, wanted)
    return _show_list(turn, wanted)


def _show_list(turn: Turn, wanted: Sequence[Wanted]) -> Reply:
    tr, leave = turn.tr, Choice("go:menu", turn.tr("Menu"))
    if not wanted:
        words = tr("There are no units yet. Please import the list first.")
        return ask(words, Choice("go:import", tr("Import a list (Excel)"), ("nhap danh sach",)), leave)
    left = missing(wanted)
    choices = []
    if left:
        label = tr.plural("Sheet for {n} person who is missing", "Sheet for all {n} who are missing", len(left))
        choices.append(Choice("all", label, ("in phieu", "phieu moi", "moi tat ca", "tat ca")))
    uninvited = [one for one in left if one.reach in _OPEN]
    if uninvited and len(uninvited) < len(left):
        label = tr.plural("Sheet only for {n} without a code", "Sheet only for {n} without a code", len(uninvited))
        choices.append(Choice("new", label, ("chua co ma",)))
    if any(one.reach is Reach.INVITED for one in left):
        choices.append(Choice("revoke", tr("Withdraw codes"), ("thu hoi", "thu hoi ma")))
    if left and permissions.may_nudge(turn.roles):
        choices.append(call_lines.choice(tr))
    return ask("\n".join(_lines(wanted, tr)), *choices, leave)


def reach_words(tr: Translator) -> dict[Reach, str]:
    """How far somebody has come."""
    return {
        Reach.JOINED: tr("Joined"),
        Reach.INVITED: tr("Have a code, not used yet"),
        Reach.EXPIRED: tr("Code has expired"),
        Reach.REVOKED: tr("Code was withdrawn"),
        Reach.NOT_INVITED: tr("Not invited yet"),
    }


def _lines(wanted: Sequence[Wanted], tr: Translator) -> list[str]:
    titles, most = reach_words(tr), call_lines.shown_at_most(tr)
    lines = [strong(tr("Invitations"))]
    for reach, title in titles.items():
        of_kind = [one for one in wanted if one.reach is reach]
        if reach is Reach.JOINED:
            lines.append(tr("{title}: {n} of {all}", title=title, n=len(of_kind), all=len(wanted)))
        elif of_kind:
            names = ", ".join(one.label for one in of_kind[:most])
            if len(of_kind) > most:
                names += " " + tr("and {count} more", count=tr.number(len(of_kind) - most))
            lines.append(f"{title} ({len(of_kind)}): {names}")
    return lines


def _asked_for(turn: Turn, wanted: Sequence[Wanted]) -> list[Wanted]:
    """Whom the sheet is for."""
    left = missing(wanted)
    return [one for one in left if one.reach in _OPEN] if turn.talk.step == "format_new" else left


def _show_formats(turn: Turn, wanted: Sequence[Wanted]) -> Reply:
    """Which file. Where some hold a code already, a new sheet makes it worthless, and that is said before."""
    tr = turn.tr
    words = tr("Which file? A PDF can be printed from a phone; a Word file can be changed.")
    if count := len(held(wanted)):
        warning = tr.plural(
            "{n} code that was handed out and not used will no longer work.",
            "{n} codes that were handed out and not used will no longer work.",
            count,
        )
        words = f"{warning}\n{words}"
    return ask(
        words,
        Choice("pdf", tr("PDF, to print"), ("pdf", "file pdf", "ban pdf", "dong y", "co", "in")),
        Choice("docx", tr("Word"), ("word", "docx", "file word", "ban word")),
        Choice("back", tr("Back"), ("quay lai", "khong", "thoi")),
    )


def _show_revoke(turn: Turn, wanted: Sequence[Wanted]) -> Reply:
    tr = turn.tr
    with_code = [one for one in wanted if one.reach is Reach.INVITED]
    choices = [Choice(f"code:{one.invitation.id}", one.label) for one in with_code[:10] if one.invitation is not None]
    everything = Choice("everything", tr("All {n}", n=len(with_code)), ("tat ca", "het"))
    words = tr("Whose code is to be withdrawn? Choose, or write the unit's name.")
    return ask(words, everything, *choices, Choice("back", tr("Back"), ("quay lai",)))


def handle(turn: Turn) -> list[Reply]:
    if not permissions.may_invite(turn.roles):
        return [menu.show_menu(turn)]
    wanted = list_wanted(turn.session, real_time(turn))
    if turn.choice == "back":
        return begin(turn)
    if turn.talk.step == "revoke":
        return _revoke(turn, wanted)
    if turn.choice in ("pdf", "docx") and (asked_for := _asked_for(turn, wanted)):
        return _sheet(turn, asked_for, pdf=turn.choice == "pdf")
    if turn.choice in ("all", "new"):
        turn.talk.step = "format" if turn.choice == "all" else "format_new"
        return [show(turn)]
    if turn.choice == "revoke":
        turn.talk.step = "revoke"
        return [show(turn)]
    return [prefixed(turn.tr("That was not understood."), show(turn))]


def _sheet(turn: Turn, wanted: Sequence[Wanted], *, pdf: bool) -> list[Reply]:
    """The sheet is made, and its codes with it, when it is delivered: here nobody knows one."""
    tr, now = turn.tr, real_time(turn)
    expires = now + INVITATION_VALID_FOR
    current = current_campaign(turn.session)
    params = sheet_params(
        wanted,
        tr,
        campaign=current[1].short_name.within(tr.locale) if current else tr("Emulation campaign"),
        telegram=turn.context.bots.get("telegram"),
        zalo=turn.context.bots.get("zalo_bot"),
        expires=expires,
        last_day=local(turn.session, expires).date().isoformat(),
        on=local(turn.session, now).date().isoformat(),
        by=turn.event.person,
        type=PDF if pdf else DOCX,
        **sheet_rooms(turn.session, turn.context.rooms, len(wanted), now),
    )
    turn.move("menu")
    words = tr.plural(
        "The sheet with {n} invitation comes in a moment. Print it, cut it up and hand it out; the code works once, "
        "until {date}. The sheet is not kept here: keep it safe.",
        "The sheet with {n} invitations comes in a moment. Print it, cut it up and hand it out; each code works once, "
        "until {date}. The sheet is not kept here: keep it safe.",
        len(wanted),
        date=tr.date(local(turn.session, expires)),
    )
    return [
        prefixed(words, menu.show(turn)),
        Reply("", documents=(Document("invitation_sheet", params),), question=False),
    ]


def sheet_params(
    wanted: Sequence[Wanted], tr: Translator, *, type: str, expires: datetime, last_day: str, **more: Any
) -> dict[str, Any]:
    """What ``reports.making`` needs for a sheet: numbers only, no name and no code."""
    return {
        "targets": [[one.target.role.value, one.target.unit_id, one.target.contact_id] for one in wanted],
        "roles": {role.value: word for role, word in role_words(tr).items()},
        "name": tr("Invitations.pdf") if type == PDF else tr("Invitations.docx"),
        "type": type,
        "until": expires.isoformat(),
        "expires": last_day,
        **more,
    }


def _revoke(turn: Turn, wanted: Sequence[Wanted]) -> list[Reply]:
    tr, now = turn.tr, real_time(turn)
    with_code = [one for one in wanted if one.reach is Reach.INVITED]
    chosen: Sequence[Wanted] = ()
    if turn.choice == "everything":
        chosen = with_code
    elif turn.choice and turn.choice.startswith("code:"):
        chosen = [one for one in with_code if one.invitation and turn.choice == f"code:{one.invitation.id}"]
    else:
        found = read_unit(turn.text, [one.unit.name for one in with_code])
        chosen = (
            [with_code[place] for place in found] if len({with_code[place].unit.id for place in found}) == 1 else ()
        )
    codes = held(chosen)
    if not codes:
        return [prefixed(tr("There is no code of that kind."), show(turn))]
    queries.revoke_invitations(turn.session, codes, now=now, at=turn.now, by=turn.event.person)
    turn.session.flush()
    count = len(codes)
    turn.talk.step = "list"
    said = tr.plural("{n} code is withdrawn.", "{n} codes are withdrawn.", count)
    return [prefixed(said, show(turn))]
