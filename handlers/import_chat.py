"""A list of units that an organizer sends to the bot: taken, shown as what it would change, and done when they say so.

Only the questions are here. Reading, planning and writing take their time and happen outside the writer
(``import_work``); what the organizer is asked follows from the state of the ``RosterImport``.
"""

from dataclasses import replace

from handlers import menu, permissions
from handlers.codes import real_time
from handlers.conversation import Choice, Document, EventKind, FileError, ReceivedFile, Reply
from handlers.evidence import receive_anywhere
from handlers.importing import unit_types
from handlers.proofs import file_error_in_words
from handlers.turn import Turn, acting_unit, ask, prefixed, tell
from handlers.uploading import LIST
from reports.wording import role_words
from storage.tables import ImportState, RosterImport

_LISTS = (".xlsx", ".csv", ".xls", ".ods")
PLAIN_LIST = "text/csv"
# Where a list may be sent without being asked for: nothing else there takes a file.
_PLACES = frozenset({"", "menu", "importing", "members", "organizing", "inviting"})


def begin(turn: Turn) -> list[Reply]:
    turn.move("importing", "file")
    return [show(turn)]


def template(turn: Turn) -> list[Reply]:
    """An empty list as a file; it is made when it is delivered."""
    tr = turn.tr
    types = unit_types(turn.session, list(turn.context.campaigns.values()))
    params = {
        "name": tr("List of units.xlsx"),
        "roles": list(role_words(tr).values()),
        "types": [each.name.within(tr.locale) for each in types],
    }
    words = tr("The empty list. Please fill it in and send it back here.")
    return [Reply(words, question=False, documents=(Document("roster_template", params),))]


def show(turn: Turn) -> Reply:
    """The current question."""
    tr, step = turn.tr, turn.talk.step
    row = current(turn)
    if step == "which":
        return _show_which(turn)
    if row is not None and row.state is ImportState.SHOWN:
        return ask(tr("Import this list?"), *confirm_choices(turn, row))
    if row is not None and row.state in (ImportState.WAITING, ImportState.CONFIRMED, ImportState.APPLYING):
        return ask(tr("The list is being worked on; the answer comes here."), Choice("go:menu", tr("Menu")))
    words = tr(
        "Please send the list of units and phone numbers as a file (.xlsx or .csv). "
        "Nothing changes before it is shown here and confirmed."
    )
    get = Choice("template", tr("Get an empty list (Excel)"), ("mau", "tai mau", "mau danh sach"))
    question = ask(words, get, Choice("go:menu", tr("Menu")))
    return replace(question, upload=LIST, upload_title=tr("The list of units"))


def confirm_choices(turn: Turn, row: RosterImport) -> tuple[Choice, ...]:
    return choices_for(row.id or 0, turn.tr("Import it"), turn.tr("Do not import"))


def choices_for(row_id: int, yes: str, no: str) -> tuple[Choice, ...]:
    """Both work on the message with the preview, whatever is being asked meanwhile."""
    return (
        Choice(f"import:{row_id}:yes", yes, ("nhap", "dong y", "co", "ok")),
        Choice(f"import:{row_id}:no", no, ("khong", "thoi", "huy")),
    )


def current(turn: Turn) -> RosterImport | None:
    """The list that this conversation is about."""
    number = turn.data.get("import")
    return turn.session.get(RosterImport, number) if number else None


# ---------------------------------------------------------------- a file arrives


def offer(turn: Turn) -> list[Reply] | None:
    """Take a file for a list where it can only be meant so; None: it is for the current question."""
    event = turn.event
    if event.kind is not EventKind.FILE:
        return None
    if permissions.may_import(turn.roles) and turn.talk.flow in _PLACES and (replies := _take(turn)) is not None:
        return replies
    if turn.talk.flow != "calendar" and any(file.media_type == PLAIN_LIST for file in event.files):
        turn.event = replace(event, files=(), file_error=FileError.FORBIDDEN_TYPE)  # it proves nothing
    return None


