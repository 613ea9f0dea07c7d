"""How a command is found, started and ended."""

import sys

import pytest

import bot.cli
from bot.cli import commands
from bot.cli.commands import Command, available, main

GREET = '''
import typer
from bot.cli import WrongInput
from bot.settings import SettingsError

def greet(name: str, times: int = 1) -> None:
    """Say hello."""
    match name:
        case "wrong":
            raise WrongInput("field II.1 of answers.json: a number is expected")
        case "setting":
            raise SettingsError("The setting THIDUA_NOW is wrong: …")
        case "broken":
            raise OSError("the disk is full\\nand much more about it")
        case "silent":
            raise AssertionError
        case "stop":
            raise KeyboardInterrupt
    print("Hello", name, times)

app = typer.Typer()

@app.command()
def only() -> None:
    """The only one."""
    print("only")
'''


@pytest.fixture(autouse=True)
def invented_commands(tmp_path, monkeypatch):
    """Real modules in a folder of their own, beside those of the program."""
    (tmp_path / "greeting.py").write_text(GREET, "utf-8")
    (tmp_path / "poison.py").write_text("raise SystemExit('imported although nobody asked for it')", "utf-8")
    monkeypatch.setattr(bot.cli, "__path__", [*bot.cli.__path__, str(tmp_path)])
    invented = {
        "greet": Command("greeting", "greet", "Say hello, as the list says."),
        "group": Command("greeting", "app", "Several."),
        "poison": Command("poison", "poison", "Never imported."),
        "missing": Command("not_there", "missing", "Its module does not exist."),
    }
    monkeypatch.setattr(commands, "COMMANDS", invented)
    yield
    sys.modules.pop("bot.cli.greeting", None)


def ended(capsys, *arguments):
    """(exit status, standard output, standard error)"""
    with pytest.raises(SystemExit) as end:
        main(arguments)
    shown = capsys.readouterr()
    return end.value.code, shown.out, shown.err


def test_a_command_whose_module_is_missing_is_not_listed(capsys):
    assert available() == ["greet", "group", "poison"]
    code, out, err = ended(capsys, "--help")
    assert (code, err) == (0, "")
    assert "  greet   Say hello, as the list says.\n" in out
    assert "missing" not in out


def test_only_the_module_of_the_command_is_imported(capsys):
    assert ended(capsys, "greet", "Lan", "--times", "2") == (0, "Hello Lan 2\n", "")


def test_a_group_with_one_command_keeps_its_name(capsys):
    assert ended(capsys, "group", "only") == (0, "only\n", "")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nonsense"], "No such command 'nonsense'."),
        (["missing"], "No such command 'missing'."),
        (["greet"], "Missing argument 'name'."),
        (["greet", "Lan", "--times", "x"], "Invalid value for '--times'"),
        (["--nonsense"], "No such option: --nonsense"),
    ],
)
def test_wrong_usage_ends_with_2(capsys, arguments, said):
    code, out, err = ended(capsys, *arguments)
    assert (code, out) == (2, "")
    assert said in err


@pytest.mark.parametrize(
    ("name", "code", "sentence"),
    [
        ("wrong", 2, "thidua: field II.1 of answers.json: a number is expected\n"),
        ("setting", 2, "thidua: The setting THIDUA_NOW is wrong: …\n"),
        ("broken", 1, "thidua: the disk is full\n"),
        ("silent", 1, "thidua: AssertionError\n"),
        ("stop", 130, ""),
    ],
)
def test_an_error_is_one_sentence_on_standard_error(capsys, name, code, sentence):
    assert ended(capsys, "greet", name) == (code, "", sentence)


def test_who_asks_for_it_gets_the_traceback(monkeypatch):
    monkeypatch.setenv("THIDUA_DEBUG", "1")
    with pytest.raises(OSError, match="the disk is full"):
        main(["greet", "broken"])


def test_without_a_command_the_help_is_shown(capsys):
    code, out, err = ended(capsys)
    assert code == 2
    assert "Usage: thidua [OPTIONS] COMMAND [ARGS]..." in out + err
