"""``thidua run`` as it is, without the pace of 29.5 messages a second that Telegram allows: to see what else limits."""

from bot.channels.telegram import TelegramChannel
from bot.cli import main

TelegramChannel.sends_per_second = 100_000.0
TelegramChannel.seconds_per_chat = 0.0

if __name__ == "__main__":
    main()
