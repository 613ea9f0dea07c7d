"""The tokens of an Official Account: renewed in time, once, stored before they are used, never lost."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from bot.channels.base import Rejected, Rendered, Temporary
from bot.channels.zalo_oa import OaProfile
from bot.channels.zalo_oa_tokens import EARLY, WITHOUT_A_WORD, Tokens, read_tokens
from tests.fakes.telegram_bench import until
from tests.fakes.zalo_oa import FakeOaUser, FakeZaloOa
from tests.fakes.zalo_oa_bench import MemoryVault, sending, signed_in

HELLO = Rendered(("xin chào",))
NOW = datetime(2026, 11, 21, tzinfo=UTC)


@pytest.fixture
async def oa() -> AsyncIterator[FakeZaloOa]:
    async with FakeZaloOa() as server:
        yield server


@pytest.fixture
async def lan(oa: FakeZaloOa) -> FakeOaUser:
    user = oa.user()
    await user.send("a")
    return user


@pytest.mark.parametrize(
    ("expires_in", "life"),
    [
        ("90000", timedelta(hours=25)),
        (90000, timedelta(hours=25)),
        (None, WITHOUT_A_WORD),
        ("soon", WITHOUT_A_WORD),
        ("0", WITHOUT_A_WORD),
    ],
)
def test_how_long_a_token_lives(expires_in: object, life: timedelta) -> None:
    tokens = read_tokens({"access_token": "a", "refresh_token": "r", "expires_in": expires_in}, NOW)
    assert tokens.until - NOW == life


def test_it_is_renewed_early() -> None:
    day = Tokens("a", "r", NOW, NOW + timedelta(hours=25))
    assert day.until - day.renew_at == EARLY
    hour = Tokens("a", "r", NOW, NOW + timedelta(hours=1))
    assert hour.until - hour.renew_at == timedelta(minutes=6)


@pytest.mark.parametrize("code", [-216, -220, 216, -401, 401, -124])
async def test_a_refused_token_is_renewed_and_the_message_sent(oa, lan, code) -> None:
    vault = MemoryVault(signed_in(oa))
    oa.refuse_next("cs", code)
    async with sending(oa, vault) as channel:
        await channel.send(lan.id, HELLO)
    assert [one.text for one in lan.messages] == ["xin chào"]
    assert len(vault.stored) == 2
    assert vault.stored[-1].refresh == oa.refresh_token


async def test_a_token_that_is_refused_again_waits(oa: FakeZaloOa, lan: FakeOaUser) -> None:
    oa.refuse_next("cs", -216, times=2)
    async with sending(oa) as channel:
        with pytest.raises(Temporary) as caught:
            await channel.send(lan.id, HELLO)
    assert (caught.value.after, caught.value.whole_channel) == (60.0, True)
    assert len(oa.called("token")) == 1


async def test_many_at_once_refresh_once(oa: FakeZaloOa) -> None:
    people = [oa.user(f"{number}") for number in range(20)]
    for person in people:
        await person.send("a")
    vault = MemoryVault(signed_in(oa))
    oa.expire_tokens()
    async with sending(oa, vault) as channel:
        await asyncio.gather(*(channel.send(person.id, HELLO) for person in people))
    assert (len(oa.called("token")), oa.refreshing_at_once) == (1, 1)
    assert all(len(person.messages) == 1 for person in people)


async def test_an_old_token_is_renewed_before_it_is_refused(oa: FakeZaloOa, lan: FakeOaUser) -> None:
    async with sending(oa, MemoryVault(signed_in(oa, left=600))) as channel:
        await channel.send(lan.id, HELLO)
    assert [name for name, _ in oa.calls] == ["token", "cs"]


async def test_it_goes_on_with_the_old_one_while_nobody_renews(oa: FakeZaloOa, lan: FakeOaUser) -> None:
    vault = MemoryVault(signed_in(oa, left=600))
    oa.refuse_next("token", -118, "no right")
    async with sending(oa, vault) as channel:
        await channel.send(lan.id, HELLO)
    assert len(lan.messages) == 1
    assert vault.failures == ["-118: no right"]


async def test_it_is_stored_before_it_is_used(oa: FakeZaloOa, lan: FakeOaUser, monkeypatch) -> None:
    """A full disk holds everything up rather than losing the only refresh token there is."""
    monkeypatch.setattr("bot.channels.zalo_oa_tokens.STORE_AGAIN_SECONDS", 0.01)
    vault = MemoryVault(signed_in(oa))
    vault.refusals = 3
    oa.expire_tokens()
    async with sending(oa, vault) as channel:
        await channel.send(lan.id, HELLO)
    assert vault.stored[-1].refresh == oa.refresh_token
    assert len(oa.called("token")) == 1


async def test_a_refresh_that_was_begun_is_finished_whatever_ends(oa: FakeZaloOa, lan: FakeOaUser) -> None:
    vault = MemoryVault(signed_in(oa))
    oa.expire_tokens()
    oa.delay_next("token", 0.3)
    async with sending(oa, vault) as channel:
        task = asyncio.create_task(channel.send(lan.id, HELLO))
        await until(lambda: oa.called("token"))
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    assert task.cancelled()
    assert vault.stored[-1].refresh == oa.refresh_token


async def test_another_process_renews(oa: FakeZaloOa, lan: FakeOaUser, monkeypatch) -> None:
    monkeypatch.setattr("bot.channels.zalo_oa_tokens.STORE_AGAIN_SECONDS", 0.01)
    vault = MemoryVault(signed_in(oa))
    oa.expire_tokens()
    vault.taken = True
    async with sending(oa, vault) as channel:
        task = asyncio.create_task(channel.send(lan.id, HELLO))
        await asyncio.sleep(0.05)
        vault.stored.append(signed_in(oa))  # the other one is done
        await task
    assert oa.called("token") == []
    assert len(lan.messages) == 1


async def test_somebody_signed_in_meanwhile(oa: FakeZaloOa, lan: FakeOaUser) -> None:
    vault = MemoryVault(signed_in(oa))
    async with sending(oa, vault) as channel:
        await channel.send(lan.id, HELLO)
        oa.expire_tokens()
        vault.stored.append(signed_in(oa))
        await channel.send(lan.id, HELLO)
    assert oa.called("token") == []
    assert len(lan.messages) == 2


async def test_the_answer_is_lost_on_the_way(oa: FakeZaloOa, lan: FakeOaUser) -> None:
    """The refresh token is used up, and nobody has the next: the organizers are told at once."""
    vault = MemoryVault(signed_in(oa))
    oa.expire_tokens()
    oa.drop_next("token")
    async with sending(oa, vault) as channel:
        for _ in range(4):
            with pytest.raises(Temporary):
                await channel.send(lan.id, HELLO)
        assert len(vault.failures) == 2
        assert "-14014" in vault.failures[1]  # a refusal is not asked for again and again
        assert len(oa.called("token")) == 2
        vault.stored.append(signed_in(oa))
        await channel.send(lan.id, HELLO)


async def test_nobody_there_is_no_alarm(oa: FakeZaloOa, lan: FakeOaUser) -> None:
    vault = MemoryVault(signed_in(oa))
    oa.expire_tokens()
    async with sending(oa, vault) as channel:
        await oa.stop()
        with pytest.raises(Temporary):
            await channel.send(lan.id, HELLO)
        await oa.start()
        await channel.send(lan.id, HELLO)
    assert vault.failures == []
    assert len(lan.messages) == 1


async def test_nobody_has_signed_in(oa: FakeZaloOa, lan: FakeOaUser) -> None:
    async with sending(oa, MemoryVault()) as channel:
        with pytest.raises(Temporary) as caught:
            await channel.send(lan.id, HELLO)
        assert caught.value.whole_channel
        with pytest.raises(Temporary):
            await channel.describe()
    assert oa.calls == []


async def test_whose_account_it_is(oa: FakeZaloOa) -> None:
    async with sending(oa) as channel:
        assert await channel.describe() == OaProfile(oa.oa_id, "Phường 1")
        oa.refuse_next("getoa", -216)
        with pytest.raises(Rejected):
            await channel.describe()
        oa.fail_next("getoa", 502, "<html>")
        with pytest.raises(Temporary):
            await channel.describe()


async def test_it_keeps_itself_fresh(oa: FakeZaloOa) -> None:
    oa.life = 1.5
    vault = MemoryVault(signed_in(oa, left=0.0))
    async with sending(oa, vault) as channel:

        async def receive(_batch: object) -> None: ...

        task = asyncio.create_task(channel.run(receive))
        await until(lambda: len(vault.stored) >= 3, 10)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    assert len(set(oa.used_refresh_tokens)) == len(oa.used_refresh_tokens)
