"""A reviewer's decisions about single criteria on a channel without buttons: each needs the code of its own question,
and a reason that was written without it is shown and asked about, so that it is neither lost nor taken for another."""

import re
from collections.abc import Callable

import pytest
from sqlmodel import col, select

from storage.database import Database
from storage.tables import Appraisal, Conversation, Decision, Verdict
from tests.conversations import Stage, direct, do
from tests.showing import ZaloChannel

CODE = re.compile(r"“((?:DUYET|TRA LAI|GHI) [0-9A-Z]{3})")
WORDS = "Báo cáo chưa có chữ ký"


@pytest.fixture
def stage(database: Database) -> Stage:
    """An looks at I.1 of the first of two submissions."""
    stage = Stage(database, ZaloChannel())
    for line in (
        "clock 2024-12-16 09:00",
        "campaign cchc-vinh-long-2024",
        "unit P1 UBND Phường 1",
        "unit P2 UBND Phường 2",
        "person An reviewer",
        "sent P1",
        'sent P2 {"III": {"feedback_count": 2}}',
    ):
        direct(stage, line)
    for text in ("tham dinh", "tiep", "I.1"):
        say(stage, text)
    return stage


def say(stage: Stage, text: str) -> str:
    return "\n".join(message.text for message in do(stage, f"An> {text}", typed=True))


def code(stage: Stage) -> str:
    """The verb and the code of the question on the screen."""
    found = CODE.search(stage.shown["An"][-1].text)
    assert found, stage.shown["An"][-1].text
    return found[1]


def verdicts(stage: Stage) -> dict[str, tuple[Verdict, str | None]]:
    with stage.session() as session:
        rows = session.exec(select(Decision).where(col(Decision.undone_at).is_(None)))
        return {row.criterion: (row.verdict, row.reason) for row in rows}


def corrections(stage: Stage) -> dict[str, str]:
    with stage.session() as session:
        rows = session.exec(select(Appraisal).where(col(Appraisal.undone_at).is_(None)))
        return {row.criterion: row.reason for row in rows}


def test_neither_number_nor_word_approves(stage: Stage) -> None:
    for typed in ("1", "duyet", "Duyệt", "dong y", "dat", "ok duyet"):
        say(stage, typed)
        assert verdicts(stage) == {}


def test_a_code_approves_once(stage: Stage) -> None:
    """Sent twice by somebody who waited: the next criterion is shown meanwhile, and is not approved."""
    typed = code(stage)
    assert say(stage, typed).startswith("Đã duyệt I.1.")
    for again in (typed, typed.lower(), "duyet", "1"):
        say(stage, again)
    assert verdicts(stage) == {"I.1": (Verdict.APPROVED, None)}


@pytest.mark.parametrize("verb", ["TRA LAI", "GHI", "KET THUC"])
def test_another_verb_with_the_code_decides_nothing(stage: Stage, verb: str) -> None:
    say(stage, f"{verb} {code(stage)[-3:]}")
    assert verdicts(stage) == {}


# -- decisions with a reason: the way to the question, and what is there afterwards


def returned(stage: Stage) -> bool:
    return verdicts(stage) == {"I.1": (Verdict.RETURNED, WORDS)}


def left(stage: Stage) -> bool:
    return verdicts(stage) == {"I.1": (Verdict.LEFT, WORDS)}


def corrected(stage: Stage) -> bool:
    return corrections(stage) == {"I.1": WORDS}


Proof = Callable[[Stage], bool]
WAYS: list[tuple[list[str], Proof]] = [
    (["tra lai"], returned),
    (["de buoc sau quyet dinh"], left),
    (["sua so lieu", "12 1"], corrected),
]


def test_not_applicable_needs_the_code_too(stage: Stage) -> None:
    """Where the plan allows it; this one does not, so the question is put there by hand."""
    with stage.session() as session, session.begin():
        talk = session.exec(select(Conversation).where(Conversation.flow == "review")).one()
        talk.step = "not_applicable"
    say(stage, "tiep tuc")
    assert f"“{WORDS}”: có đúng không?" in say(stage, WORDS)
    assert corrections(stage) == {}


@pytest.mark.parametrize(("way", "done"), WAYS)
def test_the_reason_after_its_code_decides_in_one_turn(stage: Stage, way: list[str], done: Proof) -> None:
    for text in way:
        say(stage, text)
    say(stage, f"{code(stage).lower()}: {WORDS}")
    assert done(stage)


@pytest.mark.parametrize(("way", "done"), WAYS)
def test_the_reason_without_a_code_is_kept_and_asked_about(stage: Stage, way: list[str], done: Proof) -> None:
    for text in way:
        say(stage, text)
    assert f"“{WORDS}”: có đúng không?" in say(stage, WORDS)
    for typed in ("1", "dung", "dong y"):
        assert f"“{WORDS}”: có đúng không?" in say(stage, typed)
        assert not verdicts(stage)
        assert not corrections(stage)
    say(stage, code(stage))
    assert done(stage)


@pytest.mark.parametrize(("way", "done"), WAYS)
def test_no_to_the_reason_asks_again(stage: Stage, way: list[str], done: Proof) -> None:
    for text in way:
        say(stage, text)
    say(stage, "Chưa có số văn bản")
    assert "Chưa quyết định gì." in say(stage, "khong")
    say(stage, "Thiếu con dấu")
    assert f"“{WORDS}”: có đúng không?" in say(stage, WORDS)
    say(stage, code(stage))
    assert done(stage)


@pytest.mark.parametrize(("way", "done"), WAYS)
def test_an_older_code_decides_nothing_but_its_words_are_kept(stage: Stage, way: list[str], done: Proof) -> None:
    old = code(stage)
    for text in way:
        say(stage, text)
    assert f"“{WORDS}”: có đúng không?" in say(stage, f"TRA LAI {old[-3:]} {WORDS}")
    assert not verdicts(stage)
    assert not corrections(stage)
    say(stage, code(stage))
    assert done(stage)


def test_a_number_that_is_sent_twice_returns_nothing(stage: Stage) -> None:
    """ "2" is "Trả lại" on the page, and would be the second sentence on the next one."""
    for _ in range(3):
        say(stage, "2")
    assert verdicts(stage) == {}
    say(stage, f"{code(stage)} 2")
    assert verdicts(stage)["I.1"][0] is Verdict.RETURNED
    assert str(verdicts(stage)["I.1"][1]).startswith("Minh chứng không khớp")


def test_the_reason_of_one_is_not_taken_for_the_next(stage: Stage) -> None:
    """Two are returned; the first reason comes twice."""
    say(stage, "ca ho so")
    say(stage, "trả lại I.1, V")
    typed = f"{code(stage)} {WORDS}"
    say(stage, typed)
    say(stage, typed)
    assert returned(stage)


def test_one_of_many_is_returned_with_the_code(stage: Stage) -> None:
    for text in ("ca ho so", "danh sach", "III", "tra lai 2"):
        say(stage, text)
    assert f"“{WORDS}”: có đúng không?" in say(stage, WORDS)
    assert verdicts(stage) == {}
    assert "III sẽ trả lại: UBND Phường 2." in say(stage, code(stage))
    assert verdicts(stage) == {"III": (Verdict.RETURNED, WORDS)}


@pytest.mark.parametrize("typed", ["menu", "thoi", "quay lai", "tro giup"])
def test_a_way_out_is_no_reason(stage: Stage, typed: str) -> None:
    say(stage, "tra lai")
    assert "có đúng không?" not in say(stage, typed)
    assert verdicts(stage) == {}
