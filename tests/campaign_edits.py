"""Changes of a campaign's file in the middle of a conversation."""

from dataclasses import replace

from handlers.context import Context
from scoring.campaign_files import shipped_folder, validate_text


def edited(context: Context, files: dict[str, str], campaign_id: str, change: str) -> Context:
    """The context after somebody changed the file ("old → new ;; old → new"); what is open keeps its definition.
    ``files``: the texts as they are by now."""
    text = files.get(campaign_id) or (shipped_folder() / f"{campaign_id}.yaml").read_text("utf-8")
    for one in change.split(" ;; "):
        old, new = one.split(" → ")
        assert old in text, old
        text = text.replace(old, new, 1)
    files[campaign_id] = text
    return replace(context, campaigns={**context.campaigns, campaign_id: validate_text(campaign_id, text)})
