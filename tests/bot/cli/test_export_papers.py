"""``thidua export xlsx|docx``: where the files go, for whom they are written, and what is refused."""

import io

import docx
import openpyxl
import pytest

from scoring.campaign_files import load_campaign, shipped_folder
from storage import queries
from storage.tables import Candidate, Registration, RegistrationState, Unit
from tests.reports.story import APRIL, ID, tell


@pytest.fixture
def story(database):
    with database.session() as session, session.begin():
        tell(session, load_campaign(shipped_folder() / f"{ID}.yaml"))


def names(book: bytes) -> list[str]:
    return openpyxl.load_workbook(io.BytesIO(book)).sheetnames


def test_the_workbook_of_all_units_or_of_one_in_a_file_or_in_a_folder(thidua, story, installation):
    all_units, one, anew = ("export", "xlsx", "--campaign", ID), ("--unit", "P1"), installation / "new"
    assert thidua(*all_units, "--out", "a.xlsx") == (0, "", f"The campaign {ID} is written to a.xlsx.\n")
    assert thidua(*all_units, *one, "--out", "new") == (0, "", f"The campaign {ID} is written to new/{ID}-P1.xlsx.\n")
    assert names((installation / "a.xlsx").read_bytes()) == [
        "Summary",
        "Registration",
        "Points",
        "Award dossiers",
        "Trail",
    ]
    sheet = openpyxl.load_workbook(anew / f"{ID}-P1.xlsx")["Summary"]
    assert [row[1] for row in sheet.iter_rows(min_row=5, values_only=True)] == ["P1"]
    assert (anew / f"{ID}-P1.xlsx").stat().st_mode & 0o077 == 0


def test_people_are_numbers_unless_their_names_are_asked_for(thidua, story, installation):
    people = {}
    for option in ((), ("--with-people",)):
        thidua("export", "xlsx", "--campaign", ID, "--out", "a.xlsx", *option)
        people[option] = openpyxl.load_workbook(installation / "a.xlsx")["Trail"]["E6"].value
    assert people == {(): "Person 1", ("--with-people",): "Nguyễn Thị Lan"}


def test_the_papers_of_all_who_sent(thidua, story, installation):
    for kind in ("registration", "self_score"):
        path = f"papers/{ID}-P1-{kind}.docx"
        command = ("export", "docx", "--campaign", ID, "--out", "papers", "--kind", kind)
        assert thidua(*command) == (0, "", f"UBND Phường 1: written to {path}.\n")
        assert docx.Document(str(installation / path)).tables[0].rows[0].cells[0].text.startswith("UBND PHƯỜNG 1")


def test_the_paper_of_a_unit_that_sent_nothing_is_empty(thidua, story, installation):
    command = ("export", "docx", "--campaign", ID, "--unit", "P2", "--out", "p2.docx")
    assert thidua(*command) == (0, "", "Phòng Kinh tế: written to p2.docx.\n")
    form = docx.Document(str(installation / "p2.docx")).tables[1]
    assert {row.cells[3].text for row in form.rows} == {"ĐIỂM ĐĂNG KÝ", ""}


def test_nobody_sent_anything(thidua, database, installation):
    with database.session() as session, session.begin():
        queries.open_campaign(session, load_campaign(shipped_folder() / f"{ID}.yaml"), now=APRIL, by=None)
    assert thidua("export", "docx", "--campaign", ID, "--out", "papers") == (
        0,
        "",
        "No unit has sent anything that could be written.\n",
    )
    assert not (installation / "papers").exists()


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (
            ("xlsx", "--campaign", "x", "--out", "a"),
            f"--campaign: The campaign x was never opened here. Opened were: {ID}.",
        ),
        (("docx", "--campaign", ID, "--out", "a", "--unit", "P9"), "--unit: There is no unit with the code P9."),
        (
            ("docx", "--campaign", ID, "--out", "a.docx"),
            "--out: a.docx is one file; name a folder, or the unit with --unit.",
        ),
        (
            ("xlsx", "--campaign", ID, "--out", "no/where"),
            "--out: no/where cannot be written; name a file in a folder that exists.",
        ),
        (
            ("xlsx", "--campaign", ID, "--out", "no/a.xlsx"),
            "--out: no/a.xlsx cannot be written; name a file in a folder that exists.",
        ),
    ],
)
def test_wrong_input_ends_with_2(thidua, story, options, sentence):
    assert thidua("export", *options) == (2, "", f"thidua: {sentence}\n")


def test_an_unknown_kind_ends_with_2(thidua, story):
    code, _, err = thidua("export", "docx", "--campaign", ID, "--out", "a", "--kind", "x")
    assert code == 2
    assert "--kind" in err


TITLES = "cchc-dinh-du-2024"


@pytest.fixture
def somebody(database):
    """A plan without points; only somebody of the unit has registered."""
    with database.session() as session, session.begin():
        queries.open_campaign(session, load_campaign(shipped_folder() / f"{TITLES}.yaml"), now=APRIL, by=None)
        session.add(Unit(id=1, code="VHX", name="Bộ phận Văn hóa", unit_type="office_section"))
        session.flush()
        session.add(Candidate(id=7, campaign_id=TITLES, unit_id=1, kind="individual", name="Lê Văn Ba", added_at=APRIL))
        session.flush()
        registration = Registration(campaign_id=TITLES, unit_id=1, candidate_id=7, state=RegistrationState.SENT)
        registration.points, registration.marks = {}, ["title_advanced_worker"]
        registration.changed_at = registration.sent_at = APRIL
        registration.receipt = "DK-2024-0001"
        session.add(registration)


@pytest.mark.parametrize(("option", "name"), [((), "cá nhân số 7"), (("--with-people",), "Lê Văn Ba")])
def test_the_form_of_a_plan_without_points_names_people_only_on_request(thidua, somebody, installation, option, name):
    path = f"papers/{TITLES}-VHX-registration.docx"
    command = ("export", "docx", "--campaign", TITLES, "--out", "papers", *option)
    assert thidua(*command) == (0, "", f"Bộ phận Văn hóa: written to {path}.\n")
    form = docx.Document(str(installation / path)).tables[1]
    assert [cell.text for cell in form.rows[-1].cells] == ["1", name, "", "x", *[""] * 7]


def test_nobody_of_a_plan_without_points_has_sent_an_assessment(thidua, somebody):
    command = ("export", "docx", "--campaign", TITLES, "--out", "papers", "--kind", "self_score")
    assert thidua(*command) == (0, "", "No unit has sent anything that could be written.\n")


def test_the_workbook_of_a_plan_without_points(thidua, somebody, installation):
    assert thidua("export", "xlsx", "--campaign", TITLES, "--out", "a.xlsx")[0] == 0
    assert names((installation / "a.xlsx").read_bytes()) == [
        "Summary",
        "Registration",
        "Verdicts",
        "Awards",
        "Award dossiers",
        "Trail",
    ]
