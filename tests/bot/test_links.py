"""Signed links: only ours, only for their purpose, only for a while."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.links import LIVES, BadLink, Links, Purpose, load_key
from storage.database import Database

NOW = datetime(2026, 11, 21, 8, tzinfo=UTC)


def made(key: bytes = b"k" * 32) -> Links:
    links = Links("https://thidua.example/")
    links.key = key
    return links


def token_of(link: str) -> str:
    return link.split("/")[4]


def test_a_link_names_its_row() -> None:
    link = made().upload(42, now=NOW)
    assert link.startswith("https://thidua.example/u/2a-")
    assert len(link) < 70
    assert made().read(Purpose.UPLOAD, token_of(link), now=NOW + timedelta(hours=2)) == 42


def test_a_file_can_be_fetched_again_and_again() -> None:
    link = made().download(7, "Báo cáo / quý I.pdf", now=NOW)
    assert link.endswith("/B%C3%A1o%20c%C3%A1o%20%2F%20qu%C3%BD%20I.pdf")
    for hours in (0, 1, 11):
        assert made().read(Purpose.DOWNLOAD, token_of(link), now=NOW + timedelta(hours=hours)) == 7


@pytest.mark.parametrize("purpose", list(Purpose))
def test_it_ends(purpose: Purpose) -> None:
    link = made().upload(42, now=NOW) if purpose is Purpose.UPLOAD else made().download(42, "a", now=NOW)
    with pytest.raises(BadLink) as bad:
        made().read(purpose, token_of(link), now=NOW + LIVES[purpose] + timedelta(seconds=1))
    assert bad.value.expired


def forgeries() -> list[tuple[str, str]]:
    token = token_of(made().upload(42, now=NOW))
    row, expires, mac = token.split("-", 2)
    return [
        ("another row", f"{43:x}-{expires}-{mac}"),
        ("a longer life", f"{row}-{int(expires, 16) + 1:x}-{mac}"),
        ("another key", token_of(made(b"x" * 32).upload(42, now=NOW))),
        ("for downloads", token_of(made().download(42, "a", now=NOW))),
        ("cut off", token[:-1]),
        ("with a tail", token + "\n"),
        ("nothing", ""),
        ("words", "xin-chao-ban"),
        ("capitals", f"{row.upper()}-{expires}-{mac}"),
        ("other digits", f"{row}-{expires}-{'٠' * 22}"),
    ]


@pytest.mark.parametrize("token", [row[1] for row in forgeries()], ids=[row[0] for row in forgeries()])
def test_a_forged_one(token: str) -> None:
    with pytest.raises(BadLink) as bad:
        made().read(Purpose.UPLOAD, token, now=NOW)
    assert not bad.value.expired


def test_without_a_key_there_is_no_link() -> None:
    with pytest.raises(RuntimeError):
        Links("https://x.example").upload(1, now=NOW)


def test_the_key_stays(settings) -> None:
    database = Database(settings.database_url)
    keys = []
    for _ in range(2):
        with database.session() as session:
            keys.append(load_key(session))
            session.commit()
    database.close()
    assert keys[0] == keys[1]
    assert len(keys[0]) == 32
