"""Campaign files: from YAML to a validated ``Campaign``, or everything that is wrong with it, line by line."""

import copy
import difflib
import types
from collections.abc import Iterable, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from scoring.campaign import Campaign
from scoring.checking import check_campaign
from scoring.yaml_source import CampaignFileError as CampaignFileError
from scoring.yaml_source import PathInFile, Source, read_source
from scoring.yaml_source import Problem as Problem

NOT_CAMPAIGNS = {"holidays.yaml"}

# pydantic's types of errors, in the words of somebody who edits the file.
_ADVICE = {
    "missing": "is missing: add it",
    "string_type": "must be a text: put it in quotes",
    "string_too_short": "must not be empty",
    "bool_type": "must be true or false",
    "bool_parsing": "must be true or false",
    "int_type": "must be a whole number",
    "int_parsing": "must be a whole number",
    "int_from_float": "must be a whole number",
    "decimal_type": "must be a number",
    "decimal_parsing": "must be a number",
    "date_type": "must be a day, written YYYY-MM-DD",
    "date_parsing": "must be a day, written YYYY-MM-DD",
    "date_from_datetime_parsing": "must be a day, written YYYY-MM-DD",
    "time_type": 'must be a time of day, written "08:00"',
    "time_parsing": 'must be a time of day, written "08:00"',
    "tuple_type": "must be a list: lines that begin with “- ”",
    "model_type": "must be a list of keys",
    "model_attributes_type": "must be a list of keys",
    "too_short": "must not be empty",
}


def shipped_folder() -> Path:
    """The folder of the campaigns that come with the program."""
    return Path(str(files("campaigns")))


def load_campaign(path: Path | str) -> Campaign:
    """One file, validated. Raises ``CampaignFileError`` with every problem."""
    source = read_source(Path(path))
    campaign, problems = _validate(source)
    if campaign is None or problems:
        raise CampaignFileError(problems)
    return campaign


def load_campaigns(*folders: Path | str | None) -> dict[str, Campaign]:
    """Every campaign of the shipped folder and of ``folders`` (None is skipped), by id, in order of id. A campaign in
    a later folder replaces one with the same id. A file is named by its id. Raises ``CampaignFileError``."""
    campaigns: dict[str, Campaign] = {}
    problems: list[Problem] = []
    for folder in (shipped_folder(), *folders):
        for path in _campaign_files(folder, problems):
            try:
                campaign = load_campaign(path)
            except CampaignFileError as error:
                problems += error.problems
                continue
            if campaign.id != path.stem:
                message = f"is {campaign.id}, but the file is named {path.name}: name it {campaign.id}.yaml"
                problems.append(Problem(str(path), 1, "id", message))
            campaigns[campaign.id] = campaign
    if problems:
        raise CampaignFileError(problems)
    return dict(sorted(campaigns.items()))


def _campaign_files(folder: Path | str | None, problems: list[Problem]) -> list[Path]:
    if folder is None:
        return []
    if not Path(folder).is_dir():
        problems.append(Problem(str(folder), 1, "", "is no folder: the setting THIDUA_CAMPAIGNS_DIR must name one"))
    return sorted(path for path in Path(folder).glob("*.yaml") if path.name not in NOT_CAMPAIGNS)


def _validate(source: Source) -> tuple[Campaign | None, list[Problem]]:
    try:
        campaign = Campaign.model_validate(source.data)
    except ValidationError as error:
        problems, repaired = _explain(source, error.errors(include_url=False))
        try:  # what is misspelt must not hide what else is wrong
            campaign = Campaign.model_validate(repaired)
        except ValidationError:
            return None, problems
        return None, problems + _check(source, campaign)
    return campaign, _check(source, campaign)


def _check(source: Source, campaign: Campaign) -> list[Problem]:
    return [source.problem(path, message) for path, message in check_campaign(campaign)]


