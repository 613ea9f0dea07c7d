"""A program is killed with -9 while several people write; afterwards nothing is lost and nothing is there twice.

``test_kills`` runs it in the gate, ``soak`` for hours.
"""

import asyncio
from collections import Counter
from collections.abc import Coroutine
from dataclasses import dataclass
from typing import Any

from storage.tables import (
    EventState,
    History,
    JournalEvent,
    OutboxState,
    Outgoing,
    Person,
    Registration,
    RegistrationState,
    Role,
    Submission,
    SubmissionState,
    SubmissionVersion,
)
from tests.acceptance.conftest import assert_names_nobody
from tests.acceptance.killing import Death, KillingApi
from tests.acceptance.people import Chatter
from tests.acceptance.program import Program, until
from tests.acceptance.stories import (
    EVIDENCE,
    FACTS,
    REGISTRATION,
    SENDING,
    add_units,
    evidence_of,
    facts_of,
    let_in,
    open_campaign,
    self_assessment,
)


@dataclass(frozen=True, slots=True)
class Endured:
    """What a run went through: ``repeats`` are messages that came twice."""

    deaths: tuple[Death, ...]
    updates: int
    repeats: int


# What the history tells of each unit: three of the criteria are asked in two questions, one was answered anew.
HISTORY = Counter({("registration", "drafted"): 3})
HISTORY.update(
    [
        ("registration", "begun"),
        ("submission", "begun"),
        ("registration", "sent"),
        ("submission", "sent"),
        ("submission", "approved"),
    ]
)
HISTORY.update((f"answer:{criterion}", "answered") for criterion in [*FACTS, "I.2.2", "II.1", "II.2", "III"])
HISTORY.update((f"evidence:{criterion}", "added") for criterion in FACTS)
HISTORY.update((f"review:{criterion}", "approved") for criterion in FACTS)
HISTORY.update([("step:home_affairs_office", "passed")])  # on to the next step of the plan's chain


def story(unit: int) -> list[tuple[str, str]]:
    """Each unit has points of its own; one answer is replaced before it is sent."""
    return [
        *REGISTRATION,
        *self_assessment(failed=unit),
        ("sửa III", "Đang ghi: Số phản ánh, kiến nghị: 0. Minh chứng: 1 tệp."),
        ("1", f"Tổng cộng: {96 - unit}/100"),
        *SENDING,
    ]


def review(unit: int, units: int) -> list[tuple[str, str]]:
    return [
        ("tham dinh", f"Có {units + 1 - unit} hồ sơ chờ thẩm định"),
        (f"[UBND Phường {unit} (gửi 16/12/2024)]", f"UBND Phường {unit} – {96 - unit}/100"),
        ("[Duyệt tất cả]", f"của UBND Phường {unit}: {96 - unit}/100 điểm?"),
        ("[Đồng ý duyệt]", f"Đã duyệt UBND Phường {unit}: {96 - unit}/100 điểm."),
    ]


async def keep_alive(program: Program, api: KillingApi, in_flight: list[set[tuple[int, int]]]) -> None:
    """Look at the disk after each death, then start again."""
    while True:
        await until(lambda: api.died.is_set() or not program.is_running, "the end of the story", seconds=3600)
        assert api.died.is_set(), "it ended by itself"
        await until(lambda: api.is_quiet and program.has_let_go, "what the dead program had sent off is over")
        death = api.deaths[-1]
        journal = {int(event.external_id) for event in program.rows(JournalEvent)}
        assert death.acknowledged <= journal, f"acknowledged and lost at {death}"
        in_flight.append(unmarked(program, api) - set().union(*in_flight))
        assert max(Counter(user for user, _ in in_flight[-1]).values(), default=0) <= 1, f"several to one at {death}"
        api.live_on()
        program.begin()


def unmarked(program: Program, api: KillingApi) -> set[tuple[int, int]]:
    """(user, message) of everything that people received and the disk does not know of."""
    marked = {message.external_id for message in program.rows(Outgoing)}
    return {
        (id, message.id)
        for id, person in api.messages.people.items()
        for message in person.messages
        if str(message.id) not in marked
    }


