"""A paper is named like what it is made of: only with the verb is it the paper."""

import pytest

from handlers.choosing import choose
from handlers.conversation import Choice

FORM = Choice("go:registration_form", "Tải bảng đăng ký (Word)", ("tai bang dang ky",))
SHEET = Choice("go:self_score_sheet", "Tải bản tự đánh giá (Word)", ("tai ban tu danh gia",))
ENGLISH = Choice("go:registration_form", "Get the registration form (Word)", ("tai bang dang ky",))
MENU = Choice("go:menu", "Menu")


@pytest.mark.parametrize(
    "text", ["đăng ký", "dang ky", "bảng đăng ký", "tự đánh giá", "tu danh gia nhe", "registration"]
)
def test_without_the_verb_it_is_not_the_paper(text):
    assert choose(text, [SHEET, FORM, MENU], numbered=True) is None
    assert choose(text, [ENGLISH, MENU], numbered=True) is None


@pytest.mark.parametrize(
    ("text", "choices", "wanted"),
    [
        ("tải bảng đăng ký", [SHEET, FORM, MENU], FORM),
        ("tai bang dang ky", [ENGLISH, MENU], ENGLISH),
        ("get the registration form", [ENGLISH, MENU], ENGLISH),
        ("Tải bản tự đánh giá (Word)", [SHEET, FORM, MENU], SHEET),
        ("tải đăng ký", [SHEET, FORM, MENU], FORM),
        ("2", [SHEET, FORM, MENU], FORM),
        ("số 1", [SHEET, FORM, MENU], SHEET),
        ("menu", [SHEET, FORM, MENU], MENU),
    ],
)
def test_with_the_verb_or_the_number_it_is(text, choices, wanted):
    assert choose(text, choices, numbered=True) == wanted.id
