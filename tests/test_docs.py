"""What the documents name is there: files, names in files, commands with their options, settings, make targets."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from bot.cli.commands import available, build
from bot.settings import Settings

ROOT = Path(__file__).parent.parent
DOCUMENTS = sorted(
    [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "storage").rglob("*.md")],
    key=lambda path: path.relative_to(ROOT).as_posix(),
)
FOLDERS = {path.name for path in ROOT.iterdir() if path.is_dir()} - {"var"}

FENCED = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
SPAN = re.compile(r"`([^`\n]+)`")
NAMED_IN_FILE = re.compile(r"`([A-Za-z_][\w.]*)`[^`.;:]{0,25}[(,]\s*`((?:\w+/)+\w+\.py)`")
COMMAND = re.compile(r"(?<![\w-])thidua ((?:[a-z][a-z-]* ?){1,2})")
OPTION = re.compile(r"(?<![\w-])--[a-z][a-z-]*")

documents = pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())


def spans(path: Path) -> list[str]:
    """The pieces of code within sentences."""
    return SPAN.findall(FENCED.sub("", path.read_text("utf-8")))


def code_lines(path: Path) -> list[str]:
    """Lines of code blocks, fenced or indented, and lines with code in them."""
    lines, fenced = [], False
    for line in path.read_text("utf-8").splitlines():
        if line.startswith("```"):
            fenced = not fenced
        elif fenced or line.startswith("    ") or "`" in line:
            lines.append(line)
    return lines


@documents
def test_pictures_and_links_lead_somewhere(path):
    text = path.read_text("utf-8")
    links = re.findall(r"\]\((?!\w+:|#)([^)#\s]+)", text) + re.findall(r'src="(?!\w+:)([^"]+)"', text)
    assert [link for link in links if not (path.parent / link).exists()] == []


@documents
def test_links_within_a_page_have_their_heading(path):
    text = path.read_text("utf-8")
    headings = {re.sub(r"[^\w\- ]", "", line).strip().lower().replace(" ", "-") for line in text.splitlines()}
    assert [anchor for anchor in re.findall(r"\]\(#([^)]+)\)", text) if anchor not in headings] == []


@documents
def test_files_that_are_named_exist(path):
    named = [span for span in spans(path) if re.fullmatch(r"[\w.*-]+(/[\w.*-]+)+/?", span)]
    ours = [span for span in named if span.split("/")[0] in FOLDERS and not span.startswith("locales/compiled")]
    missing = [span for span in ours if not list(ROOT.glob(span.rstrip("/"))) and not (path.parent / span).exists()]
    assert missing == []


@documents
def test_a_name_given_with_its_file_is_in_it(path):
    text = FENCED.sub("", path.read_text("utf-8"))
    lost = []
    for name, file in NAMED_IN_FILE.findall(text):
        defined = re.compile(rf"^\s*(?:async )?(?:def|class) {name.split('.')[-1]}\b", re.MULTILINE)
        if not defined.search((ROOT / file).read_text("utf-8")):
            lost.append(f"{name} in {file}")
    assert lost == []


@pytest.mark.parametrize("name", ["promises.md", "threat-model.md"])
def test_every_proof_exists(name):
    proofs = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", (ROOT / "docs" / name).read_text("utf-8"))
    assert len(proofs) > 20
    gone = []
    for file, test in proofs:
        path = ROOT / file
        if not path.exists() or not re.search(rf"^ *(?:async )?def {test}\(", path.read_text("utf-8"), re.MULTILINE):
            gone.append(f"{file}::{test}")
    assert gone == []


def test_every_permission_is_in_the_table_of_roles():
    files = [ROOT / "handlers" / name for name in ("permissions.py", "acting_rights.py")]
    claims = [name for each in files for name in re.findall(r"^def (may_\w+)", each.read_text("utf-8"), re.MULTILINE)]
    assert sorted(set(re.findall(r"`(may_\w+)`", (ROOT / "docs" / "roles.md").read_text("utf-8")))) == sorted(claims)


# ---------------------------------------------------------------- commands


@dataclass(frozen=True, slots=True)
class Use:
    """A command as a document writes it, with the options up to the next command of the line."""

    words: tuple[str, ...]
    options: tuple[str, ...]


def uses(path: Path) -> Iterator[Use]:
    for line in code_lines(path):
        found = list(COMMAND.finditer(line))
        ends = [following.start() for following in found[1:]] + [len(line)] * bool(found)
        for one, end in zip(found, ends, strict=True):
            rest = line[one.end() : end]
            yield Use(tuple(one[1].split()), tuple(OPTION.findall(rest)))


def find_command(words: tuple[str, ...]) -> Any:
    """The command that is meant; None when there is none."""
    if words[0] not in available():
        return None
    command: Any = getattr(get_command(build(words[0])), "commands", {})[words[0]]
    below = getattr(command, "commands", None)
    return command if below is None or len(words) == 1 else below.get(words[1])


@documents
def test_commands_and_their_options_are_known(path):
    wrong = []
    for use in uses(path):
        command = find_command(use.words)
        if command is None:
            wrong.append(" ".join(use.words))
            continue
        known = {option for each in command.params for option in each.opts} | {"--help"}
        wrong += [f"{' '.join(use.words)} {option}" for option in use.options if option not in known]
    assert wrong == []


@documents
def test_settings_are_known(path):
    known = {f"THIDUA_{field.upper()}" for field in Settings.model_fields} | {"THIDUA_DEBUG"}
    named = set(re.findall(r"\bTHIDUA_[A-Z]\w*[A-Z]\b", path.read_text("utf-8")))
    assert sorted(named - known) == []


@documents
def test_make_targets_are_known(path):
    makefile = (ROOT / "Makefile").read_text("utf-8")
    known = set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))
    named = {target for line in code_lines(path) for target in re.findall(r"(?:^\s+|`|\$ )make ([a-z]+)", line)}
    assert sorted(named - known) == []
