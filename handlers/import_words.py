"""An import as people read it: what is new, what changes, what stays, and each mistake with its sheet and row."""

from collections.abc import Iterator, Mapping, Sequence

from handlers.import_plan import ContactStep, Plan, Step, Trouble, TroubleKind, UnitStep
from locales import Translator
from reports.roster_cells import Unreadable
from reports.wording import role_words, type_words


def describe_plan(plan: Plan, tr: Translator, type_names: Mapping[str, str]) -> list[str]:
    """The lines of the preview. ``type_names``: what the campaigns call the types of units."""
    return [
        *_units(plan.units, tr, {**type_words(tr), **type_names}),
        *_contacts(plan.contacts, tr),
        *_left_out(plan, tr),
    ]


def describe_unreadable(reason: Unreadable, tr: Translator) -> str:
    """Why a file cannot be used, and what to do."""
    return {
        Unreadable.EMPTY: tr("The file is empty."),
        Unreadable.TOO_LARGE: tr("The file is too large for a list of units: at most 10 MB and 5,000 rows a sheet."),
        Unreadable.OLD_OR_LOCKED: tr(
            "This is an old .xls file, or it is protected by a password: save it as .xlsx without a password."
        ),
        Unreadable.DAMAGED: tr("The file cannot be read: save it as .xlsx or .csv in Excel and try again."),
        Unreadable.NO_TABLE: tr(
            "No headings were found in the first 15 rows of any sheet. One column must be called “Đơn vị”, others"
            " “Họ và tên” and “Số điện thoại”."
        ),
    }[reason]


def _units(steps: Sequence[UnitStep], tr: Translator, type_names: Mapping[str, str]) -> Iterator[str]:
    new = [one for one in steps if one.step is Step.ADD]
    changed = [one for one in steps if one.step is Step.CHANGE]
    if new:
        yield tr.plural("{n} new unit:", "{n} new units:", len(new))
        for one in new:
            yield f"  + {one.code}  {one.name} – {type_names.get(one.unit_type, one.unit_type)}"
    if changed:
        yield tr.plural("{n} unit changes:", "{n} units change:", len(changed))
        for one in changed:
            yield f"  ~ {_before_after(one.was or (), (one.code, one.name, one.unit_type))}"
    if kept := len(steps) - len(new) - len(changed):
        yield tr.plural("{n} unit stays as it is.", "{n} units stay as they are.", kept)
    if unknown := [one.code for one in new if one.unit_type == "other"]:
        yield tr(
            "The type of these units is not known; a column “Loại đơn vị” can say it: {codes}.",
            codes=", ".join(unknown),
        )


def _contacts(steps: Sequence[ContactStep], tr: Translator) -> Iterator[str]:
    roles = role_words(tr)
    new = [one for one in steps if one.step is Step.ADD]
    changed = [one for one in steps if one.step is Step.CHANGE]
    if new:
        yield tr.plural("{n} new person:", "{n} new people:", len(new))
        for one in new:
            yield f"  + {one.code}  {one.name}, {one.phone or tr('no phone')} – {roles[one.role]}"
    if changed:
        yield tr.plural("{n} person changes:", "{n} people change:", len(changed))
        for one in changed:
            assert one.was is not None
            was = (one.was[0], one.was[1] or tr("no phone"), roles[one.was[2]])
            now = (one.name, one.phone or tr("no phone"), roles[one.role])
            yield f"  ~ {one.code}  {_before_after(was, now)}"
    if kept := len(steps) - len(new) - len(changed):
        yield tr.plural("{n} person stays as they are.", "{n} people stay as they are.", kept)


def _before_after(was: Sequence[str], now: Sequence[str]) -> str:
    pairs = zip(was, now, strict=True)
    return ", ".join(after if before == after else f"{before} → {after}" for before, after in pairs)


def _left_out(plan: Plan, tr: Translator) -> Iterator[str]:
    if plan.doubled:
        yield tr.plural(
            "{n} row repeats another one and is left out.", "{n} rows repeat others and are left out.", plan.doubled
        )
    if plan.skipped:
        yield tr("Sheets without a list of units, left out: {names}.", names=", ".join(plan.skipped))
    if plan.troubles:
        yield tr.plural(
            "{n} mistake; these rows are left out:", "{n} mistakes; these rows are left out:", len(plan.troubles)
        )
        for trouble in plan.troubles:
            yield f"  ! {_place(trouble.sheet, str(trouble.row), tr)}: {describe_trouble(trouble, tr)}"


def _place(sheet: str, row: str, tr: Translator) -> str:
    return tr("sheet “{sheet}”, row {row}", sheet=sheet, row=row) if sheet else tr("row {row}", row=row)


def describe_trouble(trouble: Trouble, tr: Translator) -> str:
    """What is wrong with a row, and what to write instead."""
    first, second, third, sheet, row = (*trouble.details, "", "", "", "", "")[:5]
    roles = ", ".join(role_words(tr).values())
    return {
        TroubleKind.NO_UNIT: tr("the unit is missing; write its name in the column of units."),
        TroubleKind.NO_NAME: tr("the name of the person with {phone} is missing.", phone=first),
        TroubleKind.BAD_PHONE: tr("“{text}” is not a phone number; write it like 0912 345 678.", text=first),
        TroubleKind.BAD_ROLE: tr("there is no role “{text}”; there are: {roles}.", text=first, roles=roles),
        TroubleKind.BAD_CODE: tr("“{text}” cannot be a code; use letters, digits and dashes.", text=first),
        TroubleKind.CODE_TAKEN: tr("the code {code} belongs to another unit: {unit}.", code=first, unit=second),
        TroubleKind.OTHER_CODE: tr(
            "{unit} has the code {code} elsewhere in the list, and {other} here.", unit=first, code=second, other=third
        ),
        TroubleKind.WHICH_UNIT: tr("“{text}” may be any of: {units}; write the accents.", text=first, units=second),
        TroubleKind.PHONE_TWICE: tr(
            "{phone} stands here for {name}, and for {other} in {place}; one of them is wrong.",
            phone=first,
            name=second,
            other=third,
            place=_place(sheet, row, tr),
        ),
    }[trouble.kind]
