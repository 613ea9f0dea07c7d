"""Whoever starts again on the same machine knows that its predecessor is dead; nobody else is taken for dead."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.place import is_dead, own_place

HERE = own_place()
pytestmark = pytest.mark.skipif(HERE is None, reason="the system does not tell where a process lives")


def place_of(pid: int) -> str:
    boot, namespace, _, _ = str(HERE).split(":")
    begun = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()[19]
    return f"{boot}:{namespace}:{pid}:{begun}"


@pytest.fixture
def neighbour():
    process = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    yield process
    process.communicate()


def test_who_lives_is_not_dead(neighbour):
    assert place_of(os.getpid()) == HERE
    assert not is_dead(HERE, seen_from=HERE)
    assert not is_dead(place_of(neighbour.pid), seen_from=HERE)


def test_who_was_killed_is_dead_also_before_anybody_has_noticed(neighbour):
    place = place_of(neighbour.pid)
    neighbour.kill()
    os.waitid(os.P_PID, neighbour.pid, os.WEXITED | os.WNOWAIT)  # a zombie still
    assert is_dead(place, seen_from=HERE)
    neighbour.wait()
    assert is_dead(place, seen_from=HERE)


def test_a_number_that_was_used_again_is_another_process(neighbour):
    earlier = place_of(neighbour.pid).rpartition(":")[0] + ":1"
    assert is_dead(earlier, seen_from=HERE)


@pytest.mark.parametrize("part", [0, 1], ids=["machine", "container"])
def test_nothing_is_known_of_another_machine(part):
    other = str(HERE).split(":")
    other[part], other[2] = "elsewhere", "4000000"
    assert not is_dead(":".join(other), seen_from=HERE)
    assert not is_dead(None, seen_from=HERE)
    assert not is_dead(HERE, seen_from=None)
