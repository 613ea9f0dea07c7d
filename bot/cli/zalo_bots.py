"""The Zalo bots that the settings describe: one, or several that share the people of a campaign."""

from typing import TYPE_CHECKING

from bot.cli.commands import WrongInput

if TYPE_CHECKING:
    from bot.channels.zalo_bot import ZaloBotChannel
    from bot.settings import Settings


def make_zalo_bots(settings: "Settings") -> "list[ZaloBotChannel]":
    """Every Zalo bot. Raises ``WrongInput``."""
    tokens = settings.zalo_bots()
    if not tokens:
        return []
    from bot.channels.zalo_bot import ZaloBotChannel

    if settings.zalo_bot_mode == "webhook" and settings.public_url is None:
        raise WrongInput("The setting THIDUA_PUBLIC_URL is missing: with THIDUA_ZALO_BOT_MODE=webhook Zalo needs it.")
    secret = settings.zalo_bot_webhook_secret
    try:
        return [
            ZaloBotChannel(
                token,
                name=name,
                api_url=settings.zalo_bot_api_url,
                mode=settings.zalo_bot_mode.value,
                public_url=settings.public_url,
                webhook_secret=secret.get_secret_value() if secret else None,
                messages_a_month=settings.zalo_bot_messages,
                counts_received=settings.zalo_bot_counted == "both",
            )
            for name, token in tokens.items()
        ]
    except ValueError as error:
        raise WrongInput(f"The setting THIDUA_ZALO_BOT_WEBHOOK_SECRET is wrong: {error}.") from error