async def endure(program: Program, api: KillingApi, *, kills: int, units: int) -> Endured:
    """The whole story over ``kills`` deaths. Raises ``AssertionError`` for whatever was lost or came twice."""
    api.kill = program.kill
    program.cold = 2  # the second one is killed while it imports
    open_campaign(program)
    add_units(program, units)
    contacts = [let_in(program, 100 + n, f"Lan {n}", Role.UNIT_CONTACT, unit=n) for n in range(1, units + 1)]
    an = let_in(program, 99, "An", Role.REVIEWER)
    in_flight: list[set[tuple[int, int]]] = []
    await program.start()
    guard = asyncio.create_task(keep_alive(program, api, in_flight))
    try:
        await unless(guard, live_through_it(contacts, an))
        await unless(guard, program.settle())
    finally:
        guard.cancel()
    assert len(api.deaths) == kills
    assert_everything_is_there_once(program, api, units)
    assert_repeated_only_what_was_in_flight(program, api, set().union(*in_flight))
    for number in range(1, units + 1):
        assert_sheet(program, number)
    assert_names_nobody(program)
    await program.stop()
    return Endured(tuple(api.deaths), len(api.posted), sum(map(len, in_flight)))


async def unless(guard: "asyncio.Task[None]", work: Coroutine[Any, Any, None]) -> None:
    """Wait for the work; a failure of the guard ends it at once."""
    task = asyncio.ensure_future(work)
    try:
        await asyncio.wait([guard, task], return_when=asyncio.FIRST_COMPLETED)
        if guard.done():
            guard.result()
        await task
    finally:
        task.cancel()


async def live_through_it(contacts: list[Chatter], an: Chatter) -> None:
    """The units all at once, each with a pace of its own; then the reviewer, one after the other."""
    async with asyncio.TaskGroup() as group:
        for number, contact in enumerate(contacts, 1):
            group.create_task(contact.play_patiently(story(number)))
    for number, contact in enumerate(contacts, 1):
        await an.play_patiently(review(number, len(contacts)))
        await contact.wait_for(f"UBND Phường {number} đã được duyệt: {96 - number}/100 điểm.")


def assert_everything_is_there_once(program: Program, api: KillingApi, units: int) -> None:
    """Every update is in the journal once, handled and answered; everything that was said is said to the end."""
    journal = program.rows(JournalEvent)
    assert Counter(int(event.external_id) for event in journal) == Counter(api.posted)
    assert {(event.state, event.error) for event in journal} == {(EventState.HANDLED, None)}
    outbox = [message for message in program.rows(Outgoing) if message.event_id is not None]  # no reminders
    assert {message.state for message in outbox} == {OutboxState.SENT}
    assert {message.event_id for message in outbox} == {event.id for event in journal}
    assert len(outbox) == len(journal) + units  # one answer each, and the unit is told of its approval
    assert len(program.rows(Person)) == units + 1


def assert_repeated_only_what_was_in_flight(program: Program, api: KillingApi, in_flight: set[tuple[int, int]]) -> None:
    """What came twice was being sent in the moment of a death; it came again at once, with the same buttons."""
    assert unmarked(program, api) == in_flight
    answers = {row.external_id: row.id or 0 for row in program.rows(Outgoing) if not row.proactive}
    doubted = {row.external_id for row in program.rows(Outgoing) if row.doubted_at is not None}
    for id, person in api.messages.people.items():
        repeats = [message for message in person.messages if (id, message.id) in in_flight]
        for message in repeats:
            following = person.messages[person.messages.index(message) + 1]
            assert (following.kind, following.text, following.data) == (message.kind, message.text, message.data)
            assert str(following.id) in doubted or following in repeats  # the program counts it
        order = [answers[str(message.id)] for message in person.messages if str(message.id) in answers]
        assert order == sorted(order)


def assert_sheet(program: Program, unit: int) -> None:
    """The last answers, each proof once, sent once, approved once."""
    last = {"I.1": {"tasks_assigned": 12, "tasks_incomplete": unit}, "III": {"feedback_count": 1}}
    assert facts_of(program, unit) == FACTS | last
    assert evidence_of(program, unit) == EVIDENCE
    registration = [row for row in program.rows(Registration) if row.unit_id == unit]
    assert [row.state for row in registration] == [RegistrationState.SENT]
    submission = [row for row in program.rows(Submission) if row.unit_id == unit]
    assert [(row.state, row.number) for row in submission] == [(SubmissionState.APPROVED, 1)]
    versions = [row.total for row in program.rows(SubmissionVersion) if row.submission_id == submission[0].id]
    assert versions == [str(96 - unit)]
    history = Counter((row.subject, row.action) for row in program.rows(History) if row.unit_id == unit)
    assert history == HISTORY
