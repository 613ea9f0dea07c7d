"""Write the first migration anew from storage/tables/: ``python -m storage.migrations.regenerate``.

Only before the first release; afterwards every change is a migration of its own (README.md beside this file).
"""

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from alembic import command
from sqlalchemy import create_engine

from storage.migrations import HEAD
from storage.migrations.running import configuration

FIRST = Path(__file__).parent / "versions" / "0001_first.py"


def write_first(target: Path) -> None:
    """Compare an empty database with the models and write the difference to ``target``, formatted."""
    with tempfile.TemporaryDirectory() as folder, create_engine("sqlite://").begin() as connection:
        config = configuration(connection, versions=folder)
        command.revision(config, message="first", autogenerate=True, rev_id="0001", version_path=folder)
        made = Path(folder) / "0001_first.py"
        text = re.sub(r"\n *# ###.*", "", made.read_text(encoding="utf-8"))
        text = text.replace("() -> None:", "() -> None:  # noqa: PLR0915 - generated: a statement for every table")
        made.write_text(text, encoding="utf-8")
        for arguments in (["check", "--quiet", "--fix", "--select", "I,F401"], ["format", "--quiet"]):
            ruff = [sys.executable, "-m", "ruff", *arguments, "--line-length", "120", str(made)]
            subprocess.run(ruff, check=True)  # noqa: S603 - our own arguments, no shell
        shutil.copyfile(made, target)


if __name__ == "__main__":
    if HEAD != "0001":
        sys.exit("There are later migrations: the first one must stay as it is.")
    write_first(FIRST)
