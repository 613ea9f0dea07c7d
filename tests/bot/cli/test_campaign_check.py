"""``thidua campaign check`` on files that are broken in any way: exit 2, sentences with lines, never a traceback."""

import random
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cli.common import in_words
from locales import translator
from scoring.calendar_files import load_calendar
from scoring.campaign_files import CampaignFileError, check_file, shipped_folder

PLANS = sorted(path for path in shipped_folder().glob("*.yaml") if path.name != "holidays.yaml")
TEXTS = [path.read_text("utf-8") for path in PLANS]
CALENDAR = load_calendar()
TRANSLATORS = [translator("vi"), translator("en")]
VALUES = ["", "~", "true", "[]", "{}", "x", "-1", "99999999999", "0.00001", "2024-02-30", "2024-13-01", "[[[", "{a: b}"]
VALUES += [
    '"',
    "'",
    "&a b",
    "*a",
    "!!map x",
    "|",
    ">-",
    "“”",
    "NaN",
    ".inf",
    "1e400",
    "[1, 2]",
    "{vi: ~}",
    "\t",
    "{{x}",
]


def mutate(text: str, seed: int) -> str:
    """One to four mistakes, as people make them and worse."""
    chance = random.Random(seed)
    lines = text.split("\n")
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(lines))
        match chance.randrange(9):
            case 0:
                del lines[at : at + chance.choice((1, 1, 2, 10))]
            case 1:
                lines[at] = re.sub(r":.*", f": {chance.choice(VALUES)}", lines[at])
            case 2:
                lines[at] = re.sub(r"\w+(?=:)", lambda key: chance.choice([key.group()[:-1], "id", "kind"]), lines[at])
            case 3:
                lines.insert(chance.randrange(len(lines)), lines[at])
            case 4:
                lines = lines[: max(at, 1)]
            case 5:
                lines[at] = " " * chance.randint(0, 9) + lines[at].lstrip()
            case 6:
                lines[at] = re.sub(r"\d+", lambda _: chance.choice(VALUES), lines[at], count=1)
            case 7:
                lines[at] = re.sub(r"\w+(?=[},\]])", lambda _: chance.choice(VALUES), lines[at], count=1)
            case 8:
                other = chance.randrange(len(lines))
                lines[at], lines[other] = lines[other], lines[at]
        lines = lines or [""]
    return "\n".join(lines)


@given(st.sampled_from(TEXTS), st.integers(0, 2**32))
def test_a_broken_file_is_explained_line_by_line(tmp_path_factory, text, seed):
    path = tmp_path_factory.mktemp("broken") / "x.yaml"
    broken = mutate(text, seed)
    path.write_text(broken, "utf-8")
    try:
        _, said = check_file(path, CALENDAR)
    except CampaignFileError as error:
        said = list(error.problems)
        assert said
    for problem in said:
        assert 1 <= problem.line <= broken.count("\n") + 1
        for tr in TRANSLATORS:
            line = in_words(problem, tr)
            assert line.startswith(f"{path}:{problem.line}: ")
            assert "\n" not in line


@pytest.mark.parametrize("seed", range(12))
def test_the_command_ends_with_0_or_2(thidua, installation, seed):
    for number, text in enumerate(TEXTS):
        (installation / "x.yaml").write_text(mutate(text, seed * 5 + number), "utf-8")
        code, out, err = thidua("campaign", "check", "x.yaml")
        assert code in (0, 2), err
        assert (out, "Traceback" in err) == ("", False)
        assert code == 0 or "x.yaml:" in err


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "x.yaml:1: is empty: a campaign file begins with “id: …”"),
        (TEXTS[0].encode("utf-16"), "x.yaml:1: is not UTF-8 text: save it again with the encoding UTF-8"),
        (TEXTS[0].encode("utf-16-le"), "x.yaml:1: is not UTF-8 text"),
        (TEXTS[0].encode("cp1258", "replace"), "is not UTF-8 text"),
        ("id: a\nname: b\n".encode("utf-16-be"), "is no text file, or has the encoding UTF-16"),
        (b"\x00\x01\x02", "x.yaml:1: is no text file"),
        (b"PK\x03\x04\xff\xfe", "x.yaml:1: is not UTF-8 text"),
        (b"id: a\n\tname: b\n", "x.yaml:2: a line cannot begin with a tab: write spaces"),
        (b"id: a\nid: b\n", "x.yaml:2: id: is written twice (first in line 1): keep one"),
        (b"a: &a [x]\nb: [*a, *a]\n", "x.yaml:1: b[0]: aliases (&, *) are not supported"),
        (b"x" * 2_100_000, "is too large (2100000 bytes; at most 2000000)"),
        (b"[]", "must be a list of keys"),
        (b"42", "must be a list of keys"),
        (b"max_point: 3\n", "x.yaml:1: max_point: is not a known key"),
    ],
    ids=range(14),
)
def test_what_is_no_campaign_at_all(thidua, installation, content, sentence):
    (installation / "x.yaml").write_bytes(content)
    code, out, err = thidua("campaign", "check", "x.yaml")
    assert (code, out) == (2, "")
    assert sentence in err


def test_a_byte_order_mark_does_no_harm(thidua, installation):
    (installation / "x.yaml").write_bytes(b"\xef\xbb\xbf" + PLANS[0].read_bytes())
    assert thidua("campaign", "check", "x.yaml")[0] == 0


def test_folders_and_files_that_are_not_there_beside_a_right_one(thidua, installation):
    code, _, err = thidua("campaign", "check", ".", "none.yaml", str(PLANS[0]))
    assert code == 2
    assert ".:1: cannot be read: Is a directory" in err
    assert "none.yaml:1: cannot be read: No such file or directory" in err
    assert f"{PLANS[0]}: {PLANS[0].stem} is right" in err


def test_an_alias_bomb_costs_nothing(thidua, installation):
    lines = ["a0: &a0 [x, x]", *(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]" for n in range(1, 60))]
    (installation / "x.yaml").write_text("\n".join(lines), "utf-8")
    code, _, err = thidua("campaign", "check", "x.yaml")
    assert (code, "aliases (&, *) are not supported" in err) == (2, True)


def test_remarks_end_with_0_and_are_in_the_language_of_the_settings(thidua, installation, monkeypatch):
    monkeypatch.setenv("THIDUA_LOCALE", "vi")
    path = Path(PLANS[3])
    code, out, err = thidua("campaign", "check", str(path))
    assert (code, out) == (0, "")
    assert "lưu ý: deadlines[2].due_on: 10/03/2024 là ngày nghỉ; vẫn là ngày cuối cùng còn hạn" in err
    assert err.endswith("Có 3 điều cần xem lại; phong trào vẫn mở được.\n")
