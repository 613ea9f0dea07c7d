"""``thidua people``: from the officer's file to who is listed."""

import json
from pathlib import Path

import pytest
from openpyxl import load_workbook

from bot.cli import people as command
from scoring.campaign_files import load_campaign, shipped_folder
from tests.workbooks import office, one_sheet

PREVIEW = """\
4 new units:
  + PHONG-NOI-VU  Phòng Nội vụ – Department of the city
  + VAN-PHONG  Văn phòng – Department of the city
  + KHU-PHO-1  Khu phố 1 – neighborhood
  + KHU-PHO-2  Khu phố 2 – neighborhood
6 new people:
  + PHONG-NOI-VU  Nguyễn Văn An, +84912345678 – contact
  + VAN-PHONG  Trần Thị Bình, +84912345679 – contact
  + KHU-PHO-1  Lê Thị Cúc, +84912345670 – contact
  + KHU-PHO-1  Phạm Văn Dũng, +84834567890 – contact
  + KHU-PHO-2  Võ Văn Em, +84912345671 – contact
  + KHU-PHO-2  Lý Thị Phượng, no phone – contact
Sheets without a list of units, left out: Hướng dẫn.
"""
HEADINGS = ["Đơn vị", "Họ và tên", "SĐT"]


@pytest.fixture(autouse=True)
def one_campaign(monkeypatch) -> None:
    """The types of units are those of one plan, whichever others are shipped."""
    known = {"cchc-vinh-long-2024": load_campaign(shipped_folder() / "cchc-vinh-long-2024.yaml")}
    monkeypatch.setattr(command, "all_campaigns", lambda _settings: known)


@pytest.fixture
def file(installation: Path):
    """Write a list and name it."""

    def write(data: bytes, name: str = "ds.xlsx") -> str:
        (installation / name).write_bytes(data)
        return name

    return write


def listed(thidua) -> list[dict[str, object]]:
    code, out, err = thidua("people", "list", "--json")
    assert (code, err) == (0, "")
    return list(json.loads(out))


def test_the_preview_changes_nothing(thidua, file):
    said = PREVIEW + "Nothing was changed. Add --yes to import this.\n"
    assert thidua("people", "import", file(office())) == (0, "", said)
    assert listed(thidua) == []


def test_import_list_and_import_again(thidua, file):
    assert thidua("people", "import", file(office()), "--yes") == (0, "", PREVIEW + "Imported.\n")
    people = listed(thidua)
    assert people[0] == {
        "name": "Nguyễn Văn An",
        "phone": "+84912345678",
        "unit": "Phòng Nội vụ",
        "unit_code": "PHONG-NOI-VU",
        "role": "unit_contact",
    }
    assert [(one["name"], one["phone"]) for one in people] == [
        ("Nguyễn Văn An", "+84912345678"),
        ("Trần Thị Bình", "+84912345679"),
        ("Lê Thị Cúc", "+84912345670"),
        ("Phạm Văn Dũng", "+84834567890"),
        ("Lý Thị Phượng", None),
        ("Võ Văn Em", "+84912345671"),
    ]
    again = (
        "4 units stay as they are.\n6 people stay as they are.\nSheets without a list of units, left out: Hướng dẫn.\n"
        "There is nothing to change.\n"
    )
    assert thidua("people", "import", "ds.xlsx", "--yes") == (0, "", again)
    assert listed(thidua) == people
    assert thidua("people", "list")[1].splitlines()[0] == (
        "Nguyễn Văn An  +84912345678  contact – PHONG-NOI-VU Phòng Nội vụ"
    )


def test_mistakes_end_with_2_name_their_rows_and_stop_no_other_row(thidua, file):
    data = one_sheet(
        HEADINGS,
        ["Khu phố 1", "Lê Thị Cúc", "0912345670"],
        ["Khu phố 2", "Võ Văn Em", "09123"],
        ["Khu phố 3", "Ai Đó", "0912345670"],
    )
    code, _, err = thidua("people", "import", file(data), "--yes")
    assert (code, err.splitlines()[-4:]) == (
        2,
        [
            "2 mistakes; these rows are left out:",
            "  ! sheet “DS”, row 3: “09123” is not a phone number; write it like 0912 345 678.",
            (
                "  ! sheet “DS”, row 4: +84912345670 stands here for Ai Đó, and for Lê Thị Cúc in sheet “DS”, row 2;"
                " one of them is wrong."
            ),
            "Imported.",
        ],
    )
    assert [(one["name"], one["unit_code"]) for one in listed(thidua)] == [("Lê Thị Cúc", "KHU-PHO-1")]


