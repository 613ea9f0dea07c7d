"""A sentence that keeps its parts: English as it stands, and its template and values for whoever says it in another
language (``locales.Translator.said``). Rules and files speak no language of their own."""

from typing import Any


class Said(str):
    """An English sentence; ``template`` with ``params`` put in gives it. A value may be one as well."""

    template: str
    params: dict[str, Any]


def said(template: str, /, **params: Any) -> Said:
    """``said("{n} is too large", n=3)``. The template has to be written out: it is looked up in the catalogues."""
    sentence = Said(template.format_map(params))
    sentence.template, sentence.params = template, params
    return sentence
