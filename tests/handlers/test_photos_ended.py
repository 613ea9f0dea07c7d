"""XONG ends the photos and answers nothing; said again in the same minute neither. Later it may mean yes."""

import pytest

from storage import queries
from storage.database import Database
from tests.conversations import Stage, direct, do
from tests.showing import ButtonChannel


@pytest.mark.parametrize(
    ("said", "recorded"),
    [
        (("xong",), None),
        (("xong", "xong rồi", "xong"), None),
        (("xong", "@later 2 minutes", "xong rồi"), {"issued": True}),
        (("xong", "vi sao", "xong rồi"), {"issued": True}),  # something else was said meanwhile
        (("xong", "có"), {"issued": True}),
    ],
)
def test_xong_after_photos(database: Database, said: tuple[str, ...], recorded: dict[str, object] | None) -> None:
    stage = Stage(database, ButtonChannel())
    for line in (
        "clock 2024-12-16 09:00",
        "campaign cchc-vinh-long-2024",
        "unit P1 UBND Phường 1",
        "person Lan unit_contact P1",
    ):
        direct(stage, line)
    register = ("dang ky", "toi da tat ca", "12/UBND-VP ngày 12/4/2024", "gui sau", "gui", "tu cham diem")
    for text in (*register, "12 1", "(photo i1.jpg)", *said):
        if text.startswith("@"):
            direct(stage, text.removeprefix("@"))
        else:
            do(stage, f"Lan> {text}", typed=False)
    with stage.session() as session:
        found = queries.answers_of(session, 1).get("I.2.1")
        assert (dict(found.facts) if found else None) == recorded
