"""Fragments become one catalogue, and a changed fragment is never missed."""

import gettext
import io
import os

import pytest

from locales.compile import catalogue_bytes, compile_fragments, is_stale

HEADER = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\nPlural-Forms: nplurals=1; plural=0;\\n"\n\n'


@pytest.fixture
def fragments(tmp_path):
    folder = tmp_path / "vi"
    folder.mkdir()
    (folder / "one.po").write_text(HEADER + 'msgid "Yes"\nmsgstr "Có"\n', "utf-8")
    (folder / "two.po").write_text(
        HEADER
        + 'msgid "{n} unit"\nmsgid_plural "{n} units"\nmsgstr[0] "{n} đơn vị"\n\n#, fuzzy\nmsgid "No"\nmsgstr "Ko"\n',
        "utf-8",
    )
    return folder


def opened(content):
    return gettext.GNUTranslations(io.BytesIO(content))


def age(path, seconds):
    moment = path.stat().st_mtime - seconds
    os.utime(path, (moment, moment))


def test_fragments_are_merged_and_fuzzy_texts_left_out(fragments):
    catalogue = opened(compile_fragments(sorted(fragments.glob("*.po"))))
    assert catalogue.gettext("Yes") == "Có"
    assert [catalogue.ngettext("{n} unit", "{n} units", n) for n in (1, 2)] == ["{n} đơn vị"] * 2
    assert catalogue.gettext("No") == "No"


def test_it_is_compiled_once_and_again_after_a_change(fragments, tmp_path):
    compiled = tmp_path / "compiled" / "vi.mo"
    for path in (*fragments.iterdir(), fragments):
        age(path, 10)
    first = catalogue_bytes(fragments, compiled)
    assert compiled.read_bytes() == first
    assert not is_stale(fragments, compiled)
    (fragments / "one.po").write_text(HEADER + 'msgid "Yes"\nmsgstr "Vâng"\n', "utf-8")
    age(compiled, 5)
    assert opened(catalogue_bytes(fragments, compiled)).gettext("Yes") == "Vâng"


def test_a_removed_fragment_is_noticed(fragments, tmp_path):
    compiled = tmp_path / "compiled" / "vi.mo"
    catalogue_bytes(fragments, compiled)
    age(compiled, 5)
    (fragments / "one.po").unlink()
    age(fragments / "two.po", 10)
    assert opened(catalogue_bytes(fragments, compiled)).gettext("Yes") == "Yes"


def test_without_fragments_the_compiled_catalogue_is_what_there_is(fragments, tmp_path):
    compiled = tmp_path / "compiled" / "vi.mo"
    content = catalogue_bytes(fragments, compiled)
    for path in fragments.glob("*.po"):
        path.unlink()
    assert catalogue_bytes(fragments, compiled) == content


def test_a_folder_that_cannot_be_written_is_no_obstacle(fragments, tmp_path):
    (tmp_path / "compiled").write_text("a file where the folder would be", "utf-8")
    content = catalogue_bytes(fragments, tmp_path / "compiled" / "vi.mo")
    assert opened(content).gettext("Yes") == "Có"


def test_a_broken_fragment_is_named(fragments):
    (fragments / "one.po").write_text(HEADER + 'msgid "Yes\n', "utf-8")
    with pytest.raises(ValueError, match=r"one\.po"):
        compile_fragments(sorted(fragments.glob("*.po")))
