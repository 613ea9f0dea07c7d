"""Signing in to an Official Account, and what the doctor finds of it."""

import asyncio
import io
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from bot.channels.zalo_oa_tokens import Tokens
from bot.vault import load_tokens, store_tokens
from storage.tables import ChannelAccount, JournalEvent, Membership, Person, Role
from tests.fakes.zalo_oa import FakeZaloOa


@pytest.fixture
def oa() -> Iterator[FakeZaloOa]:
    """In a loop of its own: the commands have one, too."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    server = FakeZaloOa()
    asyncio.run_coroutine_threadsafe(server.start(), loop).result(10)
    yield server
    asyncio.run_coroutine_threadsafe(server.stop(), loop).result(10)
    loop.call_soon_threadsafe(loop.stop)
    thread.join(10)
    loop.close()


@pytest.fixture
def configured(installation, oa: FakeZaloOa, monkeypatch):
    settings = {
        "APP_ID": oa.app_id,
        "APP_SECRET": oa.app_secret,
        "SECRET_KEY": oa.secret_key,
        "API_URL": oa.url,
        "BUSINESS_URL": oa.url,
        "OAUTH_URL": oa.url,
    }
    for name, value in settings.items():
        monkeypatch.setenv(f"THIDUA_ZALO_OA_{name}", value)
    monkeypatch.setenv("THIDUA_PUBLIC_URL", "https://thidua.example")
    return monkeypatch


def type_in(monkeypatch, text: str) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(text))


def stored(database, oa: FakeZaloOa) -> Tokens | None:
    with database.reader() as session:
        return load_tokens(session, f"zalo_oa:{oa.app_id}")


def test_with_a_refresh_token(thidua, configured, oa, database):
    type_in(configured, oa.refresh_token + "\n")
    code, out, err = thidua("zalo-oa", "login")
    assert (code, out) == (0, "")
    assert "Signed in to Phường 1." in err
    tokens = stored(database, oa)
    assert tokens is not None
    assert tokens.refresh == oa.refresh_token  # the new one
    assert len(oa.used_refresh_tokens) == 1
    assert tokens.until - datetime.now(UTC) > timedelta(hours=24)


def test_with_a_code(thidua, configured, oa, database):
    code, _, _ = thidua("zalo-oa", "login", "--code", "the-code", "--verifier", "the-verifier")
    assert code == 0
    assert stored(database, oa) is not None


def test_a_used_token_is_refused_in_a_sentence_without_it(thidua, configured, oa, database):
    type_in(configured, "an-old-refresh-token")
    code, _, err = thidua("zalo-oa", "login")
    assert code == 1
    assert "Zalo refused (-14014: Invalid refresh token). Each code and refresh token works once" in err
    assert "an-old-refresh-token" not in err
    assert stored(database, oa) is None


def test_the_pair_is_kept_although_the_name_cannot_be_asked(thidua, configured, oa, database):
    oa.fail_next("getoa", 502, "<html>")
    type_in(configured, oa.refresh_token)
    assert thidua("zalo-oa", "login")[0] == 0
    assert stored(database, oa) is not None


def test_nothing_was_typed(thidua, configured):
    type_in(configured, "\n")
    code, _, err = thidua("zalo-oa", "login")
    assert (code, "No refresh token was given" in err) == (2, True)


@pytest.mark.parametrize(
    ("missing", "more", "named"),
    [
        ("ZALO_OA_APP_ID", {}, "THIDUA_ZALO_OA_APP_ID"),
        ("ZALO_OA_APP_SECRET", {}, "THIDUA_ZALO_OA_APP_SECRET"),
        ("ZALO_OA_SECRET_KEY", {}, "THIDUA_ZALO_OA_SECRET_KEY"),
        (None, {"ZALO_OA_SIGNATURE": "oa_id"}, "THIDUA_ZALO_OA_ID"),
        (None, {"ZALO_OA_SIGNATURE": "hmac"}, "THIDUA_ZALO_OA_SIGNATURE"),
        (None, {"ZALO_OA_TEMPLATE_DATA": "{name}"}, "THIDUA_ZALO_OA_TEMPLATE_DATA"),
        (None, {"ZALO_OA_APP_ID": "my app"}, "THIDUA_ZALO_OA_APP_ID"),
    ],
)
def test_what_is_missing_is_named(thidua, configured, missing, more, named):
    if missing:
        configured.delenv(f"THIDUA_{missing}")
    for name, value in more.items():
        configured.setenv(f"THIDUA_{name}", value)
    code, _, err = thidua("zalo-oa", "login")
    assert (code, named in err) == (2, True)


def test_run_needs_a_public_address(thidua, configured):
    configured.delenv("THIDUA_PUBLIC_URL")
    code, _, err = thidua("run")
    assert (code, "THIDUA_PUBLIC_URL" in err) == (2, True)


# -- the doctor


def findings(thidua) -> dict[str, tuple[str, str]]:
    import json

    checks = json.loads(thidua("doctor", "--json")[1])["checks"]
    return {one["check"]: (one["health"], one["text"]) for one in checks if one["check"].startswith("zalo_oa")}


def sign_in(database, oa: FakeZaloOa, *, hours: float = 25) -> None:
    access = f"access-{hours}"
    oa.access_tokens[access] = (datetime.now(UTC) + timedelta(hours=hours)).timestamp()
    now = datetime.now(UTC)
    with database.session() as session:
        pair = Tokens(access, "refresh", now - timedelta(hours=1), now + timedelta(hours=hours))
        store_tokens(session, f"zalo_oa:{oa.app_id}", pair)
        session.commit()


def test_nothing_is_said_without_an_account(thidua, installation):
    assert findings(thidua) == {}


def test_nobody_has_signed_in(thidua, configured):
    health, text = findings(thidua)["zalo_oa"]
    assert (health, "thidua zalo-oa login" in text) == ("failed", True)


def test_an_account_that_is_well(thidua, configured, oa, database):
    sign_in(database, oa)
    with database.session() as session:
        session.add(
            JournalEvent(
                bot=f"zalo_oa:{oa.app_id}", kind="update", external_id="1", sender="1", received_at=datetime.now(UTC)
            )
        )
        session.commit()
    found = findings(thidua)
    assert {check: health for check, (health, _) in found.items()} == {
        "zalo_oa": "ok",
        "zalo_oa_webhook": "ok",
        "zalo_oa_window": "ok",
    }
    assert found["zalo_oa"][1] == "Zalo answers as Phường 1."
    assert "https://thidua.example/zalo-oa/" in found["zalo_oa_webhook"][1]
    assert oa.called("token") == []  # renewing is the running program's


@pytest.mark.parametrize(
    ("trouble", "words"),
    [
        (lambda oa: oa.expire_tokens(), "-220: Access token has expired Zalo refuses the token"),
        (lambda oa: oa.refuse_next("getoa", -224, "tier"), "-224: tier Somebody has to settle this"),
        (lambda oa: oa.fail_next("getoa", 502, "<html>"), "502: not an answer of the API"),
    ],
)
def test_a_refusal(thidua, configured, oa, database, trouble, words):
    sign_in(database, oa)
    trouble(oa)
    health, text = findings(thidua)["zalo_oa"]
    assert (health, words in text) == ("failed", True)


def test_a_token_that_has_expired(thidua, configured, oa, database):
    sign_in(database, oa, hours=-1)
    health, text = findings(thidua)["zalo_oa"]
    assert (health, "has expired" in text) == ("failed", True)


def test_an_address_that_zalo_does_not_take(thidua, configured, oa, database):
    sign_in(database, oa)
    assert findings(thidua)["zalo_oa_webhook"][0] == "note"  # no event yet
    configured.setenv("THIDUA_PUBLIC_URL", "http://thidua.example")
    assert findings(thidua)["zalo_oa_webhook"][0] == "failed"


def test_people_who_are_out_of_reach(thidua, configured, oa, database):
    sign_in(database, oa)
    then = datetime.now(UTC) - timedelta(days=8)
    with database.session() as session:
        person = Person(name="Lan", consented_at=then, consent_version="1", created_at=then)
        session.add(person)
        session.flush()
        assert person.id is not None
        account = ChannelAccount(
            person_id=person.id, channel="zalo_oa", external_id="1", reachable=False, last_seen_at=then
        )
        session.add_all([account, Membership(person_id=person.id, role=Role.REVIEWER, since=then)])
        session.commit()
    health, text = findings(thidua)["zalo_oa_window"]
    assert (health, "over: 1." in text, "1 of those who take part" in text) == ("note", True, True)
    configured.setenv("THIDUA_ZALO_OA_TEMPLATE_ID", "t-9")
    assert findings(thidua)["zalo_oa_window"] == (
        "ok",
        "People whose 7 days are over: 1. They get the template t-9, which is paid for.",
    )
