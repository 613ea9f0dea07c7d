"""What each refusal of the Official Account API means to us (docs.zaloplatforms.com/docs/OA, error codes; those of
template messages by phone: zalo.cloud/zns/guidelines/handle-error-code)."""

from enum import Enum, auto
from http import HTTPStatus

from bot.channels.base import Closed, Gone, Rejected, Temporary
from bot.channels.zalo_oa_api import OaError

SLOW_DOWN_SECONDS = 5.0
SATURATED_SECONDS = 3600.0
FOR_PEOPLE_SECONDS = 600.0  # somebody has to settle it at Zalo; the messages themselves are fine
NIGHT_SECONDS = 3600.0
SIGNED_OUT_SECONDS = 60.0


class Means(Enum):
    """Classes of refusals."""

    TOKEN = auto()  # renew it and call again, once
    SLOW_DOWN = auto()
    LATER = auto()  # this recipient, or this kind of message, for some time
    QUOTA = auto()  # everybody waits
    PEOPLE = auto()  # everybody waits until somebody settles it
    PEOPLE_TEMPLATES = auto()  # the same, for template messages alone
    NIGHT = auto()
    CLOSED = auto()  # the window: a template, or nothing until they write
    GONE = auto()
    WRONG = auto()  # a fault of ours


MEANINGS: dict[int, Means] = {
    **dict.fromkeys((-216, -220, 216, -401, 401, -124), Means.TOKEN),
    -32: Means.SLOW_DOWN,
    -211: Means.QUOTA,
    -218: Means.LATER,
    **dict.fromkeys((-213, -227, -244, -114, -119), Means.GONE),
    **dict.fromkeys((-230, -232), Means.CLOSED),
    **dict.fromkeys((-201, -210, -233, -240, -100, -108), Means.WRONG),
    **dict.fromkeys((-209, -212, -219, -221, -223, -224), Means.PEOPLE),
    -234: Means.NIGHT,
    **dict.fromkeys((-320, -321, -131, -135, -137, -144), Means.PEOPLE_TEMPLATES),
}


def meaning_of(error: OaError) -> Means | None:
    """None when there was no answer of the API."""
    if error.code is not None:
        return MEANINGS.get(error.code, Means.WRONG)
    if error.status == HTTPStatus.UNAUTHORIZED:
        return Means.TOKEN
    if error.status == HTTPStatus.TOO_MANY_REQUESTS:
        return Means.SLOW_DOWN
    if error.status is not None and HTTPStatus.BAD_REQUEST <= error.status < HTTPStatus.INTERNAL_SERVER_ERROR:
        return Means.WRONG
    return None


# Seconds to wait, and whether everybody does.
_WAITS: dict[Means | None, tuple[float | None, bool]] = {
    None: (None, False),
    Means.TOKEN: (SIGNED_OUT_SECONDS, True),  # a new one was refused, too
    Means.SLOW_DOWN: (SLOW_DOWN_SECONDS, True),
    Means.LATER: (SATURATED_SECONDS, False),
    Means.QUOTA: (FOR_PEOPLE_SECONDS, True),
    Means.PEOPLE: (FOR_PEOPLE_SECONDS, True),
    Means.PEOPLE_TEMPLATES: (FOR_PEOPLE_SECONDS, False),
    Means.NIGHT: (NIGHT_SECONDS, False),
}


def failure_of(error: OaError) -> Temporary | Rejected | Gone:
    """Which of our three errors a refusal is."""
    meaning, text = meaning_of(error), str(error)
    if meaning in (Means.CLOSED, Means.GONE):  # until they write again
        return Closed(text) if meaning is Means.CLOSED else Gone(text)
    if meaning is Means.WRONG:
        return Rejected(text)
    after, everybody = _WAITS[meaning]
    return Temporary(text, after=after, whole_channel=everybody)
