"""What happens on both of Zalo's products alike: a campaign whose program dies in the middle of answers."""

from collections.abc import Awaitable, Callable

from tests.acceptance.people import Chatter
from tests.acceptance.program import Program, until
from tests.acceptance.stories import EVIDENCE, FACTS, SENDING, Turns, evidence_of, facts_of, self_assessment
from tests.fakes.server import ZaloServer


async def assess_with_kills(
    program: Program, server: ZaloServer, method: str, lan: Chatter, *, between: Callable[[int], None] = lambda _: None
) -> None:
    """The self-assessment is answered and sent; every ninth answer is interrupted. ``method``: how the program sends;
    ``between``: done before the other turns, by their number."""
    story: Turns = [*self_assessment(failed=1), *SENDING]
    for number, (act, expected) in enumerate(story):
        if number % 9 == 4:
            await die_while_answering(program, server, method, lan, act, expected)
            continue
        between(number)
        await lan.turn(act, expected)
    assert facts_of(program, 1) == FACTS
    assert evidence_of(program, 1) == EVIDENCE


async def die_while_answering(
    program: Program, server: ZaloServer, method: str, lan: Chatter, act: str, expected: str
) -> None:
    """Killed after the event is stored and before its answer is out: the answer comes after the next start."""
    before = len(server.called(method))
    server.delay_next(method, 0.3)
    await lan.do(act)
    await until(lambda: len(server.called(method)) > before, "it answers")
    program.kill()
    await program.start()
    await lan.wait_for(expected)
    lan.user._read = len(lan.user.messages)  # the same may have come twice
    await program.settle()
    lan.user._read = len(lan.user.messages)


async def approve(program: Program, an: Chatter, lan: Chatter, *, look: Callable[[], Awaitable[None]]) -> None:
    """The reviewer opens the submission, looks at evidence, and approves all of it."""
    await an.turn("tham dinh", "Có 1 hồ sơ chờ thẩm định:")
    await an.turn("1", "UBND Phường 1 – 97/100")
    await look()
    await an.turn("[Xem cả hồ sơ]", "UBND Phường 1 – 97/100")
    await an.turn("duyet tat ca", "của UBND Phường 1: 97/100 điểm?")
    await an.turn("[Đồng ý duyệt]", "Đã duyệt UBND Phường 1: 97/100 điểm.")
    await lan.wait_for("Bảng tự chấm điểm của UBND Phường 1 đã được duyệt: 97/100 điểm.")
    await program.settle()
