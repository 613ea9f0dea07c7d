"""Which units a list means: those that are here, by code or name, and new ones."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from sqlmodel import Session, col, select

from handlers.import_plan import Step, Trouble, TroubleKind, UnitStep
from handlers.unit_names import accents_agree, better_spelling, core, guess_type, make_code
from reports.rosters import ListedRow
from scoring.campaign import UnitType
from storage.tables import Unit

_CODE = re.compile(r"\w[\w./-]{0,29}")


@dataclass(slots=True, eq=False)
class Draft:
    """A unit on its way. ``code`` is "" until a new one gets its own; ``listed``: the list names it."""

    name: str
    code: str = ""
    said_type: str = ""
    hints: tuple[str, ...] = ()
    unit: Unit | None = None
    listed: bool = False
    code_in_list: str = ""


@dataclass(slots=True)
class Drafts:
    """All units that are known while a list is read, row by row."""

    session: Session
    types: Sequence[UnitType]
    _by_core: dict[tuple[str, ...], list[Draft]] = field(default_factory=lambda: defaultdict(list))
    _by_code: dict[str, Draft] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for unit in self.session.exec(select(Unit).order_by(col(Unit.id))):
            self._add(Draft(unit.name, unit.code, unit=unit))

    def find(self, row: ListedRow) -> Draft | Trouble:
        """The unit of a row, noted as listed."""

        def trouble(kind: TroubleKind, *details: str) -> Trouble:
            return Trouble(kind, row.sheet, row.row, details)

        code = "-".join(row.code.split()).upper()
        if code and not _CODE.fullmatch(code):
            return trouble(TroubleKind.BAD_CODE, row.code)
        coded = self._by_code.get(code.casefold()) if code else None
        if not row.unit and coded is None:
            return trouble(TroubleKind.NO_UNIT)
        named = self._named(row.unit) if row.unit else []
        if len(named) > 1:
            return trouble(TroubleKind.WHICH_UNIT, row.unit, ", ".join(sorted(one.name for one in named)))
        draft = named[0] if named else None
        if coded is not None and draft is not coded:
            if draft is not None or (row.unit and coded.listed):
                return trouble(TroubleKind.CODE_TAKEN, code, coded.name)
            draft = self._rename(coded, row.unit)
        if draft is None:
            draft = self._add(Draft(row.unit))
        if code and draft.code_in_list and draft.code_in_list != code:
            return trouble(TroubleKind.OTHER_CODE, draft.name, draft.code_in_list, code)
        self._note(draft, row, code)
        return draft

    def steps(self, found: Iterable[Draft]) -> tuple[UnitStep, ...]:
        """What becomes of the units that were found, each once and in this order; new ones get their codes here."""
        listed = list(dict.fromkeys(found))
        for draft in listed:
            if not draft.code:
                draft.code = make_code(draft.name, self._by_code)
                self._by_code[draft.code.casefold()] = draft
        return tuple(self._step(draft) for draft in listed)

    def _step(self, draft: Draft) -> UnitStep:
        unit = draft.unit
        if unit is None:
            kind = guess_type(draft.name, said=draft.said_type, hints=draft.hints, types=self.types)
            return UnitStep(Step.ADD, draft.code, draft.name, kind)
        # What somebody set here is not guessed anew.
        kind = unit.unit_type
        if draft.said_type:
            said = guess_type("", said=draft.said_type, hints=(), types=self.types)
            kind = said if said != "other" else kind
        was = (unit.code, unit.name, unit.unit_type)
        same = was == (draft.code, draft.name, kind) and unit.active
        step = Step.KEEP if same else Step.CHANGE
        return UnitStep(step, draft.code, draft.name, kind, unit.id, None if same else was)

    def _named(self, name: str) -> list[Draft]:
        """The units that a name may mean: one, none, or several that differ in their accents alone."""
        found = [draft for draft in self._by_core[core(name)] if accents_agree(draft.name, name)]
        exact = [draft for draft in found if draft.name.casefold() == name.casefold()]
        return exact[:1] or found

    def _add(self, draft: Draft) -> Draft:
        self._by_core[core(draft.name)].append(draft)
        if draft.code:
            self._by_code[draft.code.casefold()] = draft
        return draft

    def _rename(self, draft: Draft, name: str) -> Draft:
        """The list gives a unit that is here by its code another name."""
        if name:
            self._by_core[core(draft.name)].remove(draft)
            draft.name = name
            self._by_core[core(name)].append(draft)
        return draft

    def _note(self, draft: Draft, row: ListedRow, code: str) -> None:
        draft.listed = True
        if row.unit:
            draft.name = better_spelling(draft.name, row.unit)
        draft.said_type = draft.said_type or row.type
        draft.hints = draft.hints or tuple(hint for hint in (row.section, row.sheet) if hint)
        if code:
            draft.code = draft.code_in_list = code
            self._by_code[code.casefold()] = draft