def _take(turn: Turn) -> list[Reply] | None:
    event, asked = turn.event, turn.talk.flow == "importing"
    if event.file_error is not None:
        return [prefixed(_refusal(turn), show(turn))] if asked else None
    if len(event.files) != 1 or not event.files[0].name.lower().endswith(_LISTS):
        return [prefixed(turn.tr("That is no list. One file (.xlsx or .csv), please."), show(turn))] if asked else None
    if acting_unit(turn) is not None and not asked:
        file = event.files[0]
        turn.move("importing", "which", file=[file.digest, file.name, file.media_type, file.size])
        return [_show_which(turn)]
    return [start(turn, event.files[0].digest, event.files[0].name)]


def _refusal(turn: Turn) -> str:
    if turn.event.file_error is FileError.FORBIDDEN_TYPE:
        return turn.tr(
            "This file cannot be read. Please save the list as .xlsx, without a password and without macros."
        )
    return file_error_in_words(turn)


def _show_which(turn: Turn) -> Reply:
    tr = turn.tr
    return ask(
        tr("What is the file “{name}”?", name=turn.data["file"][1]),
        Choice("list", tr("The list of units"), ("danh sach",)),
        Choice("proof", tr("Evidence of my unit"), ("minh chung",)),
        Choice("go:menu", tr("Leave it")),
    )


def start(turn: Turn, digest: str, name: str) -> Reply:
    """Note the list; what it would change is told as soon as it is read."""
    row = RosterImport(
        person_id=turn.event.person, account_id=turn.event.account, digest=digest, name=name, at=real_time(turn)
    )
    turn.session.add(row)
    turn.session.flush()
    turn.move("importing", "wait", **{"import": row.id})
    words = turn.tr(
        "“{name}” was received. What it changes is shown here in a moment; nothing is changed yet.", name=name
    )
    return replace(ask(words), work=True)


# ---------------------------------------------------------------- what the organizer says


def handle(turn: Turn) -> list[Reply]:
    """The conversation about a list."""
    if not permissions.may_import(turn.roles):
        return [menu.show_menu(turn)]
    if turn.choice == "template":
        return template(turn)
    if turn.talk.step == "which":
        return _which(turn)
    if turn.choice and turn.choice.startswith("import:"):
        return decide(turn)
    return [prefixed(turn.tr("That was not understood."), show(turn))]


def _which(turn: Turn) -> list[Reply]:
    digest, name, media_type, size = turn.data["file"]
    if turn.choice == "list":
        return [start(turn, digest, name)]
    if turn.choice == "proof":
        turn.event = replace(
            turn.event, kind=EventKind.FILE, files=(ReceivedFile(digest, name, media_type, size),), choice=None
        )
        turn.move("menu")
        return receive_anywhere(turn)
    return [prefixed(turn.tr("That was not understood."), _show_which(turn))]


def decide(turn: Turn) -> list[Reply]:
    """ "Import it" or "do not", on the preview."""
    tr = turn.tr
    _, number, verdict = (turn.choice or "").split(":", 2)
    row = turn.session.get(RosterImport, int(number))
    if row is None or not permissions.may_import(turn.roles):
        return [tell(tr("This is not open to you."))]
    if row.state is not ImportState.SHOWN:
        return [tell(tr("This list was decided about already."))]
    row.at = real_time(turn)
    if verdict == "no":
        row.state = ImportState.DROPPED
        return [replace(_after(turn, tr("Nothing was changed.")), work=True)]
    row.state = ImportState.CONFIRMED
    return [replace(_after(turn, tr("The list is being imported; the end of it is told here.")), work=True)]


def _after(turn: Turn, said: str) -> Reply:
    if turn.talk.flow == "importing":
        turn.move("menu")
        return prefixed(said, menu.show(turn))
    return tell(said)
