"""Files that come by the upload page: where one that is sent now would belong."""

from storage.tables import Conversation


def proved_by_a_file(talk: Conversation) -> str | None:
    """The criterion that a file without words would prove if it came now (``evidence`` decides the same way); None
    when its owner would be asked."""
    if talk.flow == "evidence" and talk.step == "add":
        return str(talk.data["criterion"])
    if talk.flow == "importing" or (talk.flow == "behalf" and talk.step == "paper"):
        return talk.flow
    if talk.flow == "assessment" and talk.step == "facts":
        found = talk.data.get("last") or talk.data.get("criterion")
        return None if found is None else str(found)
    return None
