"""The register of models, solutions and initiatives: a unit adds entries one by one, each with its receipt.

An entry can be changed or taken out until a reviewer gave it a status. The first entry registers the unit.
"""

from typing import Any

from handlers import entry_source, permissions
from handlers import form_pages as pages
from handlers.conversation import Choice, EventKind, Reply, strong
from handlers.noting import note
from handlers.turn import Turn, acting_unit, ask, current_campaign, prefixed
from scoring.campaign import Campaign, FormField, Register
from storage import queries
from storage.queries.deadlines import due_on, fulfilments
from storage.tables import Initiative, Registration, RegistrationState, Unit

FLOW = "register"
LONGEST_TEXT = 2000


def _open(turn: Turn) -> tuple[Campaign, Register, Unit] | Reply:
    """The register, or the sentence that says why there is nothing to register."""
    current, unit, tr = current_campaign(turn.session), acting_unit(turn), turn.tr
    menu = Choice("go:menu", tr("Menu"))
    register = current[1].initiative_register if current else None
    if current is None or register is None or unit is None or not permissions.may_register(turn.roles, unit.id):
        turn.move("menu")
        return ask(tr("There is nothing to register for at the moment."), menu)
    if turn.today > current[1].period.end:
        turn.move("menu")
        date = tr.date(current[1].period.end)
        return ask(tr("The campaign ended on {date}; no registration is accepted any more.", date=date), menu)
    return current[1], register, unit


def begin(turn: Turn) -> list[Reply]:
    turn.move(FLOW, "list")
    return [show(turn)]


def show(turn: Turn) -> Reply:
    """The current question."""
    opened = _open(turn)
    if isinstance(opened, Reply):
        return opened
    campaign, register, unit = opened
    match turn.talk.step:
        case "field":
            field = _field_of(register, turn.data["field"])
            head = [strong(register.title.within(turn.tr.locale))] if field is register.fields[0] else []
            return pages.ask_field(turn, field, turn.data["values"].get(field.id), head=head)
        case "recap":
            return _show_recap(turn, register)
        case "entry" | "remove" if _entry(turn, unit) is not None:
            return _show_entry(turn, register, unit)
    return _show_list(turn, campaign, register, unit)


def _field_of(register: Register, field_id: str) -> FormField:
    return next(each for each in register.fields if each.id == field_id)


def _entry(turn: Turn, unit: Unit) -> Initiative | None:
    """The entry that is looked at; never one of another unit."""
    assert unit.id is not None
    current = current_campaign(turn.session)
    mine = queries.initiatives_of(turn.session, current[0].id, unit.id) if current else []
    return next((each for each in mine if each.id == turn.data.get("entry")), None)


def _show_list(turn: Turn, campaign: Campaign, register: Register, unit: Unit) -> Reply:
    assert unit.id is not None
    tr = turn.tr
    entries = queries.initiatives_of(turn.session, campaign.id, unit.id)
    lines = [strong(f"{register.title.within(tr.locale)} – {unit.name}"), *_launch_lines(turn, campaign, unit)]
    if not entries:
        lines += [campaign.registration.intro.within(tr.locale), campaign.registration.late.within(tr.locale)]
    else:
        lines.append(tr.plural("{n} entry is registered:", "{n} entries are registered:", len(entries)))
    choices = [
        Choice(f"entry:{each.id}", entry_in_words(register, each, tr), (each.receipt or "",)) for each in entries[-15:]
    ]
    return ask("\n".join(lines), Choice("add", tr("Add an entry"), ("them",)), *choices, Choice("go:menu", tr("Menu")))


def _launch_lines(turn: Turn, campaign: Campaign, unit: Unit) -> list[str]:
    """The unit's own launch document: done on paper, and only told here."""
    assert unit.id is not None
    tr, lines = turn.tr, []
    done = fulfilments(turn.session, campaign.id, [unit.id])
    for duty in campaign.deadlines:
        if duty.kind != "launch" or duty.duty_of != "units":
            continue
        title, due = duty.title.within(tr.locale), due_on(turn.session, campaign.id, duty, unit.id)
        if (row := done.get((duty.id, unit.id))) is not None and row.done_on is not None:
            lines.append(tr("✅ {title}: sent on {date}", title=title, date=tr.date(row.done_on)))
        elif due is not None:
            lines.append(
                tr(
                    "{title}: by {date}. Once it is sent, write for example: đã gửi {name} ngày {day}",
                    title=title,
                    date=tr.date(due),
                    name=duty.title.within("vi").lower(),
                    day=tr.date(turn.today),
                )
            )
    return lines


