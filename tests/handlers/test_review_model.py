"""Random people do random things in random states, thousands of times: the program and a small model of it agree,
nothing is ever lost, and nobody does what is not his or hers.

Every act is put straight to the handlers, from whatever place of the conversation it belongs to: what a page would not
offer is tried all the same.
"""

import random
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session, col, func, select

from storage import queries
from storage.chaining import broken_chains
from storage.database import Database
from storage.tables import (
    Answer,
    Appraisal,
    Conversation,
    Decision,
    Evidence,
    Explanation,
    History,
    StepRecord,
    Submission,
    SubmissionVersion,
)
from tests.handlers.review_model import OFFICE, PROVINCE, Model
from tests.handlers.review_stage import ONE, PEOPLE, REASON, STEPS, Real

GROWING = (Answer, Appraisal, Decision, Evidence, Explanation, History, StepRecord, SubmissionVersion)


Act = Callable[[Real, str], str]


def _answer(real: Real, who: str) -> str:
    failed = real.dice.randint(0, 6)
    real.act(who, ("assessment", "facts", {"criterion": ONE, "pending": {}}), text=str(failed))
    real.model.answer(who, failed)
    return f"answers {failed}"


def _prove(real: Real, who: str) -> str:
    real.act(who, ("evidence", "add", {"criterion": ONE}), text="Có báo cáo tổng kết của đơn vị kèm theo")
    real.model.prove(who)
    return "proves"


def _send(real: Real, who: str) -> str:
    real.act(who, ("summary", "confirm", {}), choice="yes")
    real.model.send(who)
    return "sends"


def _review(step: str, **more: Any) -> tuple[str, str, dict[str, Any]]:
    return "review", step, {"submission": 1, **more}


def _open(real: Real, who: str) -> str:
    real.act(who, ("review", "list", {}), choice="submission:1")
    real.model.holds(who, real.now)
    return "opens"


def _approve(real: Real, who: str) -> str:
    real.act(who, _review("criterion", criterion=ONE), choice="approve")
    real.model.decide(who, "approved", real.now)
    return "approves"


def _return(real: Real, who: str) -> str:
    real.act(who, _review("reason", queue=[ONE]), text=REASON)
    real.model.decide(who, "returned", real.now)
    return "returns"


def _leave(real: Real, who: str) -> str:
    real.act(who, _review("left", criterion=ONE), text=REASON)
    real.model.decide(who, "left", real.now)
    return "leaves it for the council"


def _correct(real: Real, who: str) -> str:
    failed = real.dice.randint(0, 6)
    real.act(who, _review("correct_reason", criterion=ONE, pending={"failed": failed}), text=REASON)
    real.model.correct(who, failed, real.now)
    return f"corrects to {failed}"


def _undo(real: Real, who: str) -> str:
    real.act(who, _review("submission"), text="hoàn tác")
    real.model.undo(who, real.now)
    return "takes back"


def _close(real: Real, who: str) -> str:
    real.act(who, _review("close"), choice="yes")
    real.model.close(who, real.now, real.until)
    return "closes the round"


def _take_over(real: Real, who: str) -> str:
    real.act(who, _review("taken"), choice="take_over")
    real.model.take_over(who, real.now)
    return "takes over"


def _explain(real: Real, who: str) -> str:
    text = f"Số liệu đúng là của đơn vị, lần {real.dice.randint(1, 9)}"
    real.act(who, ("explaining", "write", {"submission": 1, "criterion": ONE}), text=text)
    real.model.explain(who, text, real.today, real.now)
    return "explains"


def _send_explanation(real: Real, who: str) -> str:
    real.act(who, ("explaining", "write", {"submission": 1, "criterion": ONE}), choice="send")
    real.model.send_explanation(who, real.today)
    return "sends the explanation"


def _answer_explanation(real: Real, who: str) -> str:
    accept = real.dice.random() < 0.5
    with real.database.reader() as session:
        newest = session.scalar(select(func.max(Explanation.id))) or 0
    real.act(who, ("explained", "accept" if accept else "keep", {"explanation": newest}), text=REASON)
    real.model.answer_explanation(who, accept, real.today)
    return "accepts the explanation" if accept else "keeps the value"


def _at_step(real: Real, what: str) -> tuple[str, tuple[str, str, dict[str, Any]]]:
    step = real.dice.choice((real.model.step or OFFICE, real.dice.choice(STEPS)))
    return step, ("steps", what, {"submission": 1, "at": step, "criterion": ONE})


def _pass_on(real: Real, who: str) -> str:
    step, place = _at_step(real, "unit")
    real.act(who, place, choice="pass")
    real.model.pass_on(who, step)
    return f"passes on at {step}"


def _settle(real: Real, who: str) -> str:
    step, place = _at_step(real, "unit")
    real.act(who, place, choice=f"settle:{ONE}")
    with real.database.reader() as session:
        asked = session.get_one(Conversation, real.people[who]).step == "settle"
    if asked:
        real.act(who, ("steps", "settle", place[2]), text=REASON)
    real.model.settle(who, step)
    return f"settles at {step}"


