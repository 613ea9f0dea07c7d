"""Every setting: type, default, help. Read from the environment (prefix ``THIDUA_``) and from ``.env``."""

import json
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.bot_ids import public_id
from locales import LOCALES

PREFIX = "THIDUA_"


class SettingsError(Exception):
    """A setting is wrong. The message is one sentence that names it, for the person who starts the program."""


class Mode(StrEnum):
    """How a vendor's events arrive."""

    POLLING = "polling"
    WEBHOOK = "webhook"


class FirstTerm(StrEnum):
    """What the text that a Zalo Official Account signs begins with."""

    APP_ID = "app_id"
    OA_ID = "oa_id"


class OaButtons(StrEnum):
    """Which of the known forms of a message with buttons is sent."""

    PLAIN = "plain"
    TEMPLATE = "template"
    NONE = "none"


class Counted(StrEnum):
    """Which messages the month's number of a Zalo bot grows by."""

    BOTH = "both"
    SENT = "sent"


class TemplateBy(StrEnum):
    """Whom a template message is sent to."""

    USER_ID = "user_id"
    PHONE = "phone"


class LogFormat(StrEnum):
    JSON = "json"
    CONSOLE = "console"


def _known_timezone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError("expected the name of a time zone, like Asia/Ho_Chi_Minh") from error
    return name


def _known_locale(name: str) -> str:
    if name not in LOCALES:
        raise ValueError(f"expected one of {', '.join(LOCALES)}")
    return name


def _opaque(token: SecretStr) -> SecretStr:
    text = token.get_secret_value()
    if not text or any(character.isspace() for character in text):
        raise ValueError("expected a token without spaces")
    return token


def _web_address(address: str) -> str:
    if not address.startswith(("http://", "https://")) or any(character.isspace() for character in address):
        raise ValueError("expected an address that begins with https:// or http://")
    return address.rstrip("/")