def entry_in_words(register: Register, entry: Initiative, tr: Any) -> str:
    """``Sổ tay thủ tục (được áp dụng có hiệu quả)``."""
    name = str(entry.fields.get(register.fields[0].id, "–"))[:60]
    status = next((each.title.within(tr.locale) for each in register.statuses if each.id == entry.status), "")
    return f"{name} ({status})" if status else name


def _show_recap(turn: Turn, register: Register) -> Reply:
    tr, values = turn.tr, turn.data["values"]
    lines = [strong(register.title.within(tr.locale)), *pages.fields_in_words(register.fields, values, tr)]
    save = tr("Save the changes") if turn.data.get("entry") else tr("Register this entry")
    choices = [
        Choice(
            f"field:{each.id}",
            tr("Change: {field}", field=each.label.within(tr.locale)),
            (each.label.within(tr.locale),),
        )
        for each in register.fields
    ]
    discard = Choice("discard", tr("Discard"), ("bo", "huy"))
    return ask("\n".join(lines), Choice("send", save, ("gui", "dang ky", "dong y")), *choices, discard)


def _show_entry(turn: Turn, register: Register, unit: Unit) -> Reply:
    tr, entry = turn.tr, _entry(turn, unit)
    assert entry is not None
    back = Choice("back", tr("Back"), ("quay lai",))
    lines = [strong(entry_in_words(register, entry, tr)), *pages.fields_in_words(register.fields, entry.fields, tr)]
    lines.append(tr("Receipt {receipt}, {time}.", receipt=entry.receipt, time=tr.moment(entry.registered_at)))
    if entry.status is not None:
        lines.append(tr("It was assessed and stays as it is; please ask the officer about a change."))
        return ask("\n".join(lines), back)
    if turn.talk.step == "remove":
        lines.append(tr("Take this entry out of the register?"))
        return ask("\n".join(lines), Choice("yes", tr("Yes, take it out"), ("dong y", "co")), back)
    change = Choice("change_entry", tr("Change this entry"), ("sua",))
    return ask("\n".join(lines), change, Choice("remove", tr("Take it out"), ("rut", "xoa")), back)


def handle(turn: Turn) -> list[Reply]:
    opened = _open(turn)
    if isinstance(opened, Reply):
        return [opened]
    campaign, register, unit = opened
    if turn.event.kind is EventKind.FILE:
        return [prefixed(turn.tr("No file is expected now."), show(turn))]
    match turn.talk.step:
        case "field":
            return [_take_field(turn, register)]
        case "recap":
            return [_at_recap(turn, campaign, register, unit)]
        case "entry" | "remove" if (entry := _entry(turn, unit)) is not None:
            return [_at_entry(turn, register, entry)]
    return [_at_list(turn, register)]


def _not_understood(turn: Turn) -> Reply:
    return prefixed(turn.tr("That was not understood."), show(turn))


def _to(turn: Turn, step: str, **data: object) -> Reply:
    turn.move(FLOW, step, **data)
    return show(turn)


def _at_list(turn: Turn, register: Register) -> Reply:
    if turn.choice == "add":
        return _to(turn, "field", field=register.fields[0].id, values={})
    if turn.choice and turn.choice.startswith("entry:"):
        return _to(turn, "entry", entry=int(turn.choice.partition(":")[2]))
    return _not_understood(turn)


