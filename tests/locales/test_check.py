"""Every fault that a catalogue can have is found and named."""

import pytest

from locales.check import check, main
from locales.extract import Text, extract

HEADER = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\nPlural-Forms: nplurals=1; plural=0;\\n"\n\n'


def written(folder, name, body, header=HEADER):
    path = folder / name
    path.write_text(header + body, "utf-8")
    return path


def entry(msgid, text, flags=""):
    return f'{flags}msgid "{msgid}"\nmsgstr "{text}"\n\n'


def test_texts_are_found_where_a_translator_is_called(tmp_path):
    path = written(
        tmp_path,
        "code.py",
        'tr("One")\nturn.tr("Two " "words", n=1)\ntr.plural("{n} a", "{n} b", n)\ntranslator("vi")("Three")\n'
        'tr("Four" if x else "Five")\nother("Six")\nself.tr.plural("{n} c", "{n} d", 2)\n',
        header="",
    )
    texts, faults = extract([path])
    assert {text.msgid for text in texts} == {
        *("One", "Two words", "Three", "Four", "Five"),
        *(("{n} a", "{n} b"), ("{n} c", "{n} d")),
    }
    assert texts[0] == Text("One", f"{path}:1")
    assert faults == []


@pytest.mark.parametrize(
    "call", ['tr(f"{x}")', "tr(x)", 'tr("a" if x else y)', 'tr.plural("a", b, n)', "tr()", "tr(A + 'b')"]
)
def test_a_computed_text_is_a_fault(tmp_path, call):
    path = written(tmp_path, "code.py", call, header="")
    texts, faults = extract([path])
    assert texts == []
    assert faults == [f"{path}:1: a text given to tr has to be written out there, not computed"]


@pytest.mark.parametrize(
    ("msgid", "text", "fault"),
    [
        ("Yes", "", "is empty"),
        ("{unit} is in", "{don_vi} đã vào", "has other parameters: '{don_vi} đã vào'"),
        ("{unit} is in", "đã vào", "has other parameters: 'đã vào'"),
        ("Yes", "Có }", "Single '}' encountered in format string: 'Có }'"),
        ("Yes", "Co\u0301", "is not in Unicode's composed form (NFC)"),
        ("Yes", "Mời bác xem", "calls the reader 'bác'"),
        ("Yes", "Anh, chị chờ chút", "calls the reader 'Anh'"),
    ],
)
def test_faults_of_a_text(tmp_path, msgid, text, fault):
    path = written(tmp_path, "one.po", entry(msgid, text))
    assert check([Text(msgid, "code.py:1")], [path]) == [f"{path}: {msgid!r}: {fault}"]


@pytest.mark.parametrize(
    "text", ["Hình ảnh", "Anh hùng Lao động", "Mẫu «Anh, chị hãy ghi»", "Hội chị em", "Bác bỏ đơn", "Có {{x}}"]
)
def test_words_that_only_look_like_pronouns(tmp_path, text):
    path = written(tmp_path, "one.po", entry("Yes", text))
    assert check([Text("Yes", "code.py:1")], [path]) == []


def test_faults_of_the_whole(tmp_path):
    one = written(tmp_path, "one.po", entry("Yes", "Có") + entry("Old", "Cũ") + entry("Maybe", "Có lẽ", "#, fuzzy\n"))
    two = written(tmp_path, "two.po", entry("Yes", "Vâng") + '#~ msgid "Gone"\n#~ msgstr "Mất"\n')
    plain = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\nPlural-Forms: nplurals=2; plural=n>1;\\n"\n\n'
    three = written(tmp_path, "three.po", "", header=plain)
    texts = [Text("Yes", "code.py:1"), Text("No", "code.py:2"), Text("Maybe", "code.py:3")]
    assert check(texts, [one, two, three]) == [
        f"{one}: 'Old': is no longer in the code",
        f"{one}: 'Maybe': is fuzzy",
        f"{two}: 'Yes': is translated differently in {one}",
        f"{two}: 'Gone': is commented out",
        f"{three}: the header needs charset=utf-8 and Plural-Forms: nplurals=1; plural=0;",
        "code.py:2: 'No': has no Vietnamese",
    ]


def test_plurals_need_their_plural_entry(tmp_path):
    path = written(tmp_path, "one.po", 'msgid "{n} a"\nmsgid_plural "{n} b"\nmsgstr[0] "{n} x"\n')
    assert check([Text(("{n} a", "{n} b"), "code.py:1")], [path]) == []


def test_the_command_counts_and_fails(tmp_path, capsys):
    (tmp_path / "locales" / "vi").mkdir(parents=True)
    (tmp_path / "bot").mkdir()
    written(tmp_path / "bot", "code.py", 'tr("Yes")', header="")
    assert main(tmp_path) == 1
    assert capsys.readouterr().out == "bot/code.py:1: 'Yes': has no Vietnamese\n1 texts, 0 fragments, 1 faults\n"
    written(tmp_path / "locales" / "vi", "one.po", entry("Yes", "Có"))
    assert main(tmp_path) == 0


def test_a_shorter_wording_belongs_to_a_text_and_may_leave_parameters_out(tmp_path):
    path = tmp_path / "brief.po"
    path.write_text(
        HEADER
        + 'msgctxt "brief"\nmsgid "Sent {n} at {time}"\nmsgstr "Đã gửi {n}"\n\n'
        + 'msgctxt "brief"\nmsgid "Gone"\nmsgstr "Hết"\n\n'
        + 'msgctxt "brief"\nmsgid "Kept"\nmsgstr "Giữ {x}"\n',
        encoding="utf-8",
    )
    texts = [Text("Sent {n} at {time}", "a.py:1"), Text("Kept", "a.py:2")]
    faults = [fault for fault in check(texts, [path]) if "brief.po" in fault]
    assert ["no longer in the code" in faults[0], "other parameters" in faults[1], len(faults)] == [True, True, 2]
