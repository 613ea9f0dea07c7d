"""Golden conversations in which decisions are typed with their codes, as somebody on Zalo reads and types them
(``--rewrite`` writes them anew). Codes are counted here, so that the files say which is which; ``{code}`` is what the
newest message says to type, ``{before}`` what was typed last."""

import itertools
import re
from pathlib import Path
from typing import Any

import pytest

from storage.database import Database
from tests.bot.channels.test_zalo_bot_talk import ZaloStage
from tests.conversations import direct, do, parse
from tests.showing import ZaloChannel
from tests.test_transcripts import compare

FOLDER = Path(__file__).parents[2] / "transcripts" / "zalo"
FILES = sorted(FOLDER.glob("*.txt"))
CODE = re.compile(r"“([A-Z]+(?: [A-Z]+)? [2-9][CFGH]{2})")


@pytest.fixture
def database(database_url: str) -> Any:
    database = Database(database_url)
    yield database
    database.close()


@pytest.fixture
def _counted_codes(monkeypatch: pytest.MonkeyPatch) -> None:
    codes = ("".join(parts) for parts in itertools.product("CFGH", "CFGH", "23456789"))
    monkeypatch.setattr("bot.outbox_rows.short_code", lambda: next(codes)[::-1])


@pytest.mark.usefixtures("_counted_codes")
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_conversation_with_codes(path: Path, database: Database, rewrite: bool) -> None:
    stage, out, before = ZaloStage(database, ZaloChannel()), [], ""
    for kind, line in parse(path):
        out.append(f"@{line}" if kind == "directive" else line)
        if kind == "directive":
            direct(stage, line)
        elif kind == "act":
            name, _, text = line.partition("> ")
            shown = stage.shown.get(name) or []
            found = CODE.search(shown[-1].text) if shown else None
            text = text.replace("{code}", found[1] if found else "").replace("{before}", before)
            before = text
            for message in do(stage, f"{name}> {text}", typed=True):
                out += message.lines()
    played = "\n".join(out).rstrip() + "\n"
    if rewrite:
        path.write_text(played, encoding="utf-8")
    compare(path, played)
