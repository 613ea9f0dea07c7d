"""Where a process lives: whoever starts again on the same machine knows at once that its predecessor is dead.

A place is ``boot:namespace:pid:begun``: the kernel since it was started, the namespace in which process numbers hold
(containers have their own), the number, and when the process began, in ticks, because numbers are used again. Linux
tells all of it under /proc (https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html); elsewhere there is no place,
and silence alone tells who is dead.
"""

import os
from pathlib import Path

PROC = Path("/proc")
STATE, BEGUN = 0, 19  # fields 3 and 22 of /proc/PID/stat, counted behind the name
ENDED = "ZX"  # a zombie writes nothing any more


def own_place() -> str | None:
    """Of this process; None where the system does not tell."""
    found = _stat(os.getpid())
    try:
        boot = (PROC / "sys/kernel/random/boot_id").read_text().strip()
        namespace = os.readlink(PROC / "self/ns/pid")  # noqa: PTH115 — no path, a name like pid:[4026531836]
    except OSError:
        return None
    return f"{boot}:{namespace.partition(':')[2]}:{os.getpid()}:{found[BEGUN]}" if found else None


def is_dead(place: str | None, *, seen_from: str | None) -> bool:
    """Whether the process at ``place`` has ended for certain, as the one at ``seen_from`` can tell: on the same machine
    only, and never by a guess."""
    if not place or not seen_from or _machine(place) != _machine(seen_from):
        return False
    _, _, pid, begun = place.split(":")
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except OSError:
        pass  # another user's: it is there
    found = _stat(int(pid))
    return found is not None and (found[BEGUN] != begun or found[STATE] in ENDED)


def _machine(place: str) -> list[str]:
    return place.split(":")[:2]


def _stat(pid: int) -> list[str] | None:
    """The fields of /proc/PID/stat behind the name, which may hold spaces; None when it cannot be read."""
    try:
        return (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
