"""What stands in a line of history as a word of the program, in words of whoever reads it."""

from collections.abc import Mapping
from typing import Any

from locales import Translator
from reports.wording import state_words
from scoring.campaign import Campaign
from storage.tables import SourceKind


def readable(
    values: Mapping[str, Any], actions: Mapping[str, str], campaign: Campaign, tr: Translator
) -> dict[str, Any]:
    """The same values by the same names; a word that is not known here stays. ``actions``: what was done, in words."""
    steps = {each.id: each.title.within(tr.locale) for each in campaign.review_chain}
    words: Mapping[str, Mapping[str, str]] = {
        "source": {SourceKind.PAPER: tr("On paper"), SourceKind.PHONE: tr("By phone")},
        "state": {state.value: said for state, said in state_words(tr).items()},
        "step": steps,
        "verdict": actions,
    }
    found = {
        name: words[name].get(value, value) if name in words and isinstance(value, str) else value
        for name, value in values.items()
    }
    points = found.get("points")  # beside a criterion they need no name; alone they do
    if isinstance(points, str):
        found = {tr("points") if name == "points" else name: value for name, value in found.items()}
    return found
