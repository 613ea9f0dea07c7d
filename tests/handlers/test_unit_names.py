"""Names as people mean them, codes, and types."""

import pytest

from handlers.unit_names import accents_agree, better_spelling, core, guess_type, make_code, names_agree
from scoring.campaign_files import load_campaign, shipped_folder

TYPES = load_campaign(shipped_folder() / "cchc-vinh-long-2024.yaml").unit_types


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Nguyễn Văn Hoà", "NGUYỄN VĂN HÒA", True),
        ("Nguyen Van Hoa", "Nguyễn Văn Hòa", True),
        ("Nguyễn Văn Hoa", "Nguyễn Văn Hòa", False),
        ("Đỗ Văn Đông", "Đỗ Văn Dông", False),
        ("Trần  Thị Lý", "Trần Thị Lý", True),
        ("Trần Thị Lý", "Trần Thị Lan", False),
    ],
)
def test_names_of_people(one, other, same):
    assert (names_agree(one, other), names_agree(other, one)) == (same, same)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("UBND Phường 1", "phường 1", True),
        ("KP 2", "Khu phố 02", True),
        ("Khu phố Đông", "Khu phố Đồng", False),
        ("KHU PHO DONG", "Khu phố Đồng", True),
        ("KP Tân Hòa", "Khu phố Tân Hoà", True),
        ("Khu phố 1", "Khu phố 11", False),
    ],
)
def test_names_of_units(one, other, same):
    assert (core(one) == core(other) and accents_agree(one, other)) is same


def test_a_spelling_with_accents_is_better():
    assert better_spelling("Nguyen Van An", "Nguyễn Văn An") == "Nguyễn Văn An"
    assert better_spelling("Nguyễn Văn An", "Nguyen Van An") == "Nguyễn Văn An"
    assert better_spelling("Nguyễn Văn Hòa", "Nguyễn Văn Hoà") == "Nguyễn Văn Hòa"


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("UBND Phường 1", "PHUONG-1"),
        ("Khu phố 12", "KHU-PHO-12"),
        ("Tổ dân phố số 7", "TO-DAN-PHO-7"),
        ("Khu phố Nguyễn Thái Học", "KP-NTH"),
        ("Phòng Tài chính - Kế hoạch", "PHONG-TCKH"),
        ("Ủy ban Mặt trận Tổ quốc", "UB-MTTQ"),
        ("Trường Tiểu học Nguyễn Huệ", "TRUONG-THNH"),
        ("Đoàn 5", "DOAN-5"),
        ("…", "DON-VI"),
    ],
)
def test_codes_are_short_and_can_be_read_aloud(name, code):
    assert make_code(name, set()) == code


def test_codes_differ():
    assert make_code("Phường 1", {"phuong-1", "phuong-1-2"}) == "PHUONG-1-3"


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("UBND Phường 1", "ward_committee"),
        ("Phường Tân Hòa", "ward_committee"),
        ("Xã Trường An", "ward_committee"),
        ("Phòng Tài chính - Kế hoạch", "city_department"),
        ("Văn phòng HĐND-UBND", "city_department"),
        ("Thanh tra", "city_department"),
        ("Công an thành phố", "vertical_agency"),
        ("Chi cục Thuế khu vực", "vertical_agency"),
        ("Ban Chỉ huy Quân sự", "vertical_agency"),
        # No such types in this campaign: the glossary's own.
        ("KP 3", "neighborhood"),
        ("Tổ dân phố 4", "residential_group"),
        ("Thôn Đông Hạ", "village"),
        ("Bản Nà Lốc", "village"),
        ("Hội Liên hiệp Phụ nữ", "mass_organization"),
        ("Ủy ban Mặt trận Tổ quốc", "fatherland_front"),
        ("Trường Mầm non Hoa Mai", "public_service_unit"),
        ("Trạm Y tế", "public_service_unit"),
        ("Đảng ủy phường", "party_body"),
        ("Hợp tác xã Tân Tiến", "other"),
    ],
)
def test_types_are_guessed_from_names(name, kind):
    assert guess_type(name, said="", hints=(), types=TYPES) == kind


def test_what_the_list_says_comes_first_and_its_sections_last():
    def guess(name: str, said: str = "", *hints: str) -> str:
        return guess_type(name, said=said, hints=hints, types=TYPES)

    assert guess("Phường 1", "Cơ quan ngành dọc") == "vertical_agency"
    assert guess("Phường 1", "vertical_agency") == "vertical_agency"
    assert guess("Tư pháp - Hộ tịch", "", "I. CÁC PHÒNG, BAN", "Sheet1") == "city_department"
    assert guess("Khu phố 1", "", "I. CÁC PHÒNG, BAN") == "neighborhood"
    assert guess("Tư pháp", "Nhóm 3", "Danh sách") == "other"


def test_one_type_is_everybodys():
    assert guess_type("Hợp tác xã", said="", hints=(), types=TYPES[:1]) == "city_department"
