"""A campaign file that is changed while the bot runs."""

from pathlib import Path

import pytest

from bot.fresh_campaigns import LOOK_SECONDS, FreshCampaigns
from scoring.campaign_files import CampaignFileError, shipped_folder

ID = "cchc-dinh-du-2024"
TEXT = (shipped_folder() / f"{ID}.yaml").read_text("utf-8")


@pytest.fixture
def moments() -> list[float]:
    return [0.0]


@pytest.fixture
def campaigns(tmp_path: Path, moments: list[float]) -> FreshCampaigns:
    return FreshCampaigns(tmp_path, clock=lambda: moments[0])


def test_a_changed_file_is_noticed_a_moment_later(tmp_path, campaigns, moments):
    before = campaigns[ID].correction_days
    (tmp_path / f"{ID}.yaml").write_text(TEXT + "\ncorrection_days: 9\n", "utf-8")
    if "correction_days" in TEXT:
        (tmp_path / f"{ID}.yaml").write_text(TEXT.replace("correction_days: 3", "correction_days: 9"), "utf-8")
    assert campaigns[ID].correction_days == before
    moments[0] += LOOK_SECONDS
    assert campaigns[ID].correction_days == 9
    assert len(campaigns) == len(list(campaigns)) == 5


def test_a_file_with_mistakes_changes_nothing(tmp_path, campaigns, moments):
    known = dict(campaigns)
    (tmp_path / "x.yaml").write_text("id: [", "utf-8")
    moments[0] += LOOK_SECONDS
    assert dict(campaigns) == known


def test_at_the_start_mistakes_are_told(tmp_path):
    (tmp_path / "x.yaml").write_text("id: [", "utf-8")
    with pytest.raises(CampaignFileError):
        FreshCampaigns(tmp_path)
