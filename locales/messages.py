"""Every text that people read, by area, Vietnamese beside English: ``python -m locales.messages`` writes
``docs/messages.md``. To be read through in one sitting, and beside the conversations.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from locales.compile import FRAGMENTS, read_fragment

if TYPE_CHECKING:
    from babel.messages.catalog import Message

PAGE = Path(__file__).parent.parent / "docs" / "messages.md"
HEAD = """# Every text

Made from `locales/vi/*.po` by `python -m locales.messages`; do not edit it by hand. One line each: what people read in
Vietnamese, the
shorter wording for those who chose "chữ lớn, ít chữ" where there is one, and the English in the code. A line break is
shown as ⏎.
"""
_AREAS = {
    "assessment": "Self-assessment and evidence",
    "bot": "The running bot",
    "brief": "Fewer words",
    "campaign": "Campaigns, checked and shown",
    "cli": "Command line",
    "common": "Everywhere",
    "database": "The database",
    "demo": "The demo page",
    "people": "People: joining, roles, one's own data",
    "people_import": "Lists and invitations",
    "registration": "Registration",
    "reminders": "Reminders",
    "reports": "Documents and tables",
    "review": "Reviewing",
    "zalo": "Zalo",
}


def messages_page(fragments: Path = FRAGMENTS) -> str:
    """The page as it is to be."""
    paths = sorted(path for path in fragments.glob("*.po") if not path.stem.startswith("brief"))
    brief = {_english(one): _vietnamese(one) for one in _texts(fragments / "brief.po")}
    for one in _texts(fragments / "brief_english.po"):
        brief[_english(one)] = " – ".join(filter(None, [brief.get(_english(one)), _vietnamese(one)]))
    parts = [HEAD]
    for path in paths:
        parts.append(f"\n## {_AREAS.get(path.stem, path.stem.replace('_', ' ').capitalize())}\n\n")
        parts.append("| Vietnamese | few words | English |\n| --- | --- | --- |\n")
        for one in _texts(path):
            english = _english(one)
            parts.append(f"| {_cell(_vietnamese(one))} | {_cell(brief.get(english, ''))} | {_cell(english)} |\n")
    return "".join(parts)


def _texts(path: Path) -> "Iterator[Message]":
    if path.exists():
        yield from (message for message in read_fragment(path) if message.id)


def _english(message: "Message") -> str:
    return message.id if isinstance(message.id, str) else " / ".join(message.id)


def _vietnamese(message: "Message") -> str:
    return message.string if isinstance(message.string, str) else " / ".join(message.string or ())


def _cell(text: str) -> str:
    """Safe inside a table of Markdown: no line of its own, no column, no markup."""
    return re.sub(r"([|\\*_<>\[\]`])", r"\\\1", text).replace("\n", " ⏎ ").strip()


def main() -> None:
    PAGE.write_text(messages_page(), encoding="utf-8")


if __name__ == "__main__":
    main()
