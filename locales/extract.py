"""Which texts the code gives to a translator, read from its syntax tree.

A translator is anything called ``tr`` (``tr``, ``turn.tr``) or the result of ``translator(…)``; ``said`` keeps a text
for one (``scoring.said``). The text has to be written out where it is given, so that nothing that people read escapes
the check; ``a if condition else b`` is fine.
"""

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

Msgid = str | tuple[str, str]  # the English text; (singular, plural) where it counts something


@dataclass(frozen=True, slots=True)
class Text:
    """A text in the code. ``where`` is ``file:line``."""

    msgid: Msgid
    where: str


def extract(paths: Iterable[Path]) -> tuple[list[Text], list[str]]:
    """The texts of ``tr("…")`` and ``tr.plural("…", "…", n)``; and one line per call whose text is not written out."""
    texts: list[Text] = []
    faults: list[str] = []
    for path in paths:
        for call, plural in _calls(ast.parse(path.read_text("utf-8"), str(path))):
            where = f"{path}:{call.lineno}"
            found = _plural_msgids(call) if plural else _msgids(call.args[0]) if call.args else []
            texts += (Text(msgid, where) for msgid in found)
            if not found:
                faults.append(f"{where}: a text given to tr has to be written out there, not computed")
    return texts, faults


def _calls(tree: ast.AST) -> Iterator[tuple[ast.Call, bool]]:
    """Every call of a translator, and whether it is ``.plural``."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        if _is_translator(node.func):
            yield node, False
        elif isinstance(node.func, ast.Attribute) and node.func.attr == "plural" and _is_translator(node.func.value):
            yield node, True


def _is_translator(node: ast.expr) -> bool:
    match node:
        case ast.Name(id="tr" | "said") | ast.Attribute(attr="tr") | ast.Call(func=ast.Name(id="translator")):
            return True
        case _:
            return False


def _msgids(node: ast.expr) -> list[Msgid]:
    match node:
        case ast.Constant(value=str(text)):
            return [text]
        case ast.IfExp(body=body, orelse=orelse):
            one, other = _msgids(body), _msgids(orelse)
            return one + other if one and other else []
        case _:
            return []


def _plural_msgids(call: ast.Call) -> list[Msgid]:
    match call.args[:2]:
        case [ast.Constant(value=str(singular)), ast.Constant(value=str(plural))]:
            return [(singular, plural)]
        case _:
            return []
