"""One criterion and one submission as a small state machine: what must be true, written down apart from the program.

It knows who somebody is, what was said, and the clock; no rows, no conversation. ``tests/handlers/test_review_model``
lets random people do random things to it and to the real store, and compares.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

OFFICE, COUNCIL, CHAIR, PROVINCE = "office", "council", "chairperson", "province"
NEXT = {OFFICE: COUNCIL, COUNCIL: CHAIR, CHAIR: PROVINCE, PROVINCE: None}
BELOW = {COUNCIL: OFFICE, CHAIR: COUNCIL}
ROLE_AT = {COUNCIL: "council_secretary", CHAIR: "decision_maker"}
TAKEN_FOR, LEFT_ALONE = timedelta(hours=1), timedelta(minutes=30)


def points(failed: int) -> int:
    """The rule of the only criterion: 10, less 2 for each failure."""
    return max(10 - 2 * failed, 0)


@dataclass
class Model:
    """``own``: who speaks for the unit; ``barred``: who must not judge it; ``roles``: name -> role."""

    roles: dict[str, str]
    own: set[str]
    barred: set[str]
    state: str = "draft"
    step: str | None = None
    number: int = 0
    failed: int | None = None
    proofs: int = 0
    touched: bool = True  # since it was returned
    verdict: str | None = None
    verdict_by: str | None = None
    told: bool = False
    corrected: int | None = None
    corrected_by: str | None = None
    holder: str | None = None
    held_since: datetime | None = None
    open_since: datetime | None = None  # the last act of an open decision round
    explain_until: date | None = None
    sent_down: datetime | None = None  # by a later step, of the newest version
    corrected_at: datetime | None = None
    begun: datetime | None = None  # the explanation that was begun last
    explanation: str | None = None  # None, "written", "sent", "closed"
    explained_text: str = ""
    decisions: int = 0  # how many were ever recorded
    sent: int = 0
    log: list[str] = field(default_factory=list)

    # ------------------------------------------------------------ the unit

    def may_answer(self, who: str) -> bool:
        return who in self.own and self.state in ("draft", "returned")

    def answer(self, who: str, failed: int) -> None:
        if self.may_answer(who):
            self.failed, self.touched = failed, True

    def prove(self, who: str) -> None:
        if self.may_answer(who):
            self.proofs, self.touched = self.proofs + 1, True

    def complete(self) -> bool:
        return self.failed is not None and (points(self.failed) == 0 or self.proofs > 0) and self.touched

    def send(self, who: str) -> None:
        if not self.may_answer(who) or not self.complete():
            return
        self.state, self.number, self.step = "submitted", self.number + 1, self.step or OFFICE
        self.sent += 1
        self.verdict = self.verdict_by = self.corrected = self.corrected_by = None
        self.told, self.open_since = False, None
        self.explanation, self.explained_text = None, ""
        self.sent_down = self.corrected_at = self.begun = None

    # ------------------------------------------------------------ the reviewer

    def holds(self, who: str, now: datetime) -> bool:
        """Whether the submission is this reviewer's to decide; taking it is part of it."""
        if self.roles[who] != "reviewer" or who in self.barred or self.state != "submitted":
            return False
        assert self.held_since is not None or self.holder is None
        if self.holder not in (None, who) and self.held_since and now - self.held_since < TAKEN_FOR:
            return False
        self.holder, self.held_since = who, now
        return True

    def take_over(self, who: str, now: datetime) -> None:
        if self.roles[who] == "reviewer" and who not in self.barred and self.state == "submitted":
            self.holder, self.held_since = who, now

    def decide(self, who: str, verdict: str, now: datetime) -> None:
        if self.holds(who, now):
            self.verdict, self.verdict_by, self.told = verdict, who, False
            self.open_since, self.decisions = now, self.decisions + 1

    def correct(self, who: str, failed: int, now: datetime) -> None:
        if self.holds(who, now):
            self.corrected, self.corrected_by, self.open_since = failed, who, now
            self.corrected_at = now

    def undo(self, who: str, now: datetime) -> None:
        if not self.holds(who, now):
            return
        if self.verdict is not None and self.verdict_by == who and not self.told:
            self.verdict = self.verdict_by = None
            self.open_since = now
        elif self.corrected is not None and self.corrected_by == who:
            self.corrected = self.corrected_by = None
            self.open_since = now

    def close(self, who: str, now: datetime, until: date) -> None:
        if self.holds(who, now) and self.verdict is not None:
            self._close(until)

    def _close(self, until: date) -> None:
        self.open_since = None
        if self.verdict is None:
            return
        self.holder = self.held_since = None
        self.told = True
        if self.verdict == "returned":
            self.state, self.touched = "returned", False
            return
        self.state = "approved"
        self.explain_until = until if self._is_new() else None
        self._move_on(until - timedelta(days=1))

    # ------------------------------------------------------------ explaining

    def _is_new(self) -> bool:
        """Corrected, and since a later step sent it back: what was corrected before is closed."""
        if self.corrected is None:
            return False
        return self.sent_down is None or (self.corrected_at is not None and self.corrected_at >= self.sent_down)

    def may_explain(self, who: str, today: date) -> bool:
        return (
            who in self.own
            and self.state == "approved"
            and self.explain_until is not None
            and today <= self.explain_until
            and self._is_new()
            and (self.explanation in (None, "written") or self._is_before())
        )

    def _is_before(self) -> bool:
        """What was sent belongs to the days before a later step sent it back."""
        return self.sent_down is not None and self.begun is not None and self.begun < self.sent_down

    def explain(self, who: str, text: str, today: date, now: datetime) -> None:
        if not self.may_explain(who, today):
            return
        if self.explanation != "written":
            self.explained_text, self.begun = "", now
        self.explanation, self.explained_text = "written", f"{self.explained_text}\n{text}".strip()

    def send_explanation(self, who: str, today: date) -> None:
        if self.may_explain(who, today) and self.explanation == "written":
            self.explanation = "sent"

    def answer_explanation(self, who: str, accept: bool, today: date) -> None:
        if self.roles[who] != "reviewer" or who in self.barred or self.state != "approved":
            return
        if self.explanation != "sent":
            return
        self.explanation = "closed"
        if accept and self.corrected is not None:
            if points(self.failed or 0) != points(self.corrected):
                self.decisions += 1
            self.corrected = self.corrected_by = None
            self.verdict, self.verdict_by = "approved", who
        self.explain_until = None
        self._move_on(today)

    def _move_on(self, today: date) -> None:
        held = self.explain_until is not None and today <= self.explain_until
        if self.state == "approved" and self.step == OFFICE and not held and self.explanation != "sent":
            self.step, self.explain_until = COUNCIL, None

    # ------------------------------------------------------------ later steps

    def acts_at(self, who: str, step: str) -> bool:
        if self.state != "approved" or self.step != step or step == OFFICE:
            return False
        if step == PROVINCE:
            return self.roles[who] == "organizer"
        return self.roles[who] == ROLE_AT[step] and who not in self.barred

    def pass_on(self, who: str, step: str) -> None:
        if self.acts_at(who, step) and step != PROVINCE and self.verdict != "left":
            self.step = NEXT[step]

    def record(self, who: str) -> None:
        if self.acts_at(who, PROVINCE):
            self.step = None

    def settle(self, who: str, step: str) -> None:
        if self.acts_at(who, step) and step != PROVINCE and self.verdict == "left":
            self.verdict, self.verdict_by, self.told = "approved", who, True
            self.decisions += 1

    def send_down(self, who: str, step: str, now: datetime) -> None:
        if self.acts_at(who, step) and step != PROVINCE:
            self.step, self.sent_down = BELOW[step], now
            if self.step == OFFICE:
                self.state = "submitted"

    # ------------------------------------------------------------ time

    def tick(self, now: datetime, today: date, until: date) -> None:
        if self.state == "submitted" and self.open_since is not None and now - self.open_since >= LEFT_ALONE:
            self._close(until)
        if self.explain_until is not None and today > self.explain_until:
            self._move_on(today)
