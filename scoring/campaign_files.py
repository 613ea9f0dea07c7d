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

from scoring.calendar import WorkingCalendar
from scoring.campaign import Campaign
from scoring.checking import check_campaign
from scoring.checking_rules import unknown
from scoring.doubts import find_doubts
from scoring.said import said
from scoring.yaml_source import CampaignFileError as CampaignFileError
from scoring.yaml_source import PathInFile, Source, parse_source, read_source
from scoring.yaml_source import Problem as Problem

NOT_CAMPAIGNS = {"holidays.yaml"}
LONGEST_SHOWN = 60

# pydantic's types of errors, in the words of somebody who edits the file.
_ADVICE = {
    "missing": said("is missing: add it"),
    "string_type": said("must be a text: put it in quotes"),
    "string_too_short": said("must not be empty"),
    "bool_type": said("must be true or false"),
    "bool_parsing": said("must be true or false"),
    "int_type": said("must be a whole number"),
    "int_parsing": said("must be a whole number"),
    "int_from_float": said("must be a whole number"),
    "decimal_type": said("must be a number"),
    "decimal_parsing": said("must be a number"),
    "date_type": said("must be a day, written YYYY-MM-DD"),
    "date_parsing": said("must be a day, written YYYY-MM-DD"),
    "date_from_datetime_parsing": said("must be a day, written YYYY-MM-DD"),
    "time_type": said('must be a time of day, written "08:00"'),
    "time_parsing": said('must be a time of day, written "08:00"'),
    "tuple_type": said("must be a list: lines that begin with “- ”"),
    "model_type": said("must be a list of keys"),
    "model_attributes_type": said("must be a list of keys"),
    "too_short": said("must not be empty"),
    "finite_number": said("must be a number"),
    "string_too_long": said("is too long"),
    "int_parsing_size": said("is too large"),
    "decimal_max_digits": said("is too large"),
    "dict_type": said("must be a list of keys"),
    "list_type": said("must be a list: lines that begin with “- ”"),
}
_BOUNDS = {
    "greater_than": said("more than"),
    "greater_than_equal": said("at least"),
    "less_than": said("less than"),
    "less_than_equal": said("at most"),
}


def shipped_folder() -> Path:
    """The folder of the campaigns that come with the program."""
    return Path(str(files("campaigns")))


def load_campaign(path: Path | str) -> Campaign:
    """One file, validated. Raises ``CampaignFileError`` with every problem."""
    return validate_source(read_source(Path(path)))


def check_file(path: Path | str, calendar: WorkingCalendar) -> tuple[Campaign, list[Problem]]:
    """One file with everything that is probably not meant, in the order of the file. Raises ``CampaignFileError``."""
    source = read_source(Path(path))
    campaign = validate_source(source)
    return campaign, sorted(source.problem(place, message) for place, message in find_doubts(campaign, calendar))


def validate_text(name: str, text: str) -> Campaign:
    """The same of a text. ``name`` stands for the file in what is said about it."""
    return validate_source(parse_source(name, text))


def validate_source(source: Source) -> Campaign:
    """The campaign of a file that was read. Raises ``CampaignFileError`` with every problem."""
    campaign, problems = _validate(source)
    if campaign is None or problems:
        raise CampaignFileError(problems)
    return campaign


def find_file(id_or_file: str, *folders: Path | str | None) -> Path:
    """The file of a campaign: the one that is named, or by id in the last of the folders that has it (the shipped one
    is the first). Raises ``CampaignFileError``."""
    if id_or_file.endswith((".yaml", ".yml")):
        return Path(id_or_file)
    inside = [Path(folder) for folder in (shipped_folder(), *folders) if folder is not None]
    found = [folder / f"{id_or_file}.yaml" for folder in inside if (folder / f"{id_or_file}.yaml").is_file()]
    if not found:
        known = sorted({path.stem for folder in inside for path in _campaign_files(folder, [])})
        raise CampaignFileError([Problem(id_or_file, 1, "", unknown(said("campaign"), id_or_file, known))])
    return found[-1]


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
                message = said(
                    "is {id}, but the file is named {file}: name it {id}.yaml", id=campaign.id, file=path.name
                )
                problems.append(Problem(str(path), 1, "id", message))
            campaigns[campaign.id] = campaign
    if problems:
        raise CampaignFileError(problems)
    return dict(sorted(campaigns.items()))


def _campaign_files(folder: Path | str | None, problems: list[Problem]) -> list[Path]:
    if folder is None:
        return []
    if not Path(folder).is_dir():
        problems.append(
            Problem(str(folder), 1, "", said("is no folder: the setting THIDUA_CAMPAIGNS_DIR must name one"))
        )
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
        return said("is not a known key: write {word}", word=nearest)
    if " " in key:  # {vi: one, two} is read as two keys
        return said("is read as a key: put a text with a comma or a colon in quotes")
    return said("is not a known key: known are {words}", words=", ".join(sorted(keys)))


def _advice(error: ErrorDetails) -> str:
    kind, context = error["type"], error.get("ctx", {})
    if kind == "value_error":
        return _own_words(context["error"])
    if kind == "literal_error":
        return said("{value} is not known here: write one of {words}", value=_shown(error), words=context["expected"])
    if kind.startswith("union_tag"):
        return said("needs a kind: write one of {words}", words=", ".join(_kinds()))
    if kind == "string_pattern_mismatch":
        return said("{value} has a wrong form: expected is {pattern}", value=_shown(error), pattern=context["pattern"])
    if kind in _BOUNDS:
        return said("must be {bound} {limit}", bound=_BOUNDS[kind], limit=next(iter(context.values())))
    return _ADVICE.get(kind, error["msg"][:1].lower() + error["msg"][1:])


def _own_words(error: Any) -> str:
    """What a validator of ours raised: its sentence keeps its parts."""
    return error.args[0] if isinstance(error, ValueError) and error.args else str(error)


def _shown(error: ErrorDetails) -> str:
    """What stands in the file, cut where it is long."""
    text = repr(error["input"])
    return text if len(text) <= LONGEST_SHOWN else text[:LONGEST_SHOWN] + "…"


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
