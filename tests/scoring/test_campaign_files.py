"""Files that are no campaign files, damaged files, and folders of files."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.campaign_files import CampaignFileError, load_campaign, load_campaigns, shipped_folder

NAME = "cchc-vinh-long-2024"


@pytest.mark.parametrize(
    ("content", "line", "message"),
    [
        (b"", 1, "is empty"),
        (b"\n# only a comment\n", 1, "is empty"),
        (b"- a\n- b\n", 1, "must be a list of keys"),
        (b"just words\n", 1, "must be a list of keys"),
        ("name: Vĩnh Long\n".encode("utf-16"), 1, "is not UTF-8 text"),
        (b"id: x\nname: V\xcanh Long\n", 2, "is not UTF-8 text"),
        (b"id: x\nname: [a, b\n", None, "is not valid YAML"),
        (b"id: x\n\tname: y\n", 2, "a line cannot begin with a tab: write spaces"),
        ("id: x\n".encode("utf-16-le"), 1, "is no text file, or has the encoding UTF-16"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", 1, "is not UTF-8 text"),
        (b"id: x\x01\n", 1, "is not valid YAML"),
        (b"\xef\xbb\xbfid: [\n", None, "is not valid YAML"),
        (b"id: &a x\nname: *a\n", None, "aliases (&, *) are not supported"),
        (b"a: &a [*a]\n", None, ""),
        (b"id: !!python/name:os.system x\n", 1, "the tag"),
        (b"? [a, b]\n: c\n", 1, "a key must be a plain word"),
        (b"[" * 100_000, None, ""),
    ],
)
def test_what_is_no_campaign_file(tmp_path, content, line, message):
    path = tmp_path / "x.yaml"
    path.write_bytes(content)
    with pytest.raises(CampaignFileError) as refused:
        load_campaign(path)
    problem = refused.value.problems[0]
    assert problem.message.startswith(message)
    assert line is None or problem.line == line


@given(st.data())
def test_a_damaged_file_never_breaks_the_program(tmp_path_factory, data):
    """A line lost, doubled, moved in or cut: either it is still a campaign or there are problems to read."""
    lines = (shipped_folder() / f"{NAME}.yaml").read_text("utf-8").splitlines()
    place = data.draw(st.integers(0, len(lines) - 1))
    line = lines[place]
    cut = data.draw(st.integers(0, len(line)))
    damaged = data.draw(
        st.sampled_from([[], [line, line], ["  " + line], [line[:cut]], [line[:cut] + "{" + line[cut:]]])
    )
    path = tmp_path_factory.mktemp("damaged") / f"{NAME}.yaml"
    path.write_text("\n".join([*lines[:place], *damaged, *lines[place + 1 :]]), "utf-8")
    try:
        load_campaign(path)
        return
    except CampaignFileError as error:
        problems = error.problems
    assert problems
    assert all(1 <= problem.line <= len(lines) + 2 and problem.message for problem in problems)


def test_a_truncated_file_names_what_is_missing(tmp_path):
    text = (shipped_folder() / f"{NAME}.yaml").read_text("utf-8")
    path = tmp_path / "x.yaml"
    path.write_text(text[: text.index("registration:\n  kind")], "utf-8")
    with pytest.raises(CampaignFileError) as refused:
        load_campaign(path)
    missing = {problem.path for problem in refused.value.problems}
    assert missing == {"registration", "self_assessment", "deadlines", "review_chain"}


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(CampaignFileError, match="cannot be read"):
        load_campaign(tmp_path / "none.yaml")


def test_folders(tmp_path):
    own = (shipped_folder() / f"{NAME}.yaml").read_text("utf-8")
    (tmp_path / f"{NAME}.yaml").write_text(own.replace("correction_days: 3", "correction_days: 5"), "utf-8")
    (tmp_path / "holidays.yaml").write_text("2024: {off: [], worked: []}", "utf-8")
    assert load_campaigns()[NAME].correction_days == 3
    assert load_campaigns(None, tmp_path)[NAME].correction_days == 5


def test_a_file_is_named_by_its_id(tmp_path):
    own = (shipped_folder() / f"{NAME}.yaml").read_text("utf-8")
    (tmp_path / "other.yaml").write_text(own, "utf-8")
    with pytest.raises(CampaignFileError, match=f"name it {NAME}.yaml"):
        load_campaigns(tmp_path)


def test_a_folder_that_is_not_there(tmp_path):
    with pytest.raises(CampaignFileError, match="THIDUA_CAMPAIGNS_DIR"):
        load_campaigns(tmp_path / "none")
