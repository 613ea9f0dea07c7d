"""The organizer's side: who registered and who sent, requests to decide, invitations, and changes that came late."""

from dataclasses import replace
from datetime import timedelta

from sqlmodel import col, select

from handlers import menu, notices, onboarding, papers, permissions
from handlers.codes import real_time
from handlers.competing import name_of, whose
from handlers.conversation import Choice, Reply, strong
from handlers.deadline_chart import chart_choice
from handlers.noting import note
from handlers.people_overview import people_lines
from handlers.reading import read_unit
from handlers.rooms import how_on_zalo, roomiest
from handlers.turn import Turn, ask, current_campaign, prefixed, tell
from storage import queries
from storage.queries import deadlines as rows
from storage.tables import (
    Candidate,
    Registration,
    RegistrationState,
    Role,
    SubmissionState,
    Unit,
)

INVITATION_VALID_FOR = timedelta(days=14)
LINK_VALID_FOR = timedelta(hours=1)
INVITED = (
    Role.UNIT_CONTACT,
    Role.UNIT_LEADER,
    Role.REVIEWER,
    Role.COUNCIL_SECRETARY,
    Role.DECISION_MAKER,
    Role.ORGANIZER,
)
NAMES_SHOWN, BRIEF_SHOWN = 12, 5  # in one line of the overview; the tables hold all


def active_units(turn: Turn) -> list[Unit]:
    return list(turn.session.exec(select(Unit).where(Unit.active).order_by(col(Unit.id))))


def overview(turn: Turn) -> list[Reply]:
    """Counts and names: not registered, registered, sent, returned, approved."""
    tr, current = turn.tr, current_campaign(turn.session)
    if current is None:
        return [menu.show_menu(turn)]
    opened, campaign = current
    units = active_units(turn)
    registered = rows.registered(turn.session, opened.id)
    submissions = rows.submissions(turn.session, opened.id)

    def names(state: SubmissionState) -> list[str]:
        return [unit.name for unit in units if unit.id in submissions and submissions[unit.id].state is state]

    begun = [
        unit.name
        for unit in units
        if unit.id in registered and (unit.id not in submissions or submissions[unit.id].state is SubmissionState.DRAFT)
    ]
    if not campaign.self_assessment.needs_registration:
        begun = [unit.name for unit in units if unit.id not in submissions or not submissions[unit.id].number]
    late = [unit.name for unit in units if unit.id in registered and registered[unit.id].late]
    unsent = tr("Registered, self-assessment not sent")
    if not campaign.self_assessment.needs_registration:
        unsent = tr("Own assessment not sent")
    lines = [
        strong(campaign.short_name.within(tr.locale)),
        _line(turn, tr("Not registered"), [unit.name for unit in units if unit.id not in registered]),
        _line(turn, tr("Registered late"), late),
        _line(turn, unsent, begun),
        _line(turn, tr("Waiting for review"), names(SubmissionState.SUBMITTED)),
        _line(turn, tr("Returned"), names(SubmissionState.RETURNED)),
        _line(turn, tr("Approved"), names(SubmissionState.APPROVED)),
        *people_lines(turn, campaign),
        *menu.next_deadlines(turn, campaign),
    ]
    turn.move("menu")
    choices = [papers.overview_choice(turn), chart_choice(turn)]
    if permissions.may_open_campaign(turn.roles):
        choices.append(papers.workbook_choice(turn))
    choices.append(Choice("go:menu", tr("Menu")))
    return [ask("\n".join(line for line in lines if line), *choices)]


def _line(turn: Turn, title: str, names: list[str]) -> str:
    """``Chưa đăng ký (2): UBND Phường 1, UBND Phường 2``; a long list is cut, the number is not."""
    if not names:
        return f"{title}: 0"
    most = BRIEF_SHOWN if turn.tr.brief else NAMES_SHOWN
    shown = ", ".join(names[:most])
    if len(names) > most:
        shown += " " + turn.tr("and {count} more", count=turn.tr.number(len(names) - most))
    return f"{title} ({len(names)}): {shown}"