def _send_down(real: Real, who: str) -> str:
    step, place = _at_step(real, "return")
    real.act(who, place, text=REASON)
    real.model.send_down(who, step, real.now)
    return f"returns to the step below {step}"


def _record(real: Real, who: str) -> str:
    real.act(who, ("steps", "day", {"submission": 1, "at": PROVINCE}), choice="today")
    real.model.record(who)
    return "writes down what the province did"


def _wait(real: Real, _who: str) -> str:
    waited = real.dice.choice([timedelta(minutes=7), timedelta(minutes=33), timedelta(hours=2), timedelta(days=2)])
    real.now += waited
    real.tick()
    real.model.tick(real.now, real.today, real.until)
    return f"… {waited} pass"


ACTS: tuple[Act, ...] = (
    _answer, _prove, _send, _open, _approve, _return, _leave, _correct, _undo, _close, _take_over, _explain,
    _send_explanation, _answer_explanation, _pass_on, _settle, _send_down, _record, _wait,
)  # fmt: skip


def compare(real: Real) -> None:
    """The store says what the model says, and no row that was ever there is gone."""
    model, names = real.model, {number: name for name, number in real.people.items()}
    with real.database.reader() as session:
        submission = session.get_one(Submission, 1)
        answer = queries.answers_of(session, 1).get(ONE)
        decision = queries.decisions_of(session, 1, submission.number).get(ONE)
        appraisal = queries.appraisals_of(session, 1, submission.number).get(ONE)
        assert (submission.state.value, submission.step, submission.number) == (model.state, model.step, model.number)
        assert (answer.facts["failed"] if answer and answer.facts else None) == model.failed
        assert len(queries.evidence_of(session, 1).get(ONE, [])) == model.proofs
        assert (decision.verdict.value if decision else None) == model.verdict
        assert (appraisal.facts["failed"] if appraisal else None) == model.corrected
        assert (names.get(submission.taken_by or 0), submission.taken_at) == (model.holder, model.held_since)
        assert submission.explain_until == model.explain_until
        _nothing_lost(session, real)
        judged = set(session.exec(select(Decision.decided_by)))
        assert {names[person] for person in judged} <= {"an", "binh", "thu", "khanh"}
        told = {names[person] for person in session.exec(select(Appraisal.decided_by))}
        assert told <= {"an", "binh"}


def _nothing_lost(session: Session, real: Real) -> None:
    counts = {table.__name__: session.scalar(select(func.count()).select_from(table)) or 0 for table in GROWING}
    assert all(counts[name] >= real.counted.get(name, 0) for name in counts), (real.counted, counts)
    real.counted = counts
    versions = select(func.count()).where(SubmissionVersion.submission_id == 1)
    assert session.scalar(versions) == real.model.sent
    assert session.scalar(select(func.count()).where(Decision.submission_id == 1)) == real.model.decisions
    wanted = select(Explanation).where(Explanation.submission_id == 1, Explanation.number == real.model.number)
    newest = session.exec(wanted.order_by(col(Explanation.id).desc())).first()
    state = None
    if newest is not None:
        state = "closed" if newest.decided_at else "sent" if newest.sent_at else "written"
    assert state == real.model.explanation
    assert (newest.text if newest else "") == real.model.explained_text


@pytest.fixture
def real(database_url: str, request: pytest.FixtureRequest) -> Iterator[Real]:
    database = Database(database_url)
    roles = {name: role.value for name, (role, _) in PEOPLE.items()}
    model = Model(roles, own={"lan", "tam"}, barred={"mai"})
    stage = Real(database, model, random.Random(request.param))
    stage.set_up()
    yield stage
    database.close()


@pytest.mark.parametrize("real", range(6), indirect=True)
def test_random_acts_of_random_people(real: Real) -> None:
    seen = set()
    for _ in range(350):
        act = real.dice.choice(ACTS)
        # Half of the time somebody who may; a model that nobody ever moves proves nothing.
        who = real.dice.choice(list(PEOPLE)) if real.dice.random() < 0.4 else real.dice.choice(LIKELY[act])
        real.model.log.append(f"{who} {act(real, who)}")
        try:
            compare(real)
        except AssertionError as error:
            raise AssertionError("\n".join([*real.model.log[-12:], str(error)])) from error
        seen.add((real.model.state, real.model.step))
    assert len(seen) >= 3
    with real.database.reader() as session:
        assert list(broken_chains(session)) == []


_UNIT, _REVIEWERS, _LATER = ["lan", "tam"], ["an", "an", "binh"], ["thu", "khanh"]
LIKELY: dict[Act, list[str]] = {
    **dict.fromkeys((_answer, _prove, _send, _explain, _send_explanation), _UNIT),
    **dict.fromkeys((_open, _approve, _return, _leave, _correct, _undo, _close, _take_over), _REVIEWERS),
    **dict.fromkeys((_pass_on, _settle, _send_down), _LATER),
    _answer_explanation: _REVIEWERS,
    _record: ["giang"],
    _wait: ["lan"],
}