def _take_field(turn: Turn, register: Register) -> Reply:
    field, values = _field_of(register, turn.data["field"]), dict(turn.data["values"])
    kept = {key: turn.data[key] for key in ("entry",) if key in turn.data}
    ids = [each.id for each in register.fields]
    place = ids.index(field.id)
    if turn.choice == "back":
        if turn.data.get("single"):
            return _to(turn, "recap", values=values, **kept)
        return _to(turn, "field", field=ids[place - 1], values=values, **kept) if place else _to(turn, "list")
    if turn.choice != "skip":
        value = pages.read_field(turn, field)
        if not value:
            return _not_understood(turn)
        values[field.id] = value[:LONGEST_TEXT]
    elif field.required and not values.get(field.id):
        return _not_understood(turn)
    if turn.data.get("single") or place + 1 == len(ids):
        return _to(turn, "recap", values=values, **kept)
    return _to(turn, "field", field=ids[place + 1], values=values, **kept)


def _at_recap(turn: Turn, campaign: Campaign, register: Register, unit: Unit) -> Reply:
    choice, tr = turn.choice or "", turn.tr
    if choice.startswith("field:"):
        return _to(turn, "field", **{**turn.data, "field": choice.partition(":")[2], "single": True})
    if choice == "discard":
        return prefixed(tr("The entry was discarded."), _to(turn, "list"))
    if choice != "send":
        return _not_understood(turn)
    if turn.data.get("entry"):
        entry = _entry(turn, unit)
        if entry is None or entry.status is not None:
            return prefixed(tr("This entry can no longer be changed."), _to(turn, "list"))
        _record(turn, entry, "changed", before=dict(entry.fields), after=dict(turn.data["values"]))
        entry.fields = dict(turn.data["values"])
        return prefixed(tr("The changes are saved."), _to(turn, "list"))
    if (asked := entry_source.lacking(turn)) is not None:
        return asked
    entry = _register(turn, campaign, unit)
    said = tr("Registered at {time}. Receipt {receipt}.", time=tr.moment(turn.now), receipt=strong(entry.receipt or ""))
    turn.move(FLOW, "list")
    return prefixed(said, show(turn))


def _register(turn: Turn, campaign: Campaign, unit: Unit) -> Initiative:
    assert unit.id is not None
    entry = Initiative(
        campaign_id=campaign.id,
        unit_id=unit.id,
        fields=dict(turn.data["values"]),
        receipt=queries.next_receipt(turn.session, "DK", turn.now),
        registered_by=turn.event.person,
        registered_at=turn.now,
    )
    turn.session.add(entry)
    turn.session.flush()
    _record(turn, entry, "registered", after=dict(entry.fields))
    if queries.current_registration(turn.session, campaign.id, unit.id) is None:
        turn.session.add(
            Registration(
                campaign_id=campaign.id,
                unit_id=unit.id,
                state=RegistrationState.SENT,
                points={},
                changed_by=turn.event.person,
                changed_at=turn.now,
                sent_at=turn.now,
                receipt=entry.receipt,
            )
        )
        turn.session.flush()
    return entry


def _at_entry(turn: Turn, register: Register, entry: Initiative) -> Reply:
    tr = turn.tr
    match turn.choice:
        case "back":
            return _to(turn, "entry", entry=entry.id) if turn.talk.step == "remove" else _to(turn, "list")
        case "change_entry" if entry.status is None:
            return _to(turn, "recap", entry=entry.id, values=dict(entry.fields))
        case "remove" if entry.status is None:
            return _to(turn, "remove", entry=entry.id)
        case "yes" if turn.talk.step == "remove" and entry.status is None:
            entry.removed_at = turn.now
            _record(turn, entry, "removed")
            turn.session.flush()
            _withdraw_registration(turn, entry)
            return prefixed(tr("The entry {receipt} was taken out.", receipt=entry.receipt), _to(turn, "list"))
    return _not_understood(turn)


def _withdraw_registration(turn: Turn, entry: Initiative) -> None:
    """A unit without any entry is not registered any more."""
    if queries.initiatives_of(turn.session, entry.campaign_id, entry.unit_id):
        return
    registration = queries.current_registration(turn.session, entry.campaign_id, entry.unit_id)
    if registration is not None:
        registration.state = RegistrationState.SUPERSEDED


def _record(turn: Turn, entry: Initiative, action: str, *, before: Any = None, after: Any = None) -> None:
    note(
        turn,
        campaign_id=entry.campaign_id,
        unit_id=entry.unit_id,
        subject=f"initiative:{entry.id}",
        action=action,
        before=before,
        after=after,
    )
