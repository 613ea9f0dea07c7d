"""Choices of standing messages are told from those of a question by their form: no name can be taken for one."""

import pytest

from handlers.flows import STANDING, standing_handler


@pytest.mark.parametrize("name", STANDING)
def test_only_a_name_with_its_colon_is_a_standing_choice(name: str) -> None:
    assert standing_handler(f"{name}:1:yes") is STANDING[name]
    assert standing_handler(name) is None


@pytest.mark.parametrize("choice", [None, "", "ok", "yes", "fact:open:yes", ":open", "unit:1"])
def test_what_a_question_offers_is_left_to_the_question(choice: str | None) -> None:
    assert standing_handler(choice) is None