def requests(turn: Turn) -> list[Reply]:
    """What waits for the organizer's decision, each with its own buttons."""
    waiting = queries.waiting_requests(turn.session)
    changes = list(turn.session.exec(select(Registration).where(Registration.state == RegistrationState.REQUESTED)))
    tr = turn.tr
    choices = []
    for request in waiting[:8]:
        choices.append(
            Choice(
                f"request:{request.id}:accept", tr("Let {name} in ({unit})", name=request.name, unit=request.unit_text)
            )
        )
        choices.append(Choice(f"request:{request.id}:refuse", tr("Refuse {name}", name=request.name)))
    for change in changes[:8]:
        name = whose(turn.session, change, tr)
        choices.append(Choice(f"change:{change.id}:accept", tr("Accept the change of {unit}", unit=name)))
        choices.append(Choice(f"change:{change.id}:refuse", tr("Refuse the change of {unit}", unit=name)))
    turn.move("menu")
    if not choices:
        return [ask(tr("Nothing waits for a decision."), Choice("go:menu", tr("Menu")))]
    words = tr.plural(
        "{n} request waits for a decision.", "{n} requests wait for a decision.", len(waiting) + len(changes)
    )
    return [ask(words, *choices, Choice("go:menu", tr("Menu")))]


def decide_change(turn: Turn) -> list[Reply]:
    """Accept or refuse a registration that was changed after the deadline."""
    tr = turn.tr
    if not permissions.may_decide_requests(turn.roles):
        return [tell(tr("This is not open to you."))]
    _, row_id, verdict = (turn.choice or "").split(":", 2)
    row = turn.session.get(Registration, int(row_id))
    if row is None or row.state is not RegistrationState.REQUESTED:
        return [tell(tr("This request was decided already."))]
    accepted = verdict == "accept"
    if accepted:
        current = queries.current_registration(turn.session, row.campaign_id, row.unit_id, row.candidate_id)
        if current is not None:
            current.state = RegistrationState.SUPERSEDED
        row.state = RegistrationState.SENT
        row.late = current.late if current is not None else row.late
    else:
        row.state = RegistrationState.REFUSED
    note(
        turn,
        campaign_id=row.campaign_id,
        unit_id=row.unit_id,
        subject="registration",
        action="change accepted" if accepted else "change refused",
        after={"receipt": row.receipt},
    )
    name = whose(turn.session, row, tr)
    said = (
        tr("The change of {unit} was accepted.", unit=name)
        if accepted
        else tr("The change of {unit} was refused.", unit=name)
    )
    return [
        tell(said),
        *(
            _told(turn, person, row, accepted=accepted)
            for person in queries.people_behind(turn.session, row.unit_id, row.candidate_id)
        ),
    ]


def _told(turn: Turn, person: int, row: Registration, *, accepted: bool) -> Reply:
    tr = notices.language_of(turn.session, person)
    if accepted:
        words = tr("The organizer accepted the change {receipt} of the registration.", receipt=row.receipt)
    else:
        words = tr(
            "The organizer did not accept the change {receipt}; the earlier registration stays.", receipt=row.receipt
        )
    current = current_campaign(turn.session)
    when = notices.polite_time(turn.session, current[1], turn.now) if current else None
    return Reply(words, to=person, question=False, proactive=True, not_before=when)


# ---------------------------------------------------------------- invitations


def invite(turn: Turn) -> list[Reply]:
    """Which role the new person is to have."""
    turn.move("organizing", "role")
    return [show(turn)]


def show(turn: Turn) -> Reply:
    tr = turn.tr
    leave = Choice("go:menu", tr("Menu"))
    if turn.talk.step == "unit":
        return ask(tr("For which unit? Please write its name, for example: Phường 1"), leave, numbered=False)
    choices = [Choice(f"role:{role.value}", onboarding.role_in_words(turn, role)) for role in INVITED]
    everybody = Choice("go:invitations", tr("Everybody on the list (sheet to print)"), ("tat ca", "moi tat ca"))
    return ask(tr("Invite whom?"), *choices, everybody, leave)


