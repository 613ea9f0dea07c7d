"""A campaign as the text of a YAML file that ``scoring.campaign_files`` reads back equal."""

from datetime import date, time
from decimal import Decimal
from typing import Any

import yaml

from scoring.campaign import Campaign
from scoring.text import Text, plain

_WIDTH = 120


class _Dumper(yaml.SafeDumper):
    """Writes what ``scoring.yaml_source`` reads: exact numbers, no aliases, long texts folded."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002 — whatever it is
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002 — lists are indented, too
        super().increase_indent(flow, indentless=False)


def _number(dumper: yaml.SafeDumper, value: Decimal) -> yaml.Node:
    text = plain(value)
    return dumper.represent_scalar(f"tag:yaml.org,2002:{'float' if '.' in text else 'int'}", text)


def _words(dumper: yaml.SafeDumper, value: str) -> yaml.Node:
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style="|" if "\n" in value else None)


_Dumper.add_representer(Decimal, _number)
_Dumper.add_representer(str, _words)


def to_yaml(campaign: Campaign, *, about: str = "") -> str:
    """``about``: a remark for the first line."""
    body = yaml.dump(_plain(campaign), Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=_WIDTH)
    return (f"# {about}\n" if about else "") + body


def _plain(value: Any) -> Any:
    """What differs from the defaults, by the keys of the file; a text without a translation is a plain one."""
    if isinstance(value, Text):
        return value.vi if value.en is None else {"vi": value.vi, "en": value.en}
    if hasattr(value, "model_fields_set"):
        fields = type(value).model_fields
        kept = {name: getattr(value, name) for name in fields}
        return {
            fields[name].alias or name: _plain(each)
            for name, each in kept.items()
            if each != fields[name].get_default(call_default_factory=True)
        }
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    if isinstance(value, time):
        return value.isoformat("minutes") if not value.second else value.isoformat()
    return value if isinstance(value, str | bool | int | Decimal | date) else str(value)