def test_what_changes_is_shown_before_and_after(thidua, file):
    thidua("people", "import", file(one_sheet(HEADINGS, ["KHU PHO 1", "Le Thi Cuc", ""])), "--yes")
    data = one_sheet(HEADINGS, ["Khu phố 1", "Lê Thị Cúc", 912345670])
    assert thidua("people", "import", file(data), "--yes") == (
        0,
        "",
        (
            "1 unit changes:\n  ~ KHU-PHO-1, KHU PHO 1 → Khu phố 1, neighborhood\n"
            "1 person changes:\n  ~ KHU-PHO-1  Le Thi Cuc → Lê Thị Cúc, no phone → +84912345670, contact\n"
            "Imported.\n"
        ),
    )


def test_somebody_in_two_units_is_one_person(thidua, file):
    data = one_sheet(HEADINGS, ["Khu phố 1", "Lê Thị Cúc", "0912345670"], ["Khu phố 2", "Lê Thị Cúc", "0912345670"])
    thidua("people", "import", file(data), "--yes")
    assert listed(thidua) == [
        {
            "name": "Lê Thị Cúc",
            "phone": "+84912345670",
            "unit": "Khu phố 1",
            "unit_code": "KHU-PHO-1",
            "role": "unit_contact",
            "also": [{"unit": "Khu phố 2", "unit_code": "KHU-PHO-2", "role": "unit_contact"}],
        }
    ]


def test_csv_in_vietnamese(thidua, file, monkeypatch):
    monkeypatch.setenv("THIDUA_LOCALE", "vi")
    text = "Đơn vị;Họ tên;SĐT\nKhu phố 1;Lê Thị Cúc;12\n"
    assert thidua("people", "import", file(text.encode("utf-8-sig"), "ds.csv")) == (
        2,
        "",
        (
            "1 đơn vị mới:\n  + KHU-PHO-1  Khu phố 1 – khu phố\n1 lỗi; các dòng sau chưa được nhập:\n"
            "  ! dòng 2: “12” không phải số điện thoại; hãy ghi như 0912 345 678.\n"
            "Chưa thay đổi gì. Thêm --yes để nhập danh sách này.\n"
        ),
    )


def test_a_file_that_cannot_be_used_is_named_with_the_reason(thidua, file):
    no_table = (
        "thidua: ds.xlsx: No headings were found in the first 15 rows of any sheet. One column must be called"
        " “Đơn vị”, others “Họ và tên” and “Số điện thoại”.\n"
    )
    assert thidua("people", "import", file(one_sheet(["a", "b"], [1, 2]))) == (2, "", no_table)
    assert thidua("people", "import", "none.xlsx") == (
        2,
        "",
        "thidua: none.xlsx cannot be read: No such file or directory.\n",
    )


def test_nothing_is_done_that_was_not_shown(thidua, file, monkeypatch):
    """Somebody imports the same list while the question waits for its answer."""
    name = file(office())
    monkeypatch.setattr(command, "has_terminal", lambda: True)

    def answer_late(_tr, _question) -> bool:
        thidua("people", "import", name, "--yes")
        return True

    monkeypatch.setattr(command, "confirm", answer_late)
    code, _, err = thidua("people", "import", name)
    assert (code, err.splitlines()[-1]) == (
        1,
        "thidua: Somebody changed the units or people in the meantime: please run it again.",
    )


def test_the_template_can_be_filled_and_imported(thidua, installation, monkeypatch):
    monkeypatch.setenv("THIDUA_LOCALE", "vi")
    assert thidua("people", "template", "--out", "mau.xlsx") == (0, "", "Mẫu danh sách trống nằm ở mau.xlsx.\n")
    assert thidua("people", "import", "mau.xlsx")[0] == 0
    book = load_workbook(installation / "mau.xlsx")
    sheet = book["Đơn vị"]
    for column, value in enumerate([1, "K1", "Khu phố 1", None, "Lê Thị Cúc", "0912345670", "người thẩm định"], 1):
        sheet.cell(4, column).value = value
    book.save(installation / "mau.xlsx")
    assert thidua("people", "import", "mau.xlsx", "--yes")[0] == 0
    assert listed(thidua) == [
        {
            "name": "Lê Thị Cúc",
            "phone": "+84912345670",
            "unit": "Khu phố 1",
            "unit_code": "K1",
            "role": "reviewer",
        }
    ]
    assert thidua("people", "template", "--out", "nowhere/mau.xlsx")[0] == 2
