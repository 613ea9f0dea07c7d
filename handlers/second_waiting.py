"""One submission that waits for its second review, as the organizer sees it: who has it, both findings where they
differ, who settles it, and doing without it."""

from handlers import notices, permissions, second_asking, second_case, second_deciding, second_pages, taking
from handlers.conversation import Choice, Reply, strong
from handlers.naming import listed_name
from handlers.powers import powers
from handlers.second_case import Case
from handlers.turn import Turn, ask, current_campaign, prefixed
from storage import queries
from storage.queries import steps
from storage.tables import Role, SecondReview, Submission

SHORTEST_REASON = 5
_SETTLERS = (Role.REVIEWER, Role.COUNCIL_SECRETARY, Role.DECISION_MAKER)


def where(turn: Turn, submission: Submission, review: SecondReview) -> str:
    """In a few words."""
    tr = turn.tr
    if review.compared_at is not None:
        return tr("the two reviewers differ")
    if review.second_id is not None:
        return tr("{name} reviews it", name=taking.name_of(turn, review.second_id))
    if not second_asking.able(turn.session, submission, review):
        return tr("⚠️ nobody may review it a second time")
    return tr("waits for a second reviewer")


def _case(turn: Turn) -> Case | None:
    return second_case.load_case(turn, turn.data.get("review") or 0)


def show(turn: Turn) -> Reply:
    tr, case, back = turn.tr, _case(turn), Choice("twice", turn.tr("Back"), ("quay lai",))
    if case is None:
        return ask(tr("It is no longer at this step, or it is not open to you."), back)
    if turn.talk.step == "twice_why":
        words = tr("Why is {unit} approved without a second review?", unit=listed_name(turn, case.sheet.submission))
        return ask(words, back, numbered=False)
    if turn.talk.step == "twice_who":
        choices = [Choice(f"settler:{each}", taking.name_of(turn, each)) for each in _settlers(turn, case)]
        return ask(tr("Who settles it?"), *choices, back)
    name = listed_name(turn, case.sheet.submission)
    lines = [strong(name), where(turn, case.sheet.submission, case.review)]
    choices = []
    if case.review.compared_at is not None and _may_look(turn, case):
        lines[1:] = second_pages.sides_in_words(turn, case)[1:]
        lines.insert(1, tr("the two reviewers differ"))
        if case.review.settler_id is not None:
            named = taking.name_of(turn, case.review.settler_id)
            lines.append(tr("Named to settle it: {name}.", name=named))
        choices.append(Choice("settler", tr("Name somebody to settle it"), ("cu nguoi chot", "phan cong")))
    if _may_waive(turn, case):
        choices.append(Choice("waive", tr("Approve without a second review"), ("bo qua", "khong can")))
    return ask("\n".join(lines), *choices, back)


def _may_look(turn: Turn, case: Case) -> bool:
    """The organizer sees both findings, except of a unit that he or she must not judge."""
    return case.sheet.submission.unit_id not in powers(turn)[0].barred


def _may_waive(turn: Turn, case: Case) -> bool:
    compared = case.review.compared_at is not None
    barred = powers(turn)[0].barred
    return permissions.may_waive_second(turn.roles, case.sheet.submission, compared=compared, barred=barred)


def _settlers(turn: Turn, case: Case) -> list[int]:
    """Who of the office may settle it besides the two."""
    submission, current = case.sheet.submission, current_campaign(turn.session)
    assert current is not None
    people = {each for role in _SETTLERS for each in queries.people_with_role(turn.session, role)}
    return [
        person
        for person in sorted(people - second_asking.parties(turn.session, submission, case.review))
        if permissions.may_settle(
            queries.roles_of(turn.session, person),
            submission,
            party=False,
            named=True,
            barred=steps.barred_units(turn.session, person, since=current[0].opened_at),
        )
    ]


def handle(turn: Turn) -> list[Reply]:
    case = _case(turn)
    if case is None:
        return [show(turn)]
    kind, _, number = (turn.choice or "").partition(":")
    if turn.talk.step == "twice_why" and _may_waive(turn, case):
        return _waive(turn, case)
    if turn.talk.step == "twice_one" and kind == "waive" and _may_waive(turn, case):
        turn.move("steps", "twice_why", review=case.review.id)
        return [show(turn)]
    if turn.talk.step == "twice_one" and kind == "settler" and case.review.compared_at is not None:
        turn.move("steps", "twice_who", review=case.review.id)
        return [show(turn)]
    if turn.talk.step == "twice_who" and kind == "settler" and int(number) in _settlers(turn, case):
        return _name(turn, case, int(number))
    return [prefixed(turn.tr("That was not understood."), show(turn))]


def _waive(turn: Turn, case: Case) -> list[Reply]:
    if len(turn.text) < SHORTEST_REASON:
        return [prefixed(turn.tr("Please write it in words."), show(turn))]
    name = listed_name(turn, case.sheet.submission)
    told = second_deciding.put_in_force(turn, case, waived=turn.text)
    from handlers import stepping

    turn.move("steps", "twice")
    said = turn.tr("{unit} is approved without a second review; the unit is told.", unit=name)
    return [prefixed(said, stepping.show(turn)), *told]


def _name(turn: Turn, case: Case, person: int) -> list[Reply]:
    before = case.review.settler_id
    case.review.settler_id = person
    second_deciding.write_down(
        turn, case, "named", before={"person": before} if before else None, after={"person": person}
    )
    turn.session.flush()
    tr = notices.language_of(turn.session, person)
    words = tr("Please settle where two reviewers differ about {unit}.", unit=listed_name(turn, case.sheet.submission))
    choice = Choice(f"second:{case.review.id}", tr("Settle the differences"))
    when = notices.polite_time(turn.session, case.sheet.campaign, turn.now)
    turn.move("steps", "twice_one", review=case.review.id)
    said = turn.tr("{name} is told.", name=taking.name_of(turn, person))
    return [prefixed(said, show(turn)), notices.standing(person, words, choice, when=when)]
