"""What is said where somebody competes for himself, and the ways to and from that."""

from handlers.conversation import Choice, Reply
from handlers.turn import Turn, ask


def alone_in_words(turn: Turn, name: str) -> Reply:
    """The contact of the unit, or an organizer in its place, wanted to work on what is somebody's own."""
    tr = turn.tr
    words = tr("{name} registers and answers alone. It can be looked at, or taken back.", name=name)
    return ask(words, Choice("go:status", tr("Look at it"), ("xem",)), take_back(turn), Choice("go:menu", tr("Menu")))


def take_back(turn: Turn) -> Choice:
    return Choice("go:alone", turn.tr("Individuals who do it alone"), ("tu lam", "ca nhan tu lam"))
