"""The table of all texts is made from the catalogues, and is what stands in docs/."""

from pathlib import Path

from locales.messages import PAGE, messages_page

HEADER = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\nPlural-Forms: nplurals=1; plural=0;\\n"\n\n'


def test_the_page_is_current() -> None:
    assert PAGE.read_text(encoding="utf-8") == messages_page(), "run: python -m locales.messages"


def test_every_text_stands_beside_its_english_and_its_few_words(tmp_path: Path) -> None:
    (tmp_path / "people.po").write_text(
        HEADER
        + 'msgid "One | two\\nthree"\nmsgstr "Một | hai\\nba"\n\n'
        + 'msgid "{n} unit"\nmsgid_plural "{n} units"\nmsgstr[0] "{n} đơn vị"\n',
        encoding="utf-8",
    )
    (tmp_path / "brief.po").write_text(
        HEADER + 'msgctxt "brief"\nmsgid "One | two\\nthree"\nmsgstr "Một"\n', encoding="utf-8"
    )
    page = messages_page(tmp_path)
    assert "## People" in page
    assert "| Một \\| hai ⏎ ba | Một | One \\| two ⏎ three |" in page
    assert "| {n} đơn vị |  | {n} unit / {n} units |" in page
