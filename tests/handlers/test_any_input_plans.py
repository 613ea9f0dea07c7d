"""Whatever is typed, pressed or sent in a plan without points is answered, and no row is left in a state of its own."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlmodel import select

from storage.chaining import broken_chains
from storage.database import Database
from storage.tables import AwardRuling, Candidate, Initiative, Submission
from tests.conversations import Stage, play
from tests.handlers.test_any_input import act, press
from tests.showing import ButtonChannel

FOLDER = Path(__file__).parents[1] / "transcripts"
# Where a story stands in the middle of everything: registered, sent, to be decided.
MIDDLE = {
    "plan_titles": "# A late registration",
    "plan_register": "# The council answers",
    "plan_kinds": "# What the council answers",
    "plan_rounds": "# The awards of 2025",
    "dossier_deadline": "# The secretary adds",
    "dossier_excluded": "Chủ> ubnd",
}
TYPED = (
    *("menu", "dang ky", "tu danh gia", "tinh trang", "khen thuong", "chi tieu", "so mo hinh", "tiep tuc", "quay lai"),
    *("khong ap dung", "chua biet", "co", "khong", "1", "2", "1, 3", "12 0", "99", "gui", "hoan tac", "de sau", "thoi"),
    *("hồ sơ khen thưởng", "xong", "gui lai", "mo", "ho so du", "go bot", "15/TTr ngày 4/12/2024", "xem"),
    *("Trần Thị Mới", "sửa V.1.2", "sửa II.2.1.4", "Đợt năm 2025", "chep", "xoa ten", "dong y", "👍", "a" * 300),
)
acts = st.one_of(
    st.tuples(st.just("press"), st.integers(0, 12)),
    st.tuples(st.just("press"), st.integers(0, 12)),
    st.tuples(st.just("oldpress"), st.integers(0, 40)),
    st.tuples(st.just("text"), st.sampled_from(TYPED)),
    st.tuples(st.sampled_from(["photo", "sticker", "badfile"]), st.just("x")),
)


@pytest.fixture(scope="module", params=sorted(MIDDLE))
def middle(request: pytest.FixtureRequest, tmp_path_factory, new_database, copy_database) -> Callable[[], Stage]:
    """Fresh copies of an installation in the middle of a story."""
    folder = tmp_path_factory.mktemp("plans")
    text = (FOLDER / f"{request.param}.txt").read_text(encoding="utf-8").partition(MIDDLE[request.param])[0]
    (folder / "story.txt").write_text(text, encoding="utf-8")
    address = new_database()
    database = Database(address)
    stage = Stage(database, ButtonChannel())
    play(folder / "story.txt", stage)
    database.close()

    def make() -> Stage:
        fresh = Stage(Database(copy_database(address)), ButtonChannel(), now=stage.now)
        fresh.people, fresh.counter, fresh.seen_row = dict(stage.people), stage.counter, stage.seen_row
        fresh.shown = {name: list(messages) for name, messages in stage.shown.items()}
        return fresh

    return make


# Not shrunk: an example is a dozen turns through the real core.
@settings(max_examples=5, phases=[Phase.generate], suppress_health_check=list(HealthCheck), deadline=None)
@given(data=st.data())
def test_every_story_is_answered(middle: Callable[[], Stage], data: st.DataObject) -> None:
    stage = middle()
    people = sorted(stage.people)
    for name, (kind, value) in data.draw(st.lists(st.tuples(st.sampled_from(people), acts), min_size=8, max_size=25)):
        if kind.endswith("press"):  # the same button twice within seconds is one wish, and silent
            press(stage, name, int(value), old=kind.startswith("old"))
        else:
            act(stage, name, kind, value)
    with stage.database.reader() as session:
        places = [
            (row.campaign_id, row.unit_id, row.candidate_id, row.round) for row in session.exec(select(Submission))
        ]
        assert len(places) == len(set(places))
        assert all(row.reason for row in session.exec(select(AwardRuling)))
        assert all(row.name is None or row.active for row in session.exec(select(Candidate)))
        assert all(row.receipt for row in session.exec(select(Initiative)))
        assert list(broken_chains(session)) == []
    stage.database.close()
