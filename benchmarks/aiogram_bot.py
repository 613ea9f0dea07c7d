"""What people would write instead: aiogram's finite states behind aiogram's own webhook, with its storage in memory or,
with ``BENCH_REDIS`` in the environment, in Redis.

It asks as many questions as ours and remembers what was answered. It scores nothing, checks nothing, keeps
no history; in memory it forgets everything at its end: every update is acknowledged without being stored.
"""

import asyncio
import os
import sys

from aiogram import Bot, Dispatcher, Router
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.fsm.storage.base import BaseStorage
from aiogram.fsm.storage.memory import MemoryStorage
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup, Message
from aiogram.webhook.aiohttp_server import SimpleRequestHandler, setup_application
from aiohttp import web

QUESTION = "<b>I.{number} – tiêu chí {number}/11</b>\nĐã giao bao nhiêu nhiệm vụ, còn bao nhiêu chưa hoàn thành?\n" * 2
router = Router()


class Assessment(StatesGroup):
    answering = State()


@router.message(Assessment.answering)
async def take_answer(message: Message, state: FSMContext) -> None:
    """Remember it, ask the next question."""
    data = await state.get_data()
    answers = [*data.get("answers", []), message.text]
    await state.update_data(answers=answers)
    button = InlineKeyboardButton(text="Quay lại", callback_data=f"back:{len(answers)}")
    await message.answer(
        QUESTION.format(number=len(answers)),
        parse_mode="HTML",
        reply_markup=InlineKeyboardMarkup(inline_keyboard=[[button]]),
    )


@router.message()
async def begin(message: Message, state: FSMContext) -> None:
    await state.set_state(Assessment.answering)
    await message.answer(QUESTION.format(number=1), parse_mode="HTML")


async def announce(bot: Bot) -> None:
    await bot.set_webhook(f"http://127.0.0.1:{sys.argv[1]}/hook", secret_token="s")


def make_storage() -> BaseStorage:
    address = os.environ.get("BENCH_REDIS")
    if address is None:
        return MemoryStorage()
    from aiogram.fsm.storage.redis import RedisStorage

    return RedisStorage.from_url(address)


async def main() -> None:
    session = AiohttpSession(api=TelegramAPIServer.from_base(os.environ["BENCH_API"]))
    bot = Bot("1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", session=session)
    dispatcher = Dispatcher(storage=make_storage())
    dispatcher.include_router(router)
    dispatcher.startup.register(announce)
    app = web.Application()
    # Not in the background, so that an acknowledged update was at least handled.
    handler = SimpleRequestHandler(dispatcher, bot, handle_in_background=False, secret_token="s")
    handler.register(app, path="/hook")
    setup_application(app, dispatcher, bot=bot)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", int(sys.argv[1])).start()
    print("READY", flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main())
