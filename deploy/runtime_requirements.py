"""Print the part of ``requirements.lock`` that the program needs to run, without the tools of its developers.

    python deploy/runtime_requirements.py [NAME…] > runtime.lock

Follows the lock's own "via" comments from ``dependencies`` of ``pyproject.toml``; further NAMEs are added with what
they need. Runs with any Python from 3.11 on, and without anything installed.
"""

import re
import sys
import tomllib
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).parents[1]
NAME = re.compile(r"^([A-Za-z0-9._-]+)")


def normal(name: str) -> str:
    """https://packaging.python.org/en/latest/specifications/name-normalization/"""
    return re.sub(r"[-_.]+", "-", name).lower()


def entries(lock: str) -> dict[str, str]:
    """Each pinned requirement with its hashes and comments, by its normal name; one that differs between versions of
    Python stands there several times."""
    found: dict[str, str] = {}
    for block in re.split(r"^(?=[A-Za-z0-9])", lock, flags=re.MULTILINE):
        if name := NAME.match(block):
            found[normal(name[1])] = found.get(normal(name[1]), "") + block
    return found


def needed_by(block: str) -> set[str]:
    """Who asked for an entry: the names of its "via" comment."""
    lines = [line.strip(" \t#").removeprefix("via").strip() for line in block.splitlines() if line.startswith("    #")]
    return {normal(line.split(" ")[0].split("[")[0]) for line in lines if line}


def runtime(lock: str, roots: Iterable[str]) -> str:
    """The entries of the roots and of all that they need."""
    blocks = entries(lock)
    wanted = {normal(root) for root in roots}
    missing = wanted - blocks.keys()
    if missing:
        raise SystemExit(f"not in the lock: {', '.join(sorted(missing))}")
    while more := {name for name, block in blocks.items() if name not in wanted and needed_by(block) & wanted}:
        wanted |= more
    return "".join(block for name, block in blocks.items() if name in wanted)


def main() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    roots = [found[1] for one in project["dependencies"] if (found := NAME.match(one))]
    sys.stdout.write(runtime((ROOT / "requirements.lock").read_text("utf-8"), [*roots, *sys.argv[1:]]))


if __name__ == "__main__":
    main()
