"""Which of our three errors each refusal of the Official Account is, and what is told of it."""

import io
import logging
import traceback
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
import structlog

from bot.channels.base import Closed, Gone, Rejected, Rendered, Temporary
from bot.channels.zalo_oa import ZaloOaChannel
from bot.channels.zalo_oa_failures import MEANINGS
from bot.channels.zalo_oa_tokens import Tokens
from tests.fakes.zalo_oa import FakeOaUser, FakeZaloOa
from tests.fakes.zalo_oa_bench import MemoryVault, sending, signed_in

Trouble = Callable[[FakeZaloOa], Any]
HELLO = Rendered(("xin chào",))


@pytest.fixture
async def oa() -> AsyncIterator[FakeZaloOa]:
    async with FakeZaloOa() as server:
        yield server


@pytest.fixture
async def channel(oa: FakeZaloOa) -> AsyncIterator[ZaloOaChannel]:
    async with sending(oa) as made:
        yield made


@pytest.fixture
async def lan(oa: FakeZaloOa) -> FakeOaUser:
    user = oa.user("Lan")
    await user.send("a")
    return user


def refuses(code: int) -> Trouble:
    return lambda oa: oa.refuse_next("cs", code, times=2)


LATER, WAIT, NEVER, AWAY = (Temporary, None), (Temporary, True), (Rejected, None), (Gone, None)
SHUT = (Closed, None)
CODES: dict[int, tuple[type[Exception], bool | None]] = {
    -216: WAIT, -220: WAIT, 216: WAIT, -401: WAIT, 401: WAIT, -124: WAIT,
    -32: WAIT, -211: WAIT, -218: LATER,
    -213: AWAY, -227: AWAY, -244: AWAY, -114: AWAY, -119: AWAY, -230: SHUT, -232: SHUT,
    -201: NEVER, -210: NEVER, -233: NEVER, -240: NEVER, -100: NEVER, -108: NEVER,
    -209: WAIT, -212: WAIT, -219: WAIT, -221: WAIT, -223: WAIT, -224: WAIT,
    -234: LATER, -320: LATER, -321: LATER, -131: LATER, -135: LATER, -137: LATER, -144: LATER,
    -9999: NEVER,
}  # fmt: skip


def test_every_known_code_is_in_the_table() -> None:
    assert set(CODES) - {-9999} == set(MEANINGS)


@pytest.mark.parametrize(("code", "expected"), CODES.items())
async def test_a_code(oa, channel, lan, code, expected) -> None:
    refuses(code)(oa)
    kind, everybody = expected
    with pytest.raises(kind) as caught:
        await channel.send(lan.id, HELLO)
    assert type(caught.value) is kind
    if kind is Temporary:
        assert caught.value.whole_channel is bool(everybody)
        assert caught.value.after >= 5


TROUBLES: list[tuple[str, Trouble, type[Exception]]] = [
    ("HTTP 429 with a page", lambda oa: oa.fail_next("cs", 429, "slow down"), Temporary),
    ("HTTP 401", lambda oa: oa.fail_next("cs", 401, "no", times=2), Temporary),
    ("HTTP 400", lambda oa: oa.fail_next("cs", 400, {"message": "bad"}), Rejected),
    ("HTTP 500", lambda oa: oa.fail_next("cs", 500, "<html>"), Temporary),
    ("HTTP 502 with JSON", lambda oa: oa.fail_next("cs", 502, {"message": "bad gateway"}), Temporary),
    ("HTTP 200 with a page", lambda oa: oa.fail_next("cs", 200, "<html>"), Temporary),
    ("code as a text", lambda oa: oa.fail_next("cs", 200, {"error": "-213", "message": "x"}), Gone),
    ("code that is none", lambda oa: oa.fail_next("cs", 200, {"error": "x"}), Rejected),
    ("dropped after receipt", lambda oa: oa.drop_next("cs"), Temporary),
    ("cut off", lambda oa: oa.cut_next("cs"), Temporary),
]


@pytest.mark.parametrize(("trouble", "kind"), [row[1:] for row in TROUBLES], ids=[row[0] for row in TROUBLES])
async def test_trouble(oa, channel, lan, trouble, kind) -> None:
    trouble(oa)
    with pytest.raises(kind) as caught:
        await channel.send(lan.id, HELLO)
    assert type(caught.value) is kind
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None


async def test_nobody_is_there(oa: FakeZaloOa, channel: ZaloOaChannel, lan: FakeOaUser) -> None:
    await oa.stop()
    with pytest.raises(Temporary):
        await channel.send(lan.id, HELLO)


async def test_no_secret_is_told(oa: FakeZaloOa, lan: FakeOaUser) -> None:
    """Not in our errors, their chains, or any log line, at any level."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    logging.getLogger().addHandler(handler)
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(stream))
    tokens: Tokens = signed_in(oa)
    told = f"{tokens.access} {tokens.refresh} {oa.app_secret} {oa.secret_key}"
    troubles: list[Trouble] = [row[1] for row in TROUBLES]
    troubles += [
        lambda oa: oa.fail_next("cs", 200, {"error": -201, "message": told}),
        lambda oa: oa.refuse_next("cs", -216),  # and what was waiting for the renewal is refused, too
    ]
    oa.fail_next("token", 200, {"error": -118, "message": told})
    try:
        async with sending(oa, MemoryVault(tokens)) as channel:
            for trouble in troubles:
                trouble(oa)
                try:
                    await channel.send(lan.id, HELLO)
                except (Temporary, Rejected, Gone):
                    stream.write(traceback.format_exc())
    finally:
        logging.getLogger().removeHandler(handler)
        structlog.reset_defaults()
    assert "Traceback" in stream.getvalue()
    for secret in (*told.split(), oa.refresh_token, *oa.access_tokens):
        assert secret not in stream.getvalue()
