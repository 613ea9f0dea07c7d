"""``thidua read``: JSON lines in and out."""

import json

import typer
from typer.testing import CliRunner

from bot.cli.read import read

app = typer.Typer()
app.command()(read)


def run(*lines: str) -> tuple[int, list[object], str]:
    result = CliRunner().invoke(app, input="\n".join(lines))
    return result.exit_code, [json.loads(line) for line in result.stdout.splitlines()], result.stderr


def test_each_line_is_answered_in_order() -> None:
    code, answers, _ = run(
        '{"kind": "yes_no", "text": "ko"}',
        "",
        '{"kind": "percent", "text": "90,50%", "context": {}}',
        '{"kind": "date", "text": "hôm qua", "context": {"today": "2024-12-05", "year": 2024}}',
        '{"kind": "date", "text": "chưa gửi", "context": {"today": "2024-12-05"}}',
        '{"kind": "count", "text": "khoảng 12"}',
        '{"kind": "count", "text": "-1"}',
        '{"kind": "choice", "text": "riêng", "context": {"options": ["Có", {"label": "Không", "words": ["riêng"]}]}}',
        '{"kind": "command", "text": "sửa câu 2", "context": {"criteria": {"I.1": "A", "I.2": "B"}}}',
        '{"kind": "command", "text": "12"}',
        '{"kind": "unit", "text": "p1", "context": {"units": ["Phường 11", "Phường 1"]}}',
    )
    assert code == 0
    assert answers == [
        {"value": False},
        {"value": "90.5"},
        {"value": "2024-12-04"},
        {"value": None},
        {"ask": True},
        {"ask": True},
        {"value": 1},
        {"value": "edit:I.2"},
        {"value": "none"},
        {"value": 1},
    ]


def test_a_bad_line_is_named_and_what_came_before_is_answered() -> None:
    code, answers, told = run('{"kind": "yes_no", "text": "có"}', '{"kind": "colour", "text": "đỏ"}')
    assert (code, answers) == (2, [{"value": True}])
    assert "line 2" in told
    assert "kind" in told


def test_what_is_wrong_is_said() -> None:
    for line, word in (
        ("no json", "not JSON"),
        ("[]", "object"),
        ('{"kind": "count"}', "text"),
        ('{"kind": "count", "text": "1", "context": []}', "context"),
        ('{"kind": "date", "text": "1/2", "context": {"today": "mai"}}', "context.today"),
        ('{"kind": "date", "text": "1/2", "context": {"year": "x"}}', "context.year"),
        ('{"kind": "choice", "text": "1"}', "context.options"),
        ('{"kind": "choice", "text": "1", "context": {"options": [1]}}', "context.options[0]"),
        ('{"kind": "unit", "text": "1"}', "context.units"),
        ('{"kind": "facts", "text": "1"}', "context.facts"),
        ('{"kind": "facts", "text": "1", "context": {"facts": [{"name": "a", "type": "colour"}]}}', "context.facts"),
        ('{"kind": "command", "text": "1", "context": {"criteria": []}}', "context.criteria"),
    ):
        code, answers, told = run(line)
        assert (code, answers) == (2, [])
        assert "line 1" in told
        assert word in told
