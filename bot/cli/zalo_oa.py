"""``thidua zalo-oa``: signing in to the Official Account, and the channel that the settings describe."""

import asyncio
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.commands import WrongInput
from bot.cli.common import begin, has_terminal, installed, say

if TYPE_CHECKING:
    from bot.channels.zalo_oa import OaAccount, OaProfile, ZaloOaChannel
    from bot.channels.zalo_oa_api import OaHosts
    from bot.channels.zalo_oa_tokens import Tokens
    from bot.settings import Settings
    from locales import Translator

app = typer.Typer()


@app.callback()
def zalo_oa() -> None:
    """The Zalo Official Account."""


@app.command()
def login(
    code: Annotated[str | None, typer.Option("--code", help="The code of Zalo's page of consent; 10 minutes.")] = None,
    verifier: Annotated[
        str | None, typer.Option("--verifier", help="With --code: the verifier of the challenge in the console.")
    ] = None,
) -> None:
    """Sign in: with a refresh token (typed in, or on standard input), or with a code of Zalo's page of consent."""
    settings, tr = begin()
    account = read_account(settings)
    if account is None:
        raise WrongInput(tr("The Official Account is not configured: set THIDUA_ZALO_OA_APP_ID."))
    if code is not None:
        form = {"grant_type": "authorization_code", "code": code.strip()}
        if verifier:
            form["code_verifier"] = verifier.strip()
    else:
        form = {"grant_type": "refresh_token", "refresh_token": _read_refresh_token(tr)}
    tokens, profile = asyncio.run(_exchange(settings, account, form, tr))
    _store(settings, account, tokens, tr)
    name = profile.username or profile.id if profile is not None else "?"
    say(tr("Signed in to {name}. The tokens are kept in the database and renewed by “thidua run”.", name=name))


def _read_refresh_token(tr: "Translator") -> str:
    if has_terminal():
        typed: str = typer.prompt(tr("Refresh token (it is not shown)"), hide_input=True, err=True)
    else:
        typed = sys.stdin.readline()
    if not typed.strip():
        raise WrongInput(tr("No refresh token was given: paste it, or pass it on standard input."))
    return typed.strip()


async def _exchange(
    settings: "Settings", account: "OaAccount", form: dict[str, str], tr: "Translator"
) -> "tuple[Tokens, OaProfile | None]":
    """A fresh pair, and whose it is (None where that could not be asked)."""
    from bot.channels.zalo_oa import ask_profile
    from bot.channels.zalo_oa_api import OaApi, OaError
    from bot.channels.zalo_oa_tokens import read_tokens

    api = OaApi(read_hosts(settings), secrets=(account.app_secret, *form.values()))
    try:
        tokens = read_tokens(await api.grant(account.app_secret, {**form, "app_id": account.app_id}), datetime.now(UTC))
        api.hide(tokens.access, tokens.refresh)
    except OaError as error:
        await api.close()
        raise RuntimeError(
            tr("Zalo refused ({error}). Each code and refresh token works once: get a new one.", error=error)
        ) from None
    try:
        profile = await ask_profile(api, tokens.access)
    except OaError:
        profile = None  # the pair is what matters, and it is not to be lost
    await api.close()
    return tokens, profile


def _store(settings: "Settings", account: "OaAccount", tokens: "Tokens", tr: "Translator") -> None:
    from bot.vault import store_tokens

    with installed(settings, tr) as database, database.session() as session:
        store_tokens(session, account.bot, tokens)
        session.commit()


def make_zalo_oa(settings: "Settings") -> "ZaloOaChannel | None":
    """The account of the settings; None where there is none. Raises ``WrongInput``."""
    account = read_account(settings)
    if account is None:
        return None
    from bot.channels.zalo_oa import ZaloOaChannel
    from bot.channels.zalo_oa_sending import Template

    if settings.public_url is None:
        raise WrongInput("The setting THIDUA_PUBLIC_URL is missing: a Zalo Official Account needs it.")
    template = None
    if settings.zalo_oa_template_id:
        template = Template(
            settings.zalo_oa_template_id, settings.zalo_oa_template_data, settings.zalo_oa_template_by.value
        )
    return ZaloOaChannel(
        account,
        public_url=settings.public_url,
        hosts=read_hosts(settings),
        buttons=settings.zalo_oa_buttons.value,
        template=template,
        contact_image=settings.zalo_oa_contact_image,
        free_only=settings.zalo_oa_free_only,
    )


def read_account(settings: "Settings") -> "OaAccount | None":
    """Who the account is; None where it is not configured. Raises ``WrongInput``."""
    if settings.zalo_oa_app_id is None:
        return None
    from bot.channels.zalo_oa import OaAccount
    from bot.settings import FirstTerm

    for name, value in (
        ("THIDUA_ZALO_OA_APP_SECRET", settings.zalo_oa_app_secret),
        ("THIDUA_ZALO_OA_SECRET_KEY", settings.zalo_oa_secret_key),
    ):
        if value is None:
            raise WrongInput(f"The setting {name} is missing: with THIDUA_ZALO_OA_APP_ID it is needed.")
    assert settings.zalo_oa_app_secret is not None
    assert settings.zalo_oa_secret_key is not None
    first: str | None = settings.zalo_oa_app_id
    if settings.zalo_oa_signature is FirstTerm.OA_ID:
        first = settings.zalo_oa_id
    if first is None:
        raise WrongInput("The setting THIDUA_ZALO_OA_ID is missing: with THIDUA_ZALO_OA_SIGNATURE=oa_id it is needed.")
    return OaAccount(
        settings.zalo_oa_app_id,
        settings.zalo_oa_app_secret.get_secret_value(),
        settings.zalo_oa_secret_key.get_secret_value(),
        first,
    )


def read_hosts(settings: "Settings") -> "OaHosts":
    from bot.channels.zalo_oa_api import OaHosts

    return OaHosts(settings.zalo_oa_api_url, settings.zalo_oa_business_url, settings.zalo_oa_oauth_url)
