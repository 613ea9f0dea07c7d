"""Starts of ``thidua`` that cost little: one process has imported everything, and each start is a fork of it.

A start spends five seconds of processor time on imports, most of them aiogram's, and the tests start the program a
hundred times. What is born here runs ``python -m bot …`` from its first line, in a process of its own that ends and
is killed like any other. Starts from nothing are tested too: those of ``test_starting``, and the first ones that
``enduring`` kills. Linux only: elsewhere every start is one from nothing.
"""

import atexit
import importlib
import json
import os
import random
import runpy
import select
import signal
import subprocess
import sys
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, Protocol

POSSIBLE = sys.platform == "linux"
ROOT = Path(__file__).parents[2]


class Running(Protocol):
    """What the tests need of a process."""

    pid: int
    returncode: int | None

    def poll(self) -> int | None: ...
    def wait(self, timeout: float | None = None) -> int: ...
    def kill(self) -> None: ...
    def send_signal(self, sig: int, /) -> None: ...


class Born:
    """A process that the nursery has started. It is not ours: the nursery tells how it ended."""

    def __init__(self, nursery: "Nursery", pid: int) -> None:
        self.pid = pid
        self.returncode: int | None = None
        self._nursery = nursery
        self._watch = os.pidfd_open(pid)

    def poll(self) -> int | None:
        if self.returncode is None and select.select([self._watch], [], [], 0)[0]:
            self._end()
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        if self.returncode is None:
            if not select.select([self._watch], [], [], timeout)[0]:
                raise subprocess.TimeoutExpired(f"process {self.pid}", timeout or 0.0)
            self._end()
        assert self.returncode is not None
        return self.returncode

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def send_signal(self, sig: int, /) -> None:
        if self.poll() is None:
            signal.pidfd_send_signal(self._watch, sig)

    def _end(self) -> None:
        self.returncode = os.waitstatus_to_exitcode(self._nursery.ask(reap=self.pid)["status"])
        os.close(self._watch)


class Nursery:
    """The process that has imported everything, seen from the tests."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, str(Path(__file__))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
        atexit.register(self.close)

    def ask(self, **request: Any) -> dict[str, Any]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(request).encode() + b"\n")
        self._process.stdin.flush()
        answer: dict[str, Any] = json.loads(self._process.stdout.readline())
        return answer

    def start(self, arguments: Sequence[str], *, cwd: Path, env: dict[str, str], out: Path, err: Path) -> Born:
        for path in (out, err):
            path.touch()  # the tests look into them at once
        born = self.ask(arguments=list(arguments), cwd=str(cwd), env=env, out=str(out), err=str(err))
        return Born(self, born["pid"])

    def close(self) -> None:
        self._process.communicate()  # its input ends, and so does it


@cache
def nursery() -> Nursery:
    """The one of this process; made when it is first needed."""
    return Nursery()


# ------------------------------------------------------------ inside


def _import_everything() -> None:
    for name in ("bot.app", "bot.cli.run", "bot.cli.zalo_bots", "bot.cli.zalo_oa", "bot.channels.telegram"):
        importlib.import_module(name)
    from bot.channels.telegram import preload
    from bot.context import real_respond, real_tick

    preload()
    real_respond()
    real_tick()


def _serve() -> dict[str, Any] | None:
    """Until the tests end: None. In a process that was born here: what it has to do."""
    asked, answers = sys.stdin.buffer, sys.stdout.buffer
    for line in asked:
        request = json.loads(line)
        if "reap" in request:
            answer = {"status": os.waitpid(request["reap"], 0)[1]}
        else:
            pid = os.fork()
            if pid == 0:
                return dict(request)
            answer = {"pid": pid}
        answers.write(json.dumps(answer).encode() + b"\n")
        answers.flush()
    return None


def _live(task: dict[str, Any]) -> None:
    """Become ``python -m bot …`` in the folder, with the environment and the files of the task."""
    os.chdir(task["cwd"])
    os.environ.clear()
    os.environ.update(task["env"])
    for number, path, flags in (
        (0, os.devnull, os.O_RDONLY),
        (1, task["out"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC),
        (2, task["err"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC),
    ):
        opened = os.open(path, flags, 0o644)
        os.dup2(opened, number)
        os.close(opened)
    random.seed()  # or all brothers and sisters draw the same
    sys.argv = ["bot", *task["arguments"]]
    runpy.run_module("bot", run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    _import_everything()
    task = _serve()
    if task is not None:
        _live(task)
