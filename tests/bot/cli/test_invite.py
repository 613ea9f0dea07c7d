"""``thidua invite``, from the command line to the row in the database."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import select

from storage import queries
from storage.tables import BotState, Invitation, Role, Unit


@pytest.fixture
def units(database):
    with database.session() as session:
        session.add_all(
            [
                Unit(id=1, code="PHUONG-1", name="UBND Phường 1", unit_type="ward_committee"),
                Unit(id=2, code="PNV", name="Phòng Nội vụ", unit_type="city_department"),
                Unit(id=3, code="OLD", name="Đơn vị cũ", unit_type="city_department", active=False),
            ]
        )
        session.commit()


def test_the_code_that_is_printed_lets_the_first_organizer_in(thidua, database):
    before = datetime.now(UTC)
    code, out, err = thidua("invite", "--role", "organizer", "--json")
    made = json.loads(out)
    assert (code, err, made["link"], list(made)) == (0, "", None, ["code", "link", "expires_at"])
    with database.session() as session:
        found = queries.find_invitation(session, made["code"])
        assert found is not None
        assert (found.role, found.unit_id, found.used_at) == (Role.ORGANIZER, None, None)
        # By the real clock, although the campaign plays in 2024.
        assert before <= found.expires_at - timedelta(days=14) <= datetime.now(UTC)
        assert abs(datetime.fromisoformat(made["expires_at"]) - found.expires_at) < timedelta(seconds=1)
        assert made["expires_at"].endswith("+07:00")


def test_a_contact_is_invited_for_a_unit_whatever_the_case_of_its_code(thidua, units, database):
    code, out, _ = thidua("invite", "--role", "unit_contact", "--unit", "phuong-1", "--json")
    with database.session() as session:
        found = queries.find_invitation(session, json.loads(out)["code"])
        assert found is not None
        assert (code, found.role, found.unit_id) == (0, Role.UNIT_CONTACT, 1)


def test_the_link_is_known_once_the_bot_has_told_its_name(thidua, database):
    with database.session() as session:
        session.add(BotState(bot="telegram", key="username", value="thidua_bot"))
        session.commit()
    made = json.loads(thidua("invite", "--role", "reviewer", "--json")[1])
    assert made["link"] == f"https://t.me/thidua_bot?start={made['code'].replace('-', '')}"


def test_words_for_people(thidua, units, monkeypatch):
    code, out, err = thidua("invite", "--role", "unit_leader", "--unit", "PNV")
    first, second, third = out.splitlines()
    day = (datetime.now(UTC) + timedelta(days=14, hours=7)).strftime("%d/%m/%Y")
    assert (code, err, len(first)) == (0, "", 9)
    assert second == (
        f"Invitation for head of the unit – Phòng Nội vụ. It works once, until {day}; it is not shown again."
    )
    assert third.startswith("Whoever is invited writes the code to the bot")
    monkeypatch.setenv("THIDUA_LOCALE", "vi")
    assert "Mã mời cho người thẩm định." in thidua("invite", "--role", "reviewer")[1]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (
            ["--role", "boss"],
            (
                "--role: there is no role boss. There are: unit_contact, unit_leader, reviewer, council_secretary,"
                " decision_maker, organizer."
            ),
        ),
        (
            ["--role", "unit_contact"],
            "--unit is missing: the role unit_contact belongs to a unit. There are: PHUONG-1, PNV.",
        ),
        (["--role", "unit_contact", "--unit", "OLD"], "--unit: there is no unit OLD. There are: PHUONG-1, PNV."),
        (["--role", "organizer", "--unit", "PNV"], "--unit: the role organizer belongs to no unit; leave --unit out."),
    ],
)
def test_wrong_input_names_what_there_is_and_makes_nothing(thidua, units, database, arguments, sentence):
    assert thidua("invite", *arguments) == (2, "", f"thidua: {sentence}\n")
    with database.session() as session:
        assert session.exec(select(Invitation)).all() == []


def test_without_units_the_next_step_is_named(thidua):
    assert thidua("invite", "--role", "unit_contact", "--unit", "P1") == (
        2,
        "",
        "thidua: --unit: there are no units yet; run “thidua people import” first.\n",
    )
