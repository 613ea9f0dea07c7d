"""Whatever is in a list, importing it a second time changes nothing."""

from datetime import UTC, datetime

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handlers.import_plan import TroubleKind
from handlers.importing import apply_import, plan_import
from reports.rosters import ListedPerson, ListedRow, Roster
from scoring.campaign_files import load_campaign, shipped_folder

NOW = datetime(2024, 4, 1, 1, 0, tzinfo=UTC)
TYPES = load_campaign(shipped_folder() / "cchc-vinh-long-2024.yaml").unit_types
# A code that one row takes away from a unit is free for another row the next time.
ABOUT_CODES = {TroubleKind.CODE_TAKEN, TroubleKind.OTHER_CODE}

people = st.builds(
    ListedPerson,
    name=st.sampled_from(["Lê Thị Cúc", "Le Thi Cuc", "LÊ THỊ CÚC", "Võ Văn Em", "Võ Văn Êm", "Vo Van Em", ""]),
    phone=st.sampled_from(["0912345670", "912345671", "0912345670 / 0912345672", "09123", ""]),
    role=st.sampled_from(["", "", "Đầu mối", "Thủ trưởng", "lung tung"]),
)
listed = st.tuples(
    st.sampled_from(["Khu phố 1", "KP 1", "khu pho dong", "Khu phố Đông", "Khu phố Đồng", "UBND Phường 1", "P1", ""]),
    st.sampled_from(["", "", "", "K1", "k2", "@"]),
    st.sampled_from(["", "", "Khu phố", "?"]),
    st.lists(people, max_size=2).map(tuple),
)


def roster(rows) -> Roster:
    return Roster(
        tuple(ListedRow("DS", n, unit, code, kind, people=who) for n, (unit, code, kind, who) in enumerate(rows))
    )


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(listed, max_size=6), min_size=1, max_size=3))
def test_the_second_time_nothing_changes(database, lists):
    with database.session() as session:
        for one in map(roster, lists):
            plan = plan_import(session, one, TYPES)
            apply_import(session, plan, now=NOW)
            if not ABOUT_CODES & {trouble.kind for trouble in plan.troubles}:
                again = plan_import(session, one, TYPES)
                assert not again.changes, again
                assert again.troubles == plan.troubles
        session.rollback()
