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


REPORTS = Choice("attach:I.3", "I.3 Báo cáo CCHC gửi đúng hạn", ("I.3",))
OTHER = Choice("attach:II.1", "II.1 Kế hoạch tuyên truyền CCHC", ("II.1",))
SEND = Choice("send", "Gửi đăng ký", ("nop",))


@pytest.mark.parametrize("text", ["gửi", "gui", "điểm", "thôi", "để sau"])
def test_a_word_that_works_everywhere_is_no_part_of_a_name(text):
    assert choose(text, [REPORTS, OTHER, Choice("x", "Số điểm thôi để sau")], numbered=True) is None


@pytest.mark.parametrize(
    ("text", "wanted"),
    [("gửi đăng ký", SEND), ("gửi đúng hạn", REPORTS), ("bao cao", REPORTS), ("tuyen truyen", OTHER)],
)
def test_what_an_option_begins_with_or_has_to_itself_names_it(text, wanted):
    assert choose(text, [REPORTS, OTHER, SEND], numbered=True) == wanted.id
    assert choose("gui", [OTHER, SEND], numbered=True) == SEND.id


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