def _explain(source: Source, errors: list[ErrorDetails]) -> tuple[list[Problem], Any]:
    """The problems, and the data with misspelt keys put right or left out."""
    problems: list[Problem] = []
    repaired = copy.deepcopy(source.data)
    spelt: set[PathInFile] = set()
    for error in (each for each in errors if each["type"] == "extra_forbidden"):
        path = _in_file(source.data, error["loc"])
        if path in spelt or not path:
            continue
        spelt.add(path)
        nearest = _nearest(str(path[-1]), _keys_at(error["loc"]))
        problems.append(source.problem(path, _unknown(str(path[-1]), nearest, _keys_at(error["loc"]))))
        holder = _at(repaired, path[:-1])
        value = holder.pop(path[-1], None)
        if nearest is not None and nearest not in holder:
            holder[nearest] = value
            spelt.add((*path[:-1], nearest))
    for error in errors:
        path = _in_file(source.data, error["loc"])
        # A list whose items are all wrong counts as empty.
        hollow = error["type"] == "too_short" and _at(source.data, path)
        if error["type"] != "extra_forbidden" and path not in spelt and not hollow:
            problems.append(source.problem(path, _advice(error)))
    return problems, repaired


def _unknown(key: str, nearest: str | None, keys: Iterable[str]) -> str:
    if nearest is not None:
        return f"is not a known key: write {nearest}"
    if " " in key:  # {vi: one, two} is read as two keys
        return "is read as a key: put a text with a comma or a colon in quotes"
    return f"is not a known key: known are {', '.join(sorted(keys))}"


def _advice(error: ErrorDetails) -> str:
    kind, context = error["type"], error.get("ctx", {})
    if kind == "value_error":
        return str(context["error"])
    if kind == "literal_error":
        return f"{error['input']!r} is not known here: write one of {context['expected']}"
    if kind.startswith("union_tag"):
        return f"needs a kind: write one of {', '.join(_kinds())}"
    if kind == "string_pattern_mismatch":
        return f"{error['input']!r} has a wrong form: expected is {context['pattern']}"
    return _ADVICE.get(kind, error["msg"][:1].lower() + error["msg"][1:])


def _kinds() -> list[str]:
    from scoring.rules import KINDS

    return sorted(KINDS)


def _nearest(word: str, known: Iterable[str]) -> str | None:
    found = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return found[0] if found else None


def _in_file(data: Any, location: tuple[str | int, ...]) -> PathInFile:
    """pydantic's location without the tags of unions and the keys that short forms leave out."""
    path: list[str | int] = []
    for index, part in enumerate(location):
        last = index == len(location) - 1
        if isinstance(part, str) and part.startswith("<"):
            continue
        if isinstance(data, Mapping) and (part in data or last):
            path.append(part)
            data = data.get(part)
        elif isinstance(data, list) and isinstance(part, int) and part < len(data):
            path.append(part)
            data = data[part]
    return tuple(path)


def _at(data: Any, path: PathInFile) -> Any:
    for part in path:
        data = data[part]
    return data


def _keys_at(location: tuple[str | int, ...]) -> set[str]:
    """The keys that the model at the place of an unknown key knows."""
    models: list[Any] = [Campaign]
    for part in location[:-1]:
        if isinstance(part, int):
            continue
        if part.startswith("<"):
            models = [model for model in models if _tagged(model, part)]
            continue
        fields = [pair for model in models for pair in model.model_fields.items()]
        annotations = [field.annotation for name, field in fields if part in {name, field.alias}]
        models = [model for annotation in annotations for model in _models_in(annotation)]
    return {field.alias or name for model in models for name, field in model.model_fields.items()}


def _tagged(model: type[BaseModel], tag: str) -> bool:
    from scoring.conditions import All, AnyOf, FactTest, Not
    from scoring.rules import KINDS

    tags: dict[str, Any] = {f"<{kind}>": rule for kind, rule in KINDS.items()}
    tags |= {"<fact>": FactTest, "<all>": All, "<any>": AnyOf, "<not>": Not}
    return tags.get(tag) is model


def _models_in(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    origin = get_origin(annotation)
    if origin is Annotated:
        return _models_in(get_args(annotation)[0])
    if origin in {tuple, Union, types.UnionType}:
        return [model for part in get_args(annotation) for model in _models_in(part)]
    return []
