"""One's own matters: language, another device, what is stored, handing the unit over, and being forgotten."""

from dataclasses import replace
from typing import Any

from sqlmodel import col, func, select

from handlers import alone, data_requests, menu, notices, organizing
from handlers.conversation import Choice, Reply, strong
from handlers.members import end_memberships, forget_person
from handlers.noting import note
from handlers.onboarding import role_in_words
from handlers.reading import normalize, read_phone
from handlers.turn import Turn, acting_unit, alone_as, ask, prefixed, tell
from locales import LOCALES, translator
from storage import queries
from storage.tables import Answer, ChannelAccount, DataRequestKind, DossierPaper, Evidence, Membership, Role, Unit

LANGUAGES = {"vi": "Tiếng Việt", "en": "English"}


def begin(turn: Turn) -> list[Reply]:
    turn.detour("account", "menu")
    return [show(turn)]


def show(turn: Turn) -> Reply:
    """The current question."""
    tr, step = turn.tr, turn.talk.step
    if step == "name":
        return ask(tr("What is your full name?"), Choice("back", tr("Back"), ("quay lai",)), numbered=False)
    if step == "other":
        return data_requests.show_ask(turn)
    if step == "delete":
        return _show_delete(turn)
    if step == "data":
        return _show_data(turn)
    if step == "phone":
        return _show_phone(turn)
    return page(turn)


def page(turn: Turn) -> Reply:
    """Everything that can be done here."""
    tr = turn.tr
    other = next(locale for locale in LOCALES if locale != turn.tr.locale)
    choices = [
        Choice("link", tr("Use another phone or app too"), ("lien ket",)),
        Choice(f"language:{other}", LANGUAGES[other], (LANGUAGES[other],)),
        Choice("data", tr("My data"), ("du lieu cua toi",)),
        Choice("go:reminder_hour", tr("Hour of reminders"), ("gio nhac",)),
    ]
    if turn.person.brief:
        choices.append(Choice("style:full", tr("All the words again"), ("chu thuong", "nhieu chu")))
    else:
        choices.append(Choice("style:brief", tr("Few words"), ("chu lon", "it chu", "chu lon it chu", "ngan gon")))
    if acting_unit(turn) is not None:
        choices.insert(1, Choice("handover", tr("Hand the unit over to somebody else"), ("ban giao",)))
    if (mine := alone_as(turn)) is not None:
        label = tr("Leave it to the unit’s contact")
        choices.insert(1, Choice(f"tounit:{mine.id}", label, ("giao lai", "giao lai don vi")))
    if turn.context.asks_phone:
        choices.append(Choice("phone", tr("Leave a phone number"), ("de lai so dien thoai", "so dien thoai")))
    return ask(tr("What is to be done?"), *choices, Choice("go:menu", tr("Menu")))


def handle(turn: Turn) -> list[Reply]:
    if turn.choice and turn.choice.startswith("language:"):
        return [speak(turn, turn.choice.partition(":")[2])]
    if turn.choice and turn.choice.startswith("style:"):
        return [_say_less(turn, brief=turn.choice == "style:brief")]
    ways = {
        "link": organizing.link,
        "handover": hand_over,
        "data": _look,
        "other": lambda turn: _to(turn, "other"),
        "name": lambda turn: _to(turn, "name"),
        "phone": lambda turn: _to(turn, "phone"),
        "delete": lambda turn: _to(turn, "delete"),
        "back": begin,
        "forget": forget,
    }
    if turn.choice in ways:
        return ways[turn.choice](turn)
    if turn.talk.step == "name":
        return _take_name(turn)
    if turn.talk.step == "phone":
        return take_phone(turn)
    if turn.talk.step == "other":
        return data_requests.take(turn)
    return [prefixed(turn.tr("That was not understood."), show(turn))]


def _to(turn: Turn, step: str) -> list[Reply]:
    turn.talk.step = step
    return [show(turn)]


def style_word(turn: Turn) -> str | None:
    """Said at any question, even where every text is taken as it is."""
    words = normalize(turn.text)
    if words in ("chu lon", "it chu", "chu lon it chu") and not turn.person.brief:
        return "style:brief"
    return "style:full" if words in ("chu thuong", "chu binh thuong") and turn.person.brief else None


def _say_less(turn: Turn, *, brief: bool) -> Reply:
    """Few words in each message, or all of them again. How large letters are is the phone's own matter."""
    turn.person.brief = brief
    note(turn, "person", "changed", after={"brief": brief})
    turn.tr = translator(turn.tr.locale, brief=brief)
    turn.leave()
    words = (
        turn.tr(
            "From now on few words. Write “vì sao” to read why. Larger letters: in the settings of Zalo, Telegram or "
            "the phone. Write “chữ thường” for all the words again."
        )
        if brief
        else turn.tr("From now on all the words again.")
    )
    return prefixed(words, menu.show(turn))


def _look(turn: Turn) -> list[Reply]:
    data_requests.log_access(turn)
    return _to(turn, "data")


def speak(turn: Turn, locale: str) -> Reply:
    """Use another language from now on; what is being asked is asked again in it."""
    turn.person.locale = locale
    note(turn, "person", "changed", after={"language": locale})
    turn.tr = translator(locale, brief=turn.person.brief)
    turn.leave()
    return prefixed(turn.tr("From now on in English."), menu.show(turn))


