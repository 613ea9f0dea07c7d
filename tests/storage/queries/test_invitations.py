"""Codes can be read aloud, copied by hand and typed on a Vietnamese keyboard."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import Session

from storage.queries import find_invitation, hash_code, make_invitation, new_code
from storage.tables import Role

NOW = datetime(2024, 4, 23, 1, 0, tzinfo=UTC)


def test_codes_are_grouped_and_without_letters_that_are_mistaken():
    codes = {new_code() for _ in range(200)}
    assert len(codes) == 200
    assert [code for code in codes if not re.fullmatch(r"[2-9CFGHJKMNPQRTVX]{4}-[2-9CFGHJKMNPQRTVX]{4}", code)] == []
    assert [code for code in codes if code.replace("-", "").isalpha()] == []  # it would read as a word


@pytest.mark.parametrize(
    "typed", ["K7MF-3XQ9", "k7mf3xq9", " K7MF 3XQ9 ", "k7mf–3xq9", "Ｋ７ＭＦ３ＸＱ９", "K7-MF-3X-Q9."]
)
def test_a_code_is_the_same_however_it_is_typed(typed: str):
    assert hash_code(typed) == hash_code("K7MF-3XQ9")


def test_another_code_has_another_hash():
    assert hash_code("K7MF-3XQ8") != hash_code("K7MF-3XQ9")


def test_an_invitation_is_found_by_its_code_and_the_code_itself_is_not_kept(session: Session):
    made, code = make_invitation(session, role=Role.UNIT_CONTACT, unit_id=1, now=NOW, valid_for=timedelta(days=7))
    assert find_invitation(session, code.lower().replace("-", "")) is made
    assert find_invitation(session, "2222-2222") is None
    assert (made.role, made.unit_id, made.expires_at) == (Role.UNIT_CONTACT, 1, NOW + timedelta(days=7))
    assert code not in str(made.model_dump())


def test_an_invitation_for_another_channel_names_the_person_and_no_role(session: Session):
    made, _ = make_invitation(session, role=None, unit_id=None, now=NOW, valid_for=timedelta(hours=1), person_id=2)
    assert (made.role, made.person_id) == (None, 2)
