"""The whole register for those who review: each entry, and what became of it (applied effectively …)."""

from handlers import form_pages, permissions
from handlers.conversation import Choice, Reply, strong
from handlers.initiatives import entry_in_words
from handlers.noting import note
from handlers.turn import Turn, ask, current_campaign, prefixed
from scoring.campaign import Campaign, Register
from storage import queries
from storage.tables import Initiative, Unit

SHOWN = 12


def begin(turn: Turn) -> list[Reply]:
    turn.move("book", "list", page=0)
    return [show(turn)]


def _register(turn: Turn) -> tuple[Campaign, Register] | None:
    current = current_campaign(turn.session)
    if current is None or not permissions.may_see_overview(turn.roles):
        return None
    register = current[1].initiative_register
    return (current[1], register) if register is not None else None


def show(turn: Turn) -> Reply:
    """The current question."""
    found = _register(turn)
    if found is None:
        turn.move("menu")
        return ask(turn.tr("This is not open to you."), Choice("go:menu", turn.tr("Menu")))
    campaign, register = found
    entry = turn.session.get(Initiative, turn.data.get("entry") or 0)
    if turn.talk.step == "entry" and entry is not None and entry.campaign_id == campaign.id:
        return _show_entry(turn, register, entry)
    return _show_list(turn, campaign, register)


def _show_list(turn: Turn, campaign: Campaign, register: Register) -> Reply:
    tr, page = turn.tr, turn.data.get("page", 0)
    entries = queries.register_of(turn.session, campaign.id)
    menu = Choice("go:menu", tr("Menu"))
    title = strong(register.title.within(tr.locale))
    if not entries:
        return ask(f"{title}\n{tr('No entry yet.')}", menu)
    shown = entries[page * SHOWN : (page + 1) * SHOWN]
    choices = [
        Choice(f"entry:{entry.id}", f"{unit.name}: {entry_in_words(register, entry, tr)}", (entry.receipt or "",))
        for entry, unit in shown
    ]
    if (page + 1) * SHOWN < len(entries):
        choices.append(Choice("more", tr("More"), ("tiep",)))
    if page:
        choices.append(Choice("less", tr("Back"), ("quay lai",)))
    words = tr.plural("{n} entry. Which one?", "{n} entries. Which one?", len(entries))
    return ask(f"{title}\n{words}", *choices, menu)


def _show_entry(turn: Turn, register: Register, entry: Initiative) -> Reply:
    tr = turn.tr
    unit = turn.session.get_one(Unit, entry.unit_id)
    lines = [
        strong(f"{unit.name}: {entry_in_words(register, entry, tr)}"),
        *form_pages.fields_in_words(register.fields, entry.fields, tr),
        tr("Receipt {receipt}, {time}.", receipt=entry.receipt, time=tr.moment(entry.registered_at)),
    ]
    choices = []
    if permissions.may_set_status(turn.roles, entry.unit_id):
        choices = [
            Choice(f"status:{each.id}", each.title.within(tr.locale))
            for each in register.statuses
            if each.id != entry.status
        ]
        if entry.status is not None:
            choices.append(Choice("status:", tr("Take the status back"), ("hoan tac", "rut lai")))
    return ask("\n".join(lines), *choices, Choice("back", tr("Back"), ("quay lai",)))


def handle(turn: Turn) -> list[Reply]:
    found = _register(turn)
    choice, page = turn.choice or "", turn.data.get("page", 0)
    if found is None:
        return [show(turn)]
    if choice.startswith("entry:"):
        turn.move("book", "entry", entry=int(choice.partition(":")[2]), page=page)
    elif choice in ("more", "less"):
        turn.move("book", "list", page=max(page + (1 if choice == "more" else -1), 0))
    elif choice == "back":
        turn.move("book", "list", page=page)
    elif choice.startswith("status:"):
        return [_set_status(turn, found[1], choice.partition(":")[2])]
    else:
        return [prefixed(turn.tr("That was not understood."), show(turn))]
    return [show(turn)]


def _set_status(turn: Turn, register: Register, status: str) -> Reply:
    tr, entry = turn.tr, turn.session.get(Initiative, turn.data.get("entry") or 0)
    known = {each.id for each in register.statuses}
    if entry is None or entry.removed_at is not None or (status and status not in known):
        return prefixed(tr("That was not understood."), show(turn))
    if not permissions.may_set_status(turn.roles, entry.unit_id):
        return prefixed(tr("This is not open to you."), show(turn))
    before = entry.status
    entry.status, entry.status_by, entry.status_at = status or None, turn.event.person, turn.now
    note(
        turn,
        campaign_id=entry.campaign_id,
        unit_id=entry.unit_id,
        subject=f"initiative:{entry.id}",
        action="status set" if status else "status taken back",
        before={"status": before},
        after={"status": status or None},
    )
    turn.session.flush()
    return prefixed(tr("Recorded."), show(turn))
