"""How the facts of a criterion are asked in one message, so that one message can answer all of them.

Values that follow each other are numbered; a choice among them names its options with numbers ("1 = …"). Where a choice
comes first it has buttons or numbered lines of its own, and what depends on it is listed below it.
"""

from collections.abc import Sequence

from handlers.turn import Turn
from locales import Translator
from scoring import answers as facts_of
from scoring.answers import TypedAnswers
from scoring.campaign import Campaign, Criterion, Fact

MOST_AT_ONCE = 6  # facts in one message


def is_chosen(fact: Fact) -> bool:
    """Answered by choosing, not by a number or a date."""
    return fact.type in ("yes_no", "choice")


def _alone(fact: Fact) -> bool:
    """Asked in a message of its own: what may be answered "not known", several documents, and a yes or no, because
    "có, không, có" is easily said to the wrong question."""
    return fact.may_be_unknown or fact.type in ("documents", "yes_no")


def facts_of_one_message(campaign: Campaign, criterion: Criterion, answers: TypedAnswers) -> Sequence[Fact]:
    """What to ask next: a choice that comes first stands alone, everything else goes together."""
    facts = facts_of.open_facts(campaign, criterion.id, answers)[:MOST_AT_ONCE]
    if not facts or is_chosen(facts[0]) or _alone(facts[0]):
        return facts[:1]
    return _up_to_alone(facts)


def _up_to_alone(facts: Sequence[Fact]) -> Sequence[Fact]:
    return facts[: next((index for index, fact in enumerate(facts) if _alone(fact)), len(facts))]


def question_in_words(
    turn: Turn, campaign: Campaign, criterion: Criterion, facts: Sequence[Fact], answers: TypedAnswers
) -> str:
    """The question about these facts, with an example of an answer."""
    tr = turn.tr
    if len(facts) > 1:
        lines = []
        for number, fact in enumerate(facts, start=1):
            lines.append(f"{number}) {_with_options(campaign, criterion, fact, answers, tr)}")
            lines += [f"– {item.within(tr.locale)}" for item in fact.items]
        example = ", ".join(_example(fact) for fact in facts)
        return "\n".join([*lines, tr("Answer in one message, for example: {example}", example=example)])
    first = facts[0]
    items = [f"{number}. {item.within(tr.locale)}" for number, item in enumerate(first.items, start=1)]
    lines = [first.question.within(tr.locale), *items]
    if not is_chosen(first) and first.example:
        lines.append(tr("For example: {example}", example=first.example))
    return "\n".join([*lines, *_at_once(turn, campaign, criterion, first, answers)])


def _with_options(campaign: Campaign, criterion: Criterion, fact: Fact, answers: TypedAnswers, tr: Translator) -> str:
    """The question; for a choice with its options, as numbers that can be typed."""
    question = fact.question.within(tr.locale)
    offered = facts_of.offered_options(campaign, criterion.id, fact.name, answers)
    named = [f"{number} = {option.label.within(tr.locale)}" for number, option in enumerate(offered, start=1)]
    return f"{question} {'; '.join(named)}" if named else question


def _example(fact: Fact) -> str:
    return "1" if fact.type == "choice" else fact.example or "…"


def _at_once(turn: Turn, campaign: Campaign, criterion: Criterion, first: Fact, answers: TypedAnswers) -> Sequence[str]:
    """What follows on a choice can be said in the same message ("có, 15/02/2024"): what it is, and an example."""
    tr = turn.tr
    said, rest = _answer_with_most_to_follow(campaign, criterion, first, answers, tr)
    if (
        not rest or tr.brief
    ):  # one thing at a time, for who wants few words; several at once are understood all the same
        return ()
    following = [f"– {_with_options(campaign, criterion, fact, answers, tr)}" for fact in rest]
    example = ", ".join([said, *(_example(fact) for fact in rest)])
    lead = tr("This can be answered in the same message:")
    return (lead, *following, tr("For example: {example}", example=example))


def _answer_with_most_to_follow(
    campaign: Campaign, criterion: Criterion, first: Fact, answers: TypedAnswers, tr: Translator
) -> tuple[str, Sequence[Fact]]:
    """The answer, as it is typed, after which most is asked, and what that is."""
    ways: list[tuple[str, bool | str]] = []
    if first.type == "yes_no":
        ways = [(tr("yes"), True), (tr("no"), False)]
    elif first.type == "choice":
        offered = facts_of.offered_options(campaign, criterion.id, first.name, answers)
        ways = [(str(number), option.id) for number, option in enumerate(offered, start=1)]
    known = answers.get(criterion.id) or {}
    most: tuple[str, Sequence[Fact]] = ("", ())
    for said, value in ways:
        supposed = {**answers, criterion.id: {**known, first.name: value}}
        rest = _up_to_alone(facts_of.open_facts(campaign, criterion.id, supposed)[: MOST_AT_ONCE - 1])
        if len(rest) > len(most[1]):
            most = said, rest
    return most
