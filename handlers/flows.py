"""The conversations by name: what answers an event in each, and what asks its current question again."""

from collections.abc import Callable
from typing import NamedTuple

from handlers import (
    access,
    account,
    alone,
    assessment,
    behalf,
    calendar_page,
    calling,
    change_pages,
    comparing,
    data_requests,
    dossier,
    dossier_checking,
    drafting,
    enlisting,
    enrolling,
    evidence,
    explained,
    explaining_value,
    form_registration,
    import_chat,
    initiatives,
    inviting,
    members_page,
    menu,
    nudging,
    officer,
    onboarding,
    opening,
    organizing,
    register_book,
    registration,
    reminder_answers,
    reminder_budget,
    reminder_hour,
    reminder_reports,
    review,
    ruling,
    second,
    stepping,
    summary,
    trial,
    typed_codes,
    ways,
    windows,
)
from handlers.conversation import Reply
from handlers.turn import Turn

Handler = Callable[[Turn], list[Reply]]


class Flow(NamedTuple):
    """``handle`` answers the event; ``show`` asks the current question again."""

    handle: Handler
    show: Callable[[Turn], Reply]


FLOWS: dict[str, Flow] = {
    "onboarding": Flow(onboarding.handle, onboarding.show),
    "menu": Flow(ways.handle_menu, menu.show),
    "registration": Flow(registration.handle, registration.show),
    "enrolling": Flow(enrolling.handle, enrolling.show),
    "form": Flow(form_registration.handle, form_registration.show),
    "register": Flow(initiatives.handle, initiatives.show),
    "assessment": Flow(assessment.handle, assessment.show),
    "evidence": Flow(evidence.handle, evidence.show),
    "summary": Flow(summary.handle, summary.show),
    "book": Flow(register_book.handle, register_book.show),
    "ruling": Flow(ruling.handle, ruling.show),
    "dossier": Flow(dossier.handle, dossier.show),
    "dossiers": Flow(dossier_checking.handle, dossier_checking.show),
    "review": Flow(review.handle, review.show),
    "comparing": Flow(comparing.handle, comparing.show),
    "second": Flow(second.handle, second.show),
    "explained": Flow(explained.handle, explained.show),
    "explaining": Flow(explaining_value.handle, explaining_value.show),
    "steps": Flow(stepping.handle, stepping.show),
    "organizing": Flow(organizing.handle, organizing.show),
    "opening": Flow(opening.handle, opening.show),
    "changing": Flow(change_pages.handle, change_pages.show),
    "trial": Flow(lambda turn: [trial.show(turn)], trial.show),
    "behalf": Flow(behalf.handle, behalf.show),
    "calling": Flow(calling.handle, calling.show),
    "importing": Flow(import_chat.handle, import_chat.show),
    "inviting": Flow(inviting.handle, inviting.show),
    "drafting": Flow(drafting.handle, drafting.show),
    "members": Flow(members_page.handle, members_page.show),
    "officer": Flow(officer.handle, officer.show),
    "account": Flow(account.handle, account.show),
    "nudging": Flow(nudging.handle, nudging.show),
    "reminding": Flow(reminder_reports.handle, reminder_reports.show),
    "calendar": Flow(calendar_page.handle, calendar_page.show),
    "reminder_hour": Flow(reminder_hour.handle, reminder_hour.show),
    "alone": Flow(alone.handle, alone.show),
    "access": Flow(access.handle, access.show),
}

# Choices of standing messages are "<name>:…"; they work whatever is being asked meanwhile.
STANDING: dict[str, Handler] = {
    "answer": officer.begin_answer,
    "request": access.decide,
    "change": organizing.decide_change,
    "open": ways.open_returned,
    "go": ways.go,
    "import": import_chat.decide,
    "datareq": data_requests.decide,
    "explain": explaining_value.begin,
    "remind": reminder_answers.handle,
    "budget": reminder_budget.answer,
    "window": windows.stay,
    "decide": typed_codes.confirm,
    "second": second.begin,
    "enlist": enlisting.decide,
    "tounit": alone.leave,
    "dossier": dossier.open_standing,
    "dossiers": dossier_checking.open_standing,
}


def standing_handler(choice: str | None) -> Handler | None:
    """What a choice of a standing message leads to; None for one of a question, even if it is called "open": it has no
    colon after such a name."""
    name, colon, _ = (choice or "").partition(":")
    return STANDING.get(name) if colon else None


def current_flow(turn: Turn) -> Flow:
    """The conversation this person is in; the menu when there is none."""
    return FLOWS.get(turn.talk.flow) or FLOWS["menu"]
