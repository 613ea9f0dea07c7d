"""What people would use instead of ours, started: aiogram with two storages, python-telegram-bot."""

import asyncio
import importlib.util
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.people import FakeApi
from benchmarks.programs import ROOT, Running


async def start_aiogram(api: FakeApi, folder: Path, port: int, *, redis: str | None = None) -> Running:
    """``redis``: the address of the server that its storage is in; in memory without."""
    command = [str(ROOT / "benchmarks/aiogram_bot.py"), str(port)]
    environment = {"BENCH_API": f"http://127.0.0.1:{api.port}"} | ({"BENCH_REDIS": redis} if redis else {})
    return await asyncio.to_thread(Running, command, folder, environment, port)


async def start_ptb(api: FakeApi, folder: Path, port: int) -> Running:
    command = [str(ROOT / "benchmarks/ptb_bot.py"), str(port)]
    return await asyncio.to_thread(Running, command, folder, {"BENCH_API": f"http://127.0.0.1:{api.port}"}, port)


@contextmanager
def redis_server(folder: Path, port: int) -> Iterator[str | None]:
    """Its address; it appends to a file and flushes it every second, as its manual recommends. None, and a line that
    says why, where there is no redis-server."""
    found = shutil.which("redis-server")
    if found is None or importlib.util.find_spec("redis") is None:
        missing = "redis-server (Debian: apt-get install redis-server)" if found is None else "Python's redis"
        print(f"aiogram with Redis is not measured: {missing} is not installed.")
        yield None
        return
    folder.mkdir(parents=True, exist_ok=True)
    options = ["--port", str(port), "--bind", "127.0.0.1", "--dir", str(folder), "--appendonly", "yes", "--save", ""]
    with (folder / "redis.log").open("wb") as log:
        server = subprocess.Popen([found, *options], stdout=log, stderr=log)
    try:
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        server.terminate()
        server.wait(30)
