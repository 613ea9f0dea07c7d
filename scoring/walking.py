"""Every text of a campaign with its place in the file."""

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel

from scoring.text import Text
from scoring.yaml_source import PathInFile


def texts_in(value: Any, path: PathInFile = ()) -> Iterator[tuple[PathInFile, Text]]:
    """The texts of a definition or a part of it, in the order of the file."""
    if isinstance(value, Text):
        yield path, value
    elif isinstance(value, BaseModel):
        for name, info in type(value).model_fields.items():
            yield from texts_in(getattr(value, name), (*path, info.alias or name))
    elif isinstance(value, tuple):
        for index, each in enumerate(value):
            yield from texts_in(each, (*path, index))
