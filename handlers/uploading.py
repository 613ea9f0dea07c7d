"""Files that come by the upload page: which place of the conversation one that is sent now would belong to.

A place is a short name in the payload of the question that asks for a file: a criterion's id for its evidence, else
one of those below. A question may name any other place: its link works as long as it is the current question.
"""

from storage.tables import Conversation

LIST = "importing"  # the list of units
REGISTRATION = "registration"  # its covering document
CALENDAR = "calendar"  # a table of days off
WORKBOOK = "workbook"  # a campaign
PAPER = "behalf"  # the paper of a unit whose answers are entered for it
DOSSIER = "dossier:"  # begins the place of a document of an award dossier
_EXPLANATION = "explanation:"
_STEPS = {
    ("registration", "number"): REGISTRATION,
    ("registration", "file"): REGISTRATION,
    ("calendar", "table"): CALENDAR,
    ("behalf", "paper"): PAPER,
}
_FLOWS = {"importing": LIST, "opening": WORKBOOK, "drafting": WORKBOOK}


def explanation_of(criterion: str) -> str:
    """The place of what proves an explanation, apart from what proved the answer."""
    return _EXPLANATION + criterion


def place_of(talk: Conversation) -> str | None:
    """Where a file without words would belong if it came now (the flows decide the same way); None when its owner
    would be asked."""
    if talk.flow == "evidence" and talk.step == "add":
        return str(talk.data["criterion"])
    if talk.flow in ("dossier", "dossiers") and talk.step == "add":
        return f"{DOSSIER}{talk.data['document']}"
    if talk.flow == "assessment" and talk.step == "facts":
        before = None if talk.data.get("photo_first") else talk.data.get("last")
        found = before or talk.data.get("criterion")
        return None if found is None else str(found)
    if talk.flow == "explaining":
        return explanation_of(str(talk.data.get("criterion")))
    return _STEPS.get((talk.flow, talk.step)) or _FLOWS.get(talk.flow)
