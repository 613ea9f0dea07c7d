"""What people would write instead: python-telegram-bot with its pickle persistence, behind a webhook of aiohttp.

As many questions as ours, in a persistent conversation. What was answered is written to a file every 60 seconds, which
is its default, and at the end: an acknowledged update is handled, but not on the disk. Nothing is scored or checked.
"""

import asyncio
import os
import sys

from aiohttp import web
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.constants import ParseMode
from telegram.ext import (
    Application,
    ApplicationBuilder,
    ContextTypes,
    ConversationHandler,
    MessageHandler,
    PicklePersistence,
    filters,
)

QUESTION = "<b>I.{number} – tiêu chí {number}/11</b>\nĐã giao bao nhiêu nhiệm vụ, còn bao nhiêu chưa hoàn thành?\n" * 2
ANSWERING = 1


async def begin(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> int:
    await update.effective_message.reply_text(QUESTION.format(number=1), parse_mode=ParseMode.HTML)
    return ANSWERING


async def take_answer(update: Update, context: ContextTypes.DEFAULT_TYPE) -> int:
    """Remember it, ask the next question."""
    answers = context.user_data.setdefault("answers", [])
    answers.append(update.effective_message.text)
    button = InlineKeyboardButton("Quay lại", callback_data=f"back:{len(answers)}")
    await update.effective_message.reply_text(
        QUESTION.format(number=len(answers)),
        parse_mode=ParseMode.HTML,
        reply_markup=InlineKeyboardMarkup([[button]]),
    )
    return ANSWERING


def build() -> Application:
    persistence = PicklePersistence("conversations.pickle")
    builder = ApplicationBuilder().token("1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA").updater(None)
    builder = builder.base_url(f"{os.environ['BENCH_API']}/bot").persistence(persistence)
    application = builder.connection_pool_size(256).build()
    text = filters.TEXT
    application.add_handler(
        ConversationHandler(
            [MessageHandler(text, begin)],
            {ANSWERING: [MessageHandler(text, take_answer)]},
            [],
            name="assessment",
            persistent=True,
        )
    )
    return application


async def main() -> None:
    application = build()

    async def take(request: web.Request) -> web.Response:
        # Not by its queue, so that an acknowledged update was at least handled.
        await application.process_update(Update.de_json(await request.json(), application.bot))
        return web.Response()

    app = web.Application()
    app.router.add_post("/hook", take)
    async with application:
        await application.start()
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", int(sys.argv[1])).start()
        await application.bot.set_webhook(f"http://127.0.0.1:{sys.argv[1]}/hook")
        print("READY", flush=True)
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main())