def handle(turn: Turn) -> list[Reply]:
    if not permissions.may_invite(turn.roles):
        return [menu.show_menu(turn)]
    if turn.talk.step == "role" and turn.choice in {f"role:{each.value}" for each in INVITED}:
        role = Role((turn.choice or "").partition(":")[2])
        if role in (Role.UNIT_CONTACT, Role.UNIT_LEADER):
            turn.move("organizing", "unit", role=role.value)
            return [show(turn)]
        return [make_invitation_for(turn, role, None)]
    if turn.talk.step == "unit":
        if turn.choice and turn.choice.startswith("unit:"):
            unit = turn.session.get_one(Unit, int(turn.choice.partition(":")[2]))
            return [make_invitation_for(turn, Role(turn.data["role"]), unit)]
        units = active_units(turn)
        found = [units[index] for index in read_unit(turn.text, [unit.name for unit in units])]
        if len(found) == 1:
            return [make_invitation_for(turn, Role(turn.data["role"]), found[0])]
        if found:
            choices = [Choice(f"unit:{unit.id}", unit.name) for unit in found[:8]]
            return [ask(turn.tr("Which one?"), *choices, Choice("go:menu", turn.tr("Menu")))]
        return [prefixed(turn.tr("There is no such unit."), show(turn))]
    return [prefixed(turn.tr("That was not understood."), show(turn))]


def make_invitation_for(
    turn: Turn, role: Role, unit: Unit | None, *, replaces: int | None = None, candidate: Candidate | None = None
) -> Reply:
    """A one-time code with its link. ``replaces``: whose role ends when the code is used. ``candidate``: of the unit,
    who is to compete for himself."""
    now = real_time(turn)
    rooms = turn.context.rooms
    channel = roomiest(turn.session, rooms, now)
    invitation, code = queries.make_invitation(
        turn.session,
        role=role,
        unit_id=unit.id if unit else None,
        now=now,
        valid_for=INVITATION_VALID_FOR,
        replaces=replaces,
        created_by=turn.event.person,
        candidate_id=candidate.id if candidate else None,
    )
    invitation.channel = channel
    note(turn, "invitation", "made", unit_id=invitation.unit_id, after={"role": role.value, "replaces": replaces})
    turn.move("menu")
    tr = turn.tr
    who = name_of(candidate, tr) if candidate else onboarding.role_in_words(turn, role)
    lines = [
        tr("Invitation for {role}:", role=f"{who} – {unit.name}" if unit else who),
        strong(code),
        tr(
            "It works once, until {date}. Please pass it on; it is not shown again.",
            date=tr.date(invitation.expires_at),
        ),
    ]
    if bot := turn.context.bots.get("telegram"):
        lines.append(f"https://t.me/{bot}?start={code.replace('-', '')}")
    if on_zalo := how_on_zalo(turn.session, rooms, channel, tr):
        lines.append(on_zalo)
    choices = [Choice("go:menu", tr("Menu"))]
    if permissions.may_invite(turn.roles):
        choices.insert(0, Choice("go:invite", tr("Invite somebody else")))
    return replace(ask("\n".join(lines), *choices), secret=code)


def link(turn: Turn) -> list[Reply]:
    """A code that adds another channel to this person."""
    now = real_time(turn)
    _, code = queries.make_invitation(
        turn.session, role=None, person_id=turn.event.person, unit_id=None, now=now, valid_for=LINK_VALID_FOR
    )
    note(turn, "invitation", "made", after={"person": turn.event.person})
    tr = turn.tr
    words = tr(
        "To use this from another phone or app too, write this code to the bot there within one hour: {code}",
        code=strong(code),
    )
    return [Reply(words, question=False, secret=code)]
