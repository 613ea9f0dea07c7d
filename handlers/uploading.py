"""Files that come by the upload page: where one that is sent now would belong."""

from storage.tables import Conversation

DOSSIER = "dossier:"  # begins what an upload link is for when that is a document of an award dossier


def proved_by_a_file(talk: Conversation) -> str | None:
    """The criterion (or the document of a dossier) that a file without words would prove if it came now (``evidence``
    decides the same way); None when its owner would be asked."""
    if talk.flow == "evidence" and talk.step == "add":
        return str(talk.data["criterion"])
    if talk.flow in ("dossier", "dossiers") and talk.step == "add":
        return f"{DOSSIER}{talk.data['document']}"
    if talk.flow == "importing" or (talk.flow == "behalf" and talk.step == "paper"):
        return talk.flow
    if talk.flow == "assessment" and talk.step == "facts":
        before = None if talk.data.get("photo_first") else talk.data.get("last")
        found = before or talk.data.get("criterion")
        return None if found is None else str(found)
    return None
