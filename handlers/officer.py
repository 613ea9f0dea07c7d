"""Talking to the organizers: a question in one's own words, and the answer that comes back in the chat."""

from handlers import menu, notices, permissions
from handlers.competing import is_alone, name_of
from handlers.conversation import Choice, EventKind, Reply, strong
from handlers.noting import note
from handlers.turn import Turn, acting_place, ask, prefixed, tell
from locales import Translator
from storage import queries
from storage.tables import Candidate, OfficerQuestion, Role, Unit

SHORTEST = 3  # characters of a question or an answer


def begin(turn: Turn) -> list[Reply]:
    turn.detour("officer", "ask")
    return [show(turn)]


def show(turn: Turn) -> Reply:
    """The current question."""
    tr, leave = turn.tr, Choice("leave", turn.tr("Back"), ("quay lai", "thoi"))
    if turn.talk.step == "reply":
        question = turn.session.get_one(OfficerQuestion, turn.data["question"])
        return ask(tr("Your answer to “{text}”?", text=question.text), leave, numbered=False)
    return ask(tr("Please write the question; it is passed on to the officer as it is."), leave, numbered=False)


def handle(turn: Turn) -> list[Reply]:
    if turn.choice == "leave":
        return _go_back(turn, "")
    if turn.event.kind is not EventKind.TEXT or len(turn.text) < SHORTEST:
        return [prefixed(turn.tr("Please write it in words."), show(turn))]
    return _answer(turn) if turn.talk.step == "reply" else _ask(turn)


def _go_back(turn: Turn, said: str) -> list[Reply]:
    """To what was being done before; it goes on with "tiếp tục"."""
    turn.leave()
    reply = menu.show(turn)
    return [prefixed(said, reply) if said else reply]


def _ask(turn: Turn) -> list[Reply]:
    unit = acting_place(turn)
    question = OfficerQuestion(
        person_id=turn.event.person, unit_id=unit.id if unit else None, text=turn.text, asked_at=turn.now
    )
    turn.session.add(question)
    turn.session.flush()
    note(turn, "question", "asked", unit_id=question.unit_id, after={"question": question.id})
    told = [_forward(turn, question, person) for person in queries.people_with_role(turn.session, Role.ORGANIZER)]
    said = turn.tr("The question was passed on. The answer comes in this chat. Write “tiếp tục” to go on.")
    return [*_go_back(turn, said), *told]


def _forward(turn: Turn, question: OfficerQuestion, organizer: int) -> Reply:
    tr = notices.language_of(turn.session, organizer)
    unit = turn.session.get(Unit, question.unit_id) if question.unit_id else None
    name = turn.person.name or ""
    who = f"{name} – {unit.name}" if unit else name
    words = tr("Question from {who}: “{text}”", who=strong(who), text=question.text)
    choice = Choice(f"answer:{question.id}", tr("Answer {who}", who=who))
    return notices.standing(organizer, words, choice, when=notices.polite_now(turn.session, turn.now))


def ask_unit(turn: Turn, unit: Unit, criterion_id: str, candidate_id: int | None) -> list[Reply]:
    """A reviewer asks the contacts of a unit, or who of it competes for himself; no state changes. Empty when there is
    no question in the text."""
    if turn.event.kind is not EventKind.TEXT or len(turn.text) < SHORTEST:
        return []
    assert unit.id is not None
    question = OfficerQuestion(
        person_id=turn.event.person,
        unit_id=unit.id,
        candidate_id=candidate_id,
        criterion=criterion_id,
        text=turn.text,
        asked_at=turn.now,
    )
    turn.session.add(question)
    turn.session.flush()
    note(turn, "question", "asked", unit_id=unit.id, after={"question": question.id, "criterion": criterion_id})
    replies = []
    candidate = turn.session.get_one(Candidate, candidate_id) if candidate_id is not None else None
    for person in queries.people_behind(turn.session, unit.id, candidate_id):
        tr = notices.language_of(turn.session, person)
        words = tr(
            "The reviewer asks {unit} about {criterion}: “{text}”",
            unit=f"{name_of(candidate, tr)} ({unit.name})" if candidate is not None else unit.name,
            criterion=criterion_id,
            text=turn.text,
        )
        choice = Choice(f"answer:{question.id}", tr("Answer about {criterion}", criterion=criterion_id), ("tra loi",))
        when = notices.polite_now(turn.session, turn.now)
        replies.append(notices.standing(person, words, choice, when=when))
    return replies


def _may_answer(turn: Turn, question: OfficerQuestion) -> bool:
    if question.criterion is not None:
        if is_alone(turn.session, question.candidate_id):
            return permissions.competes_as(turn.roles, question.candidate_id)
        return permissions.speaks_for(turn.roles, question.unit_id)
    return permissions.may_answer_questions(turn.roles)


def begin_answer(turn: Turn) -> list[Reply]:
    """Whoever was asked pressed "answer"."""
    question = turn.session.get(OfficerQuestion, int((turn.choice or "0:0").split(":")[1]))
    if question is None or not _may_answer(turn, question):
        return [tell(turn.tr("This is not open to you."))]
    if question.answer is not None:
        return [tell(turn.tr("This question was answered already."))]
    turn.detour("officer", "reply")
    turn.remember(question=question.id)
    return [show(turn)]


def _answer(turn: Turn) -> list[Reply]:
    question = turn.session.get_one(OfficerQuestion, turn.data["question"])
    if question.answer is not None or not _may_answer(turn, question):
        return _go_back(turn, turn.tr("This question was answered already."))
    question.answer, question.answered_by, question.answered_at = turn.text, turn.event.person, turn.now
    note(turn, "question", "answered", unit_id=question.unit_id, after={"question": question.id})
    tr = notices.language_of(turn.session, question.person_id)
    told = Reply(_answered(turn, question, tr), to=question.person_id, question=False, proactive=True)
    return [*_go_back(turn, turn.tr("The answer was sent.")), told]


def _answered(turn: Turn, question: OfficerQuestion, tr: Translator) -> str:
    """Whoever asked a unit has asked others, too: which one, and about what, is said first."""
    if question.criterion is None or question.unit_id is None:
        return tr("Answer to “{question}”:\n{answer}", question=question.text, answer=turn.text)
    unit = turn.session.get_one(Unit, question.unit_id)
    candidate = turn.session.get_one(Candidate, question.candidate_id) if question.candidate_id is not None else None
    return tr(
        "{unit} answers about {criterion} (“{question}”):\n{answer}",
        unit=strong(f"{name_of(candidate, tr)} ({unit.name})" if candidate is not None else unit.name),
        criterion=question.criterion,
        question=question.text,
        answer=turn.text,
    )
