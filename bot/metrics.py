"""``/metrics`` in Prometheus' text format: numbers of channels and states, nothing of any person.

What every process of a database shares is asked of the database; what this process did is counted by itself.
https://prometheus.io/docs/instrumenting/exposition_formats/
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import case, func, not_, or_, select
from sqlmodel import Session, col

from bot.journal import OPEN
from storage.tables import EventState, JournalEvent, OutboxState, Outgoing

if TYPE_CHECKING:
    from bot.app import Application

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


@dataclass(slots=True)
class Metric:
    """One family. ``values``: by a tuple of the labels' values, in the order of ``labels``."""

    name: str
    help: str
    labels: tuple[str, ...] = ()
    kind: str = "gauge"
    values: Mapping[Any, float] = field(default_factory=dict)

    def lines(self) -> Iterator[str]:
        yield f"# HELP thidua_{self.name} {self.help}"
        yield f"# TYPE thidua_{self.name} {self.kind}"
        for values, number in sorted(self.values.items()):
            pairs = ",".join(f'{label}="{_escaped(value)}"' for label, value in zip(self.labels, values, strict=True))
            shown = f"{number:.0f}" if number == int(number) else f"{number:.3f}"
            yield f"thidua_{self.name}{{{pairs}}} {shown}" if pairs else f"thidua_{self.name} {shown}"


def show(app: "Application") -> str:
    """The page. Asks the database: not in the event loop."""
    with app.database.reader() as session:
        shared = [*_journal(session), *_outbox(session, app.clock.now()), *_budgets(session, app)]
    return "\n".join(line for metric in [*shared, *_own(app)] for line in metric.lines()) + "\n"


def _journal(session: Session) -> Iterable[Metric]:
    states = (*OPEN, EventState.PARKED)  # the handled ones are many: they are counted as they come
    found = session.execute(
        select(col(JournalEvent.state), func.count(), func.min(col(JournalEvent.received_at)))
        .where(col(JournalEvent.state).in_(states))
        .group_by(col(JournalEvent.state))
    ).all()
    counts = {(state.value,): 0.0 for state in states} | {(state.value,): float(count) for state, count, _ in found}
    oldest = min((at for state, _, at in found if state in OPEN), default=None)
    age = (datetime.now(UTC) - oldest).total_seconds() if oldest else 0.0
    yield Metric("events", "Events of the journal that are not handled, by state.", ("state",), values=counts)
    yield Metric("events_oldest_seconds", "For how long the oldest open event has waited.", values={(): age})


def _outbox(session: Session, campaign_now: datetime) -> Iterable[Metric]:
    due = or_(not_(col(Outgoing.proactive)), col(Outgoing.not_before) <= campaign_now)
    found = session.execute(
        select(
            col(Outgoing.channel),
            func.count(),
            func.count().filter(due),
            func.min(case((due, col(Outgoing.not_before)))),
        )
        .where(col(Outgoing.state) == OutboxState.WAITING)
        .group_by(col(Outgoing.channel))
    ).all()
    doubted = session.execute(
        select(col(Outgoing.channel), func.count())
        .where(col(Outgoing.doubted_at).is_not(None))
        .group_by(col(Outgoing.channel))
    )
    twice = {(channel,): float(count) for channel, count in doubted}
    waiting = {(channel,): float(count) for channel, count, _, _ in found}
    ready = {(channel,): float(count) for channel, _, count, _ in found}
    ages = {(channel,): (campaign_now - at).total_seconds() for channel, _, _, at in found if at is not None}
    yield Metric("outbox_waiting", "Messages that are not sent, postponed ones too.", ("channel",), values=waiting)
    yield Metric("outbox_doubted", "Messages that may have come twice after a crash.", ("channel",), values=twice)
    yield Metric("outbox_due", "Messages that could be sent now.", ("channel",), values=ready)
    yield Metric("outbox_oldest_seconds", "How long the oldest message has been due.", ("channel",), values=ages)


def _budgets(session: Session, app: "Application") -> Iterable[Metric]:
    used = {(name,): float(sum(budget.used(session))) for name, budget in app.budgets.items()}
    limits = {(name,): float(budget.limit) for name, budget in app.budgets.items()}
    yield Metric("budget_used", "Messages of this month, received and sent.", ("channel",), values=used)
    yield Metric("budget_limit", "Messages that the plan allows in a month.", ("channel",), values=limits)


def _own(app: "Application") -> Iterable[Metric]:
    """Of this process, since its start."""
    now = datetime.now(UTC)
    handled = {key: float(count) for key, count in app.receiver.handled.items()}
    sends = {key: float(count) for key, count in app.deliverer.outcomes.items()}
    away = {}
    for channel in app.channels:
        begun = getattr(getattr(channel, "outage", None), "begun", None)
        away[(channel.name,)] = (now - begun).total_seconds() if begun else 0.0
    halts = {(name,): seconds for name, seconds in app.deliverer.halts().items()}
    peers = {(channel.name,): float(app.presence.peers(channel.name)) for channel in app.channels}
    tick = app.scheduler.last
    yield Metric("events_handled_total", "Events that were handled.", ("channel", "kind"), "counter", handled)
    yield Metric("sends_total", "What became of sending a message.", ("channel", "outcome"), "counter", sends)
    yield Metric("channel_unreachable_seconds", "For how long receiving has failed.", ("channel",), values=away)
    yield Metric("channel_halted_seconds", "For how long the vendor takes nothing.", ("channel",), values=halts)
    yield Metric("processes", "Processes that serve a channel.", ("channel",), values=peers)
    yield Metric("writer_waiting", "Jobs that wait to be written.", values={(): float(app.writer.waiting)})
    yield Metric("writer_commits_total", "Groups that were committed.", (), "counter", {(): float(app.writer.commits)})
    yield Metric("database_away", "1 while nothing can be written.", values={(): float(app.writer.is_away)})
    last = {(): tick.timestamp()} if tick else {}
    yield Metric("last_tick_timestamp_seconds", "When due reminders were last looked for.", values=last)


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
