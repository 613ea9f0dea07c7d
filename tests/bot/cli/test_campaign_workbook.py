"""``thidua campaign export-xlsx`` and ``import-xlsx``: through a workbook and back, and every mistake with its cell."""

import pytest

from bot.cli.commands import main
from scoring.campaign_files import load_campaign, load_campaigns
from tests.campaign_books import changed_workbook, shipped
from tests.workbooks import office

ID = "danvan-phung-chi-kien-2025-2026"
SCORED = "cchc-vinh-long-2024"


@pytest.fixture
def thidua(capsys, tmp_path, monkeypatch):
    """Runs a command in an empty folder: (exit status, standard output, standard error)."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments):
        with pytest.raises(SystemExit) as end:
            main([str(argument) for argument in arguments])
        out, err = capsys.readouterr()
        return end.value.code or 0, out, err

    return run


def test_a_campaign_goes_through_a_workbook_and_is_the_same_file(thidua, tmp_path):
    assert thidua("campaign", "export-xlsx", ID) == (0, "", f"Đã ghi phong trào {ID} ra {ID}.xlsx.\n")
    status, _, said = thidua("campaign", "import-xlsx", f"{ID}.xlsx", "--out", "mine.yaml")
    assert (status, said) == (0, f"Đã ghi phong trào {ID} ra mine.yaml.\n")
    assert load_campaign(tmp_path / "mine.yaml") == load_campaigns()[ID]
    assert thidua("campaign", "check", f"{ID}.xlsx", "mine.yaml")[0] == 0
    assert "Phùng Chí Kiên" in thidua("campaign", "show", f"{ID}.xlsx")[1]


def test_import_writes_into_the_folder_of_campaigns(thidua, tmp_path, monkeypatch):
    folder = tmp_path / "campaigns"
    folder.mkdir()
    monkeypatch.setenv("THIDUA_CAMPAIGNS_DIR", str(folder))
    (tmp_path / "new.xlsx").write_bytes(changed_workbook(SCORED, ["code=cchc-tan-an-2025"]))
    status, _, said = thidua("campaign", "import-xlsx", "new.xlsx")
    assert (status, said.splitlines()[-1]) == (0, "Có thể mở ngay: thidua campaign open cchc-tan-an-2025")
    assert load_campaigns(folder)["cchc-tan-an-2025"].total == 100
    assert thidua("campaign", "list")[1].count("cchc-tan-an-2025") == 1


def test_a_file_that_is_there_is_not_replaced_without_asking(thidua, tmp_path):
    (tmp_path / "new.xlsx").write_bytes(shipped(SCORED))
    target = tmp_path / f"{SCORED}.yaml"
    target.write_text("id: mine\n")
    status, _, said = thidua("campaign", "import-xlsx", "new.xlsx")
    assert (status, target.read_text()) == (2, "id: mine\n")
    assert "--yes" in said
    assert thidua("campaign", "import-xlsx", "new.xlsx", "--yes")[0] == 0
    assert thidua("campaign", "import-xlsx", "new.xlsx")[0] == 0  # the same campaign is no loss
    assert load_campaign(target).id == SCORED


def test_every_mistake_is_named_and_nothing_is_written(thidua, tmp_path):
    (tmp_path / "wrong.xlsx").write_bytes(changed_workbook(SCORED, ["wrong"]))
    for command in ("import-xlsx", "check"):
        status, out, said = thidua("campaign", command, "wrong.xlsx")
        assert (status, out) == (2, "")
        assert len(said.splitlines()) == 4
        assert "wrong.xlsx: trang “Tiêu chí”, ô F4: “mười” không phải là số. Ghi ví dụ: 10 hoặc 2,5" in said
    assert sorted(path.name for path in tmp_path.iterdir()) == ["wrong.xlsx"]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "Tệp không có nội dung."),
        (b"id: x", "Đây không phải là tệp Excel."),
        (shipped(SCORED)[:4000], "Tệp bị hỏng."),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "Đây là tệp Excel cũ (.xls) hoặc có mật khẩu."),
        (office(), "Tệp này không chứa phong trào"),
        (None, "No such file"),
    ],
    ids=["empty", "text", "cut", "xls", "units", "missing"],
)
def test_a_broken_file_is_one_sentence(thidua, tmp_path, data, said):
    if data is not None:
        (tmp_path / "file.xlsx").write_bytes(data)
    status, _, words = thidua("campaign", "import-xlsx", "file.xlsx")
    assert status == 2
    assert "file.xlsx" in words
    assert said in words
    assert "Traceback" not in words
    assert len(words.splitlines()) == 1


def test_what_is_not_read_is_said(thidua, tmp_path):
    (tmp_path / "file.xlsx").write_bytes(changed_workbook(SCORED, ["note"]))
    status, _, said = thidua("campaign", "check", "file.xlsx")
    assert status == 0
    assert "file.xlsx: không đọc trang “Nháp”." in said


def test_an_empty_workbook_says_everything_that_is_to_be_filled(thidua):
    assert thidua("campaign", "export-xlsx", "--blank")[0] == 0
    status, _, said = thidua("campaign", "check", "phong-trao-moi.xlsx")
    lines = said.splitlines()
    assert status == 2
    assert sum("chưa ghi" in line for line in lines) == len(lines) > 12
    assert [line for line in lines if "trang “Tiêu chí”" in line]


@pytest.mark.parametrize("arguments", [[], [SCORED, "--blank"]])
def test_export_needs_a_campaign_or_blank(thidua, arguments):
    assert thidua("campaign", "export-xlsx", *arguments)[0] == 2
