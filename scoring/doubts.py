"""What is possible but probably not meant: a campaign can be opened all the same, and its author is told.

Every doubt is (path in the file, what is noticed and what to do), like the faults of ``scoring.checking``.
"""

import re
from collections.abc import Iterator
from datetime import date

from scoring.calendar import WorkingCalendar
from scoring.campaign import Campaign, Criterion
from scoring.checking_awards import judged_kinds
from scoring.conditions import facts_read
from scoring.reachable import SECTIONS, never_asked, never_reached
from scoring.said import said
from scoring.text import Text
from scoring.walking import texts_in
from scoring.yaml_source import PathInFile
from scoring.year_texts import Years, names_a_year

Finding = tuple[PathInFile, str]

# Shown in the chat: there English has to stand beside Vietnamese. The plan's own words and names stay as they are.
_OFFICIAL = {"document", "legal_bases", "receivers", "contents", "awards", "award_principles", "dossier", "duties"}
_OFFICIAL |= {"readings", "assumptions"}
_OWN_WORDS = {"wording", "who", "columns", "form_title", "duty", "sender", "receiver"}
_PLACEHOLDER = re.compile(r"\{(\w+)\}")


def find_doubts(campaign: Campaign, calendar: WorkingCalendar) -> list[Finding]:
    """Everything that its author should look at; empty when there is nothing."""
    return [
        *_days(campaign, calendar),
        *_undated(campaign),
        *_rounds_without_answers(campaign),
        *never_asked(campaign),
        *_unread(campaign),
        *never_reached(campaign),
        *_without_criteria(campaign),
        *_alone_in_vain(campaign),
        *_without_evidence(campaign),
        *_untranslated(campaign),
        *_other_years(campaign),
    ]


def _days(campaign: Campaign, calendar: WorkingCalendar) -> Iterator[Finding]:
    period = campaign.period
    for index, deadline in enumerate(campaign.deadlines):
        for key in ("opens_on", "due_on"):
            day: date | None = getattr(deadline, key)
            path: PathInFile = ("deadlines", index, key)
            if day is None:
                continue
            if not period.start <= day <= period.end:
                yield path, said(
                    "{day} lies outside the period of the campaign ({start} to {end})",
                    day=day, start=period.start, end=period.end,
                )  # fmt: skip
            if key == "due_on" and deadline.remind and not calendar.is_working_day(day):
                yield path, said("{day} is a day off; it stays the last valid day", day=day)
    issued = campaign.document.issued_on
    if issued is not None and not calendar.is_working_day(issued):
        yield ("document", "issued_on"), said("{day} is a day off: compare it with the paper", day=issued)


def _undated(campaign: Campaign) -> Iterator[Finding]:
    for index, deadline in enumerate(campaign.deadlines):
        if deadline.due_on is None and deadline.remind and deadline.kind not in ("start", "end"):
            yield (
                ("deadlines", index),
                said("{id} has no day, so nobody is reminded: give it due_on, or write remind: false", id=deadline.id),
            )


def _rounds_without_answers(campaign: Campaign) -> Iterator[Finding]:
    """A round that looks back on others takes no answers: its days should belong to rounds that do."""
    answered = [each for each in campaign.rounds if not each.reads]
    for index, cycle in enumerate(campaign.rounds):
        if cycle.reads and not any(each.start <= cycle.end <= each.end for each in answered):
            message = said(
                "in {id} nobody answers anything, because it looks back on other rounds: leave that out if it is a year"
                " of its own",
                id=cycle.id,
            )
            yield ("rounds", index, "reads"), message


def _unread(campaign: Campaign) -> Iterator[Finding]:
    """Answers that change nothing: no rule, no verdict, no question and no sentence looks at them."""
    read = {pair for item in campaign.items for pair in item.reads()}
    read |= {(share.criterion, name) for share in campaign.shares for name in (share.fact, share.of) if name}
    if campaign.priority is not None:
        read |= facts_read(campaign.priority.condition, criterion=campaign.priority.criterion)
    for section in SECTIONS:
        for index, item in enumerate(getattr(campaign, section)):
            shown = {name for _, text in texts_in(item) for name in _PLACEHOLDER.findall(text.vi)}
            bounds = {fact.at_most for fact in item.facts}
            for place, fact in enumerate(item.facts):
                if (item.id, fact.name) not in read and fact.name not in shown | bounds:
                    yield (
                        (section, index, "facts", place),
                        said(
                            "{name} is asked, but no rule looks at it: use it in a rule, or remove it", name=fact.name
                        ),
                    )


def _without_criteria(campaign: Campaign) -> Iterator[Finding]:
    for index, kind in enumerate(campaign.candidates):
        if not campaign.criteria_of(kind.id) and kind.id not in judged_kinds(campaign):
            yield ("candidates", index), said("{id} is asked nothing: no criterion and no award is for it", id=kind.id)


def _alone_in_vain(campaign: Campaign) -> Iterator[Finding]:
    """Only people act for themselves, and only where they are asked something of their own."""
    for index, kind in enumerate(campaign.candidates):
        asked = kind.person and not campaign.has_points and campaign.criteria_of(kind.id)
        if kind.registers == "self" and not asked:
            message = said("{id}: only a person who is asked criteria without points registers alone", id=kind.id)
            yield ("candidates", index, "registers"), message


def _without_evidence(campaign: Campaign) -> Iterator[Finding]:
    for index, item in enumerate(campaign.criteria):
        if item.evidence is None and item.answered_by == "unit" and _asks_for_evidence(campaign, item):
            yield ("criteria", index), said("{id} does not say what proves it: add evidence", id=item.id)


def _asks_for_evidence(campaign: Campaign, item: Criterion) -> bool:
    return not item.scored or item.max_points > campaign.self_assessment.evidence_required_above


def _untranslated(campaign: Campaign) -> Iterator[Finding]:
    """One doubt for all: who writes Vietnamese alone is told once."""
    missing = [path for path, text in texts_in(campaign) if text.en is None and _is_shown(path)]
    known = [path for path, text in texts_in(campaign) if text.en is not None and _is_shown(path)]
    if missing:
        total = len(missing) + len(known)
        yield (
            missing[0],
            said(
                "{n} of {total} texts that people see have no English: write {{vi: …, en: …}}",
                n=len(missing),
                total=total,
            ),
        )


def _is_shown(path: PathInFile) -> bool:
    return path[0] not in _OFFICIAL and not any(part in _OWN_WORDS for part in path)


def _other_years(campaign: Campaign) -> Iterator[Finding]:
    years = Years(campaign.period.start.year, campaign.period.end.year, 0, frozenset())
    for path, text in texts_in(campaign):
        if path[0] not in ("legal_bases", "assumptions") and (found := _years_named(text, years)):
            yield path, said("names another year ({years}): is that still right?", years=", ".join(found))


def _years_named(text: Text, years: Years) -> list[str]:
    named = {*names_a_year(text.vi, years), *(names_a_year(text.en, years) if text.en else ())}
    return [str(year) for year in sorted(named)]
