"""The vocabulary between people and program: small frozen values, the same for every channel.

A channel adapter turns a vendor's payload into an ``Event``; a handler answers with ``Reply`` values; a channel
renders them as well as it can. Nothing here knows a vendor, a database or a language.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

# Emphasis inside a text is carried by two control characters: people cannot type them (``clean`` drops them), so no
# text of theirs can ever become markup. Each channel renders them its own way.
STRONG_ON, STRONG_OFF = "\x02", "\x03"


class EventKind(StrEnum):
    """What happened in the chat."""

    TEXT = "text"
    START = "start"  # /start, perhaps with a payload from an invitation link
    PRESS = "press"  # a button
    FILE = "file"  # photo, document, voice …; ``files`` holds what was stored, ``file_error`` why it was not
    EDITED = "edited"  # an earlier message was edited; ``text`` is its new text
    CONTACT = "contact"  # a contact card; ``text``: the number if the channel vouches that it is the sender's own
    OTHER = "other"  # sticker, location, poll …; ``text`` names which
    SUBMITTED = "submitted"  # a form with a phone number, ``text``, that anybody can fill in: nobody vouches for it
    GROUP = "group"  # the bot was addressed in a group
    BLOCKED = "blocked"
    UNBLOCKED = "unblocked"


class FileError(StrEnum):
    """Why a file that was sent could not be kept."""

    TOO_LARGE = "too_large"
    EMPTY = "empty"
    LOCKED = "locked"  # with a password
    FORBIDDEN_TYPE = "forbidden_type"
    UNREACHABLE = "unreachable"  # could not be fetched from the channel


@dataclass(frozen=True, slots=True)
class ReceivedFile:
    """A file that is stored already. ``digest`` is its SHA-256, the key of ``storage.tables.StoredFile``. ``content``:
    what was read out of it outside of the writer (``reports.workbook.receiving``); None where nobody looks inside."""

    digest: str
    name: str
    media_type: str
    size: int
    content: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing that can be chosen. ``id`` is what the handler gets back; ``label`` is what people read.

    ``words`` are further ways to type it (matched without accents and case). ``verb``: it decides something; where
    there are no buttons it is typed with the code of its message ("DUYET 7K3"). A standing message's is asked about
    before it counts; a question is itself what is asked, and its code ends with it (``handlers.deciding_words``).
    """

    id: str
    label: str
    words: tuple[str, ...] = ()
    verb: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """A file to send, as data: it is made at delivery (``reports``/``storage.files``), never in the writer."""

    kind: str  # "evidence": params {"digest": …, "name": …}; what is made at delivery: reports.making
    params: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Reply:
    """One outgoing message.

    ``to``        a person's id; None means the sender of the event.
    ``choices``   shown as buttons where the channel has them; always typeable by their words.
    ``numbered``  whether they also have numbers. False where the question itself is answered by a number, a date or a
                  percent: there a typed "1" means one.
    ``question``  whether this is now the current question: typed answers and presses refer to it, and older presses
                  are stale. A message that only informs leaves the current question as it is.
    ``standing``  its choices stay pressable whatever the conversation does meanwhile (a request to decide, "open the
                  returned criterion"): the handler checks the state itself when one is pressed.
    ``upload``    what a file is asked for: a criterion's id or another place (``handlers.uploading``). Where a channel
                  takes no files, an address to send them to is offered; ``upload_title`` stands on its page.
    ``work``      something slow was left for the program to do outside the writer (``handlers.import_work``).
    ``form``      a phone number is asked for: a channel that has a form for it shows it.
    ``phone``     it asks for one's own phone number: a channel that can vouch for it shows a button for that.
    ``verb``      its answer in words (a reason) decides something; where there are no buttons it is typed after this
                  and the code of the message ("TRA LAI 7K3 thiếu chữ ký"), or asked about before it counts.
    ``secret``    a part of the text (a code) that is not kept once the message was sent.
    ``proactive`` nobody asked for it just now: it respects quiet hours through ``not_before`` (campaign time).
    ``report_to`` an organizer's id, who is told when it reaches nobody.
    ``valid_until`` (campaign time) after it the text is no longer true: it is not sent any more.
    """

    text: str
    choices: tuple[Choice, ...] = ()
    to: int | None = None
    numbered: bool = True
    question: bool = True
    standing: bool = False
    proactive: bool = False
    not_before: datetime | None = None
    valid_until: datetime | None = None
    report_to: int | None = None
    documents: tuple[Document, ...] = ()
    upload: str | None = None
    upload_title: str = ""
    work: bool = False
    form: bool = False
    phone: bool = False
    verb: str = ""
    secret: str | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """Something that a person did, ready for a handler.

    ``now``     campaign time (aware): the vendor's time of the message shifted by the campaign clock's offset.
    ``choice``  the id of the choice that was pressed or typed, resolved against the current question (or, for a press
                on a standing message, against that message); None when the text matches none.
    ``stale``   a press on a message that is no longer the current question.
    ``album``   the channel's id of an album that several files were sent in.
    """

    person: int
    kind: EventKind
    now: datetime
    real: datetime | None = None  # arrival on the real clock: codes expire by it; None: the same as ``now``
    locale: str = "vi"
    text: str = ""
    choice: str | None = None
    stale: bool = False
    needs_code: bool = False  # a decision was meant that has to be typed with the code of its message
    uncoded: bool = False  # words that decide (``Reply.verb``), without the code: they are asked about first
    late: bool = False  # older than what was handled already: it does not answer the current question
    files: tuple[ReceivedFile, ...] = ()
    file_error: FileError | None = None
    album: str | None = None
    channel: str = "console"
    account: int = 0  # storage.tables.ChannelAccount
    display_name: str = ""  # what the channel calls the sender; not stored before consent
    shares_phone: bool = False  # the channel has a button for one's own phone number


def strong(text: str) -> str:
    """Emphasis, rendered per channel."""
    return f"{STRONG_ON}{text}{STRONG_OFF}"


# C0/C1 controls except newline and tab, zero-width and bidirectional controls: they hide or reorder what is shown.
_INVISIBLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
MAX_TYPED = 4000  # characters kept of one message; Telegram's own limit is 4,096


def clean(text: str) -> str:
    """What people typed, made safe to store and show: NFC, no control characters, bounded."""
    return _INVISIBLE.sub("", unicodedata.normalize("NFC", text.replace("\r\n", "\n"))).strip()[:MAX_TYPED]