def _iso(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        return datetime.fromisoformat(value)
    except ValueError as error:
        raise ValueError("expected a date and time like 2024-04-23T08:00") from error


def _listed(value: Any) -> Any:
    return [one.strip() for one in value.split(",") if one.strip()] if isinstance(value, str) else value


def _json_texts(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        found = json.loads(value)
    except ValueError:
        found = None
    if not isinstance(found, dict) or not all(isinstance(text, str) for text in found.values()):
        raise ValueError('expected JSON like {"name": "{name}", "text": "{text}"}')
    return found


Token = Annotated[SecretStr, AfterValidator(_opaque)]
WebAddress = Annotated[str, AfterValidator(_web_address)]
Number = Annotated[str, Field(pattern="^[0-9]+$")]


class Settings(BaseSettings):
    """The settings of one process."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_file=".env", env_file_encoding="utf-8", extra="ignore", frozen=True
    )

    database_url: str = Field("sqlite:///var/thidua.db", min_length=1, description="SQLAlchemy address of the database")
    now: Annotated[datetime | None, BeforeValidator(_iso)] = Field(
        None, description="what the campaign clock shows at the start (ISO; local when it names no zone)"
    )
    timezone: Annotated[str, AfterValidator(_known_timezone)] = Field("Asia/Ho_Chi_Minh", description="local time zone")
    locale: Annotated[str, AfterValidator(_known_locale)] = Field("vi", description="language of people who chose none")
    files_dir: Path = Field(Path("var/files"), description="where received files are kept")
    campaigns_dir: Path | None = Field(None, description="your campaign files, beside the shipped ones")
    message_days: int = Field(30, ge=1, description="days for which the messages that came in and went out are kept")
    people_months: int = Field(
        12, ge=0, description="months for which names, phones and chats are kept after the last campaign; 0: always"
    )
    http_host: str = Field("127.0.0.1", min_length=1, description="address to listen on")
    http_port: int = Field(8080, ge=0, le=65535, description="port to listen on; 0: any free one")
    public_url: WebAddress | None = Field(None, description="address under which vendors reach this program (webhooks)")
    log_format: LogFormat | None = Field(None, description="json or console; by default console on a terminal")
    log_level: str = Field("INFO", pattern="^(?i:debug|info|warning|error)$", description="debug, info, warning, error")
    telegram_token: Token | None = Field(None, description="token of the Telegram bot, from @BotFather")
    telegram_api_url: WebAddress = Field("https://api.telegram.org", description="another Bot API server")
    telegram_mode: Mode = Field(Mode.POLLING, description="polling or webhook")
    telegram_webhook_secret: Token | None = Field(
        None, description="what Telegram sends with every webhook call; made from the token when it is not given"
    )

    zalo_bot_token: Token | None = Field(None, description="token of the Zalo bot, from Zalo Bot Manager")
    zalo_bot_tokens: Annotated[tuple[Token, ...], NoDecode, BeforeValidator(_listed)] = Field(
        (), description="tokens of further Zalo bots, with commas between them: the people are spread over all"
    )
    zalo_bot_api_url: WebAddress = Field("https://bot-api.zaloplatforms.com", description="another Zalo Bot server")
    zalo_bot_mode: Mode = Field(Mode.POLLING, description="polling or webhook")
    zalo_bot_webhook_secret: Token | None = Field(
        None, description="what Zalo sends with every webhook call; made from the token when it is not given"
    )
    zalo_bot_users: int = Field(50, ge=1, description="how many people the Zalo bot's plan allows")
    zalo_bot_messages: int = Field(
        3000, ge=1, description="how many messages a month the plan allows, received and sent together"
    )
    zalo_bot_counted: Counted = Field(
        Counted.BOTH, description="which messages count: both ways, or only those that are sent (thidua try-zalo tells)"
    )
    zalo_bot_tried: Path = Field(
        Path("var/zalo-tried.json"), description="where thidua try-zalo keeps what it found out, for the doctor"
    )
    zalo_oa_app_id: Number | None = Field(None, description="number of the application of the Zalo Official Account")
    zalo_oa_app_secret: Token | None = Field(None, description="the application's secret, which renews tokens")
    zalo_oa_secret_key: Token | None = Field(None, description="the account's own secret key, which signs the webhook")
    zalo_oa_id: Number | None = Field(None, description="number of the account; needed where it is in the signature")
    zalo_oa_signature: FirstTerm = Field(FirstTerm.APP_ID, description="what the signed text begins with")
    zalo_oa_api_url: WebAddress = Field("https://openapi.zalo.me", description="another server of the account's API")
    zalo_oa_business_url: WebAddress = Field(
        "https://business.openapi.zalo.me", description="another server for template messages by phone"
    )
    zalo_oa_oauth_url: WebAddress = Field("https://oauth.zaloapp.com", description="another server for tokens")
    zalo_oa_buttons: OaButtons = Field(OaButtons.PLAIN, description="form of messages with buttons; none: typed alone")
    zalo_oa_template_id: str | None = Field(
        None, min_length=1, description="approved template for people whose window is closed"
    )
    zalo_oa_template_data: Annotated[dict[str, str], NoDecode, BeforeValidator(_json_texts)] = Field(
        {"name": "{name}", "text": "{text}"}, description="its parameters as JSON; {name} and {text} are filled in"
    )
    zalo_oa_template_by: TemplateBy = Field(TemplateBy.USER_ID, description="whom it is sent to: user_id or phone")
    zalo_oa_contact_image: WebAddress | None = Field(
        None, description="picture for the form that asks for a phone number; without it the number is typed"
    )
    zalo_oa_free_only: bool = Field(
        default=False, description="write only within the 48 hours that cost nothing, not the 7 days that Zalo allows"
    )
    zalo_oa_keep_open: int = Field(
        30, ge=0, description="days before a deadline in which people are asked for an “ok” before their window closes"
    )

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    def zalo_bots(self) -> dict[str, str]:
        """Channel → token. The names do not depend on the order, for people's accounts are kept under them."""
        found = {} if self.zalo_bot_token is None else {"zalo_bot": self.zalo_bot_token.get_secret_value()}
        for further in self.zalo_bot_tokens:
            token = further.get_secret_value()
            if token not in found.values():
                found[f"zalo_bot-{public_id(token)}"] = token
        return found

    def zalo_rooms(self) -> dict[str, int]:
        """Channel of a Zalo bot → how many people it allows."""
        return dict.fromkeys(self.zalo_bots(), self.zalo_bot_users)

    def secrets(self) -> tuple[str, ...]:
        """Every secret that is configured, for the scrubbing of logs."""
        values = [getattr(self, name) for name in type(self).model_fields]
        found = [
            one.get_secret_value()
            for value in values
            for one in (value if isinstance(value, tuple) else (value,))
            if isinstance(one, SecretStr)
        ]
        _, at, _ = self.database_url.partition("@")
        if at:  # user:password@host
            found.append(self.database_url.partition("@")[0].rpartition("://")[2].partition(":")[2])
        return tuple(secret for secret in found if secret)


def load_settings(**given: Any) -> Settings:
    """The settings of the environment; ``given`` ones win.

    Raises ``SettingsError``.
    """
    try:
        return Settings(**given)
    except ValidationError as error:
        raise SettingsError(_sentence(error)) from None  # pydantic's own text would show the value of a token


def _sentence(error: ValidationError) -> str:
    first = error.errors(include_url=False, include_input=False)[0]
    name = PREFIX + "_".join(str(part) for part in first["loc"][:1]).upper()
    reason = first["msg"].removeprefix("Value error, ")
    return f"The setting {name} is wrong: {reason[:1].lower()}{reason[1:]}."