def _show_data(turn: Turn) -> Reply:
    tr, person = turn.tr, turn.person
    lines = [strong(tr("What is stored about you")), tr("Name: {name}", name=person.name or "–")]
    if person.phone:
        lines.append(tr("Phone: {phone}", phone=person.phone))
    for member in turn.roles:
        unit = turn.session.get(Unit, member.unit_id) if member.unit_id else None
        role = role_in_words(turn, member.role)
        lines.append(f"• {role} – {unit.name}" if unit else f"• {role}")
    lines.append(tr.plural("{n} chat account", "{n} chat accounts", _count(turn, ChannelAccount.person_id)))
    if person.consented_at is not None:
        lines.append(
            tr("Agreed on {date} (text {version}).", date=tr.date(person.consented_at), version=person.consent_version)
        )
    lines.append(
        tr(
            "Answers recorded: {answers}; evidence sent: {evidence}. These belong to the unit and stay with it.",
            answers=_count(turn, Answer.answered_by),
            evidence=_count(turn, Evidence.added_by) + _count(turn, DossierPaper.added_by),
        )
    )
    return ask(
        "\n".join(lines),
        Choice("name", tr("Correct the name"), ("sua ten", "sua ho ten")),
        Choice("delete", tr("Delete my data"), ("xoa du lieu", "xoa")),
        Choice("other", tr("Another request about my data"), ("yeu cau khac",)),
        Choice("back", tr("Back"), ("quay lai",)),
    )


def _count(turn: Turn, column: Any) -> int:
    """How many rows of the column's table name this person there."""
    return turn.session.scalar(select(func.count(column)).where(col(column) == turn.event.person)) or 0


def _take_name(turn: Turn) -> list[Reply]:
    name = " ".join(turn.text.split())
    if not 2 <= len(name) <= 80 or not any(letter.isalpha() for letter in name):
        return [prefixed(turn.tr("Please write the name in letters, for example: Trần Thị Mai"), show(turn))]
    turn.person.name = name
    data_requests.log(turn, DataRequestKind.CORRECTION)
    note(turn, "person", "renamed")
    return _to(turn, "data")


def _show_phone(turn: Turn) -> Reply:
    tr = turn.tr
    words = tr(
        "Which phone number? It is used only to send reminders on Zalo when the chat has rested for 7 days. "
        "For example: 0912 345 678"
    )
    return replace(ask(words, Choice("back", tr("Back"), ("quay lai",)), numbered=False), form=True)


def take_phone(turn: Turn) -> list[Reply]:
    """Typed, or from the form of the channel."""
    phone = read_phone(turn.text)
    if phone is None:
        return [prefixed(turn.tr("That is no phone number. For example: 0912 345 678"), show(turn))]
    turn.person.phone = phone
    kept = turn.tr("Kept: {phone}.", phone=phone)
    if (turn.talk.flow, turn.talk.step) != ("account", "phone"):
        return [tell(kept)]  # the form was filled in later: what is being asked meanwhile stays
    turn.talk.step = "menu"
    return [prefixed(kept, page(turn))]


# ---------------------------------------------------------------- handing over


def hand_over(turn: Turn) -> list[Reply]:
    """A code for the successor; this person's role in the unit ends when it is used."""
    unit = acting_unit(turn)
    role = next((m.role for m in turn.roles if unit is not None and m.unit_id == unit.id), None)
    if unit is None or role is None:
        return begin(turn)
    return [organizing.make_invitation_for(turn, role, unit, replaces=turn.event.person)]


# ---------------------------------------------------------------- being forgotten


def _show_delete(turn: Turn) -> Reply:
    tr = turn.tr
    words = tr(
        "Name, phone number and chat accounts are deleted, and no further message is sent. "
        "The unit's answers and the record of decisions stay, without your name. Delete?"
    )
    return ask(
        words, Choice("forget", tr("Yes, delete"), ("dong y xoa", "xoa")), Choice("back", tr("No"), ("khong", "thoi"))
    )


def forget(turn: Turn) -> list[Reply]:
    """Withdraw: roles end at once, the personal data go, the channel ids as soon as this last message is out."""
    if turn.talk.step != "delete":
        return _to(turn, "delete")
    left_units = [member for member in turn.roles if member.unit_id is not None]
    told = alone.forget(turn)
    turn.roles = tuple(each for each in turn.roles if each.until is None)
    end_memberships(turn.session, turn.roles, by=turn.event.person, now=turn.now, why="withdrew")
    forget_person(turn.session, turn.person, left_units, by=turn.event.person, now=turn.now)
    data_requests.log(turn, DataRequestKind.DELETION, done=False)  # done when the chat itself is erased
    turn.move("onboarding", "code")
    turn.session.flush()
    words = turn.tr("Your data are deleted. Whoever wants to take part again needs a new code.")
    return [ask(words), *told, *_tell_organizers(turn, left_units)]


def _tell_organizers(turn: Turn, members: list[Membership]) -> list[Reply]:
    """A unit that lost its last contact needs another one."""
    replies = []
    for member in members:
        assert member.unit_id is not None
        if queries.contacts_of(turn.session, member.unit_id):
            continue
        unit = turn.session.get_one(Unit, member.unit_id)
        for organizer in queries.people_with_role(turn.session, Role.ORGANIZER):
            tr = notices.language_of(turn.session, organizer)
            words = tr("{unit} has no contact any more.", unit=unit.name)
            choice = Choice("go:invite", tr("Invite somebody"))
            replies.append(
                Reply(
                    words,
                    choices=(choice,),
                    to=organizer,
                    numbered=False,
                    question=False,
                    standing=True,
                    proactive=True,
                    not_before=notices.polite_now(turn.session, turn.now),
                )
            )
    return replies
