"""Workbooks that are made to fill the memory or to hold the program up: refused before they are unpacked."""

import contextlib
import io
import time
import zipfile
from collections.abc import Callable
from typing import Any

import pytest

from locales import translator
from reports.roster_cells import RosterFileError
from reports.rosters import read_roster
from reports.workbook.faults import Unusable, WorkbookError
from reports.workbook.grids import MAX_COLUMNS, MAX_ROWS, read_grids, sheet_names
from reports.workbook.reading import read_workbook

TR = translator("vi")
LAUGHS = "".join(f'<!ENTITY l{number} "{"".join(f"&l{number - 1};" for _ in range(10))}">' for number in range(1, 12))
LAUGHING = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "ha ha ha">{LAUGHS}]>'
SECONDS = 20.0  # forever, if it were expanded


def zipped(members: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return target.getvalue()


def bomb() -> bytes:
    """210 MB of zeros in some 200 kB."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("xl/workbook.xml", "w") as member:
        for _ in range(21):
            member.write(bytes(10 * 1024 * 1024))
    return target.getvalue()


def laughing(part: str) -> bytes:
    """A real workbook with one part that names entities which name entities."""
    from openpyxl import Workbook

    made = io.BytesIO()
    book = Workbook()
    book.create_sheet("Đơn vị").append(["Đơn vị"])
    book.save(made)
    with zipfile.ZipFile(made) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    members[part] = f"{LAUGHING}<x>&l11;</x>".encode()
    return zipped(members)


@pytest.mark.parametrize("read", [lambda data: read_workbook(data, TR), sheet_names])
def test_a_zip_bomb_is_not_unpacked(read: Callable[[bytes], Any]) -> None:
    with pytest.raises(WorkbookError) as refused:
        read(bomb())
    assert refused.value.reason is Unusable.TOO_LARGE


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/styles.xml"])
def test_entities_that_name_entities_are_not_expanded(part: str) -> None:
    """ "Billion laughs": as a campaign's workbook, as a list of units, and when only its sheets are looked for."""
    data, began = laughing(part), time.monotonic()
    with pytest.raises(WorkbookError):
        read_workbook(data, TR)
    with contextlib.suppress(RosterFileError):
        assert len(read_roster(data).rows) == 0
    with contextlib.suppress(WorkbookError):
        assert sheet_names(data) == ["Sheet", "Đơn vị"]
    assert time.monotonic() - began < SECONDS


def at(row: int, column: int) -> bytes:
    """A workbook with words there and in A1."""
    from openpyxl import Workbook

    made, book = io.BytesIO(), Workbook()
    sheet = book.create_sheet("Xa")
    for place in ((1, 1), (row, column)):
        sheet.cell(*place, "chữ")
    book.save(made)
    return made.getvalue()


def test_a_sheet_without_end_is_refused_and_far_columns_are_not_read() -> None:
    assert [grid.rows for grid in read_grids(at(MAX_ROWS, 1))] == [0, MAX_ROWS]
    with pytest.raises(WorkbookError) as refused:
        read_grids(at(MAX_ROWS + 1, 1))
    assert refused.value.reason is Unusable.TOO_LARGE
    assert [grid.columns for grid in read_grids(at(1, MAX_COLUMNS + 1))] == [0, 1]
