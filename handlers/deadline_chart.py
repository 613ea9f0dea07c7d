"""Who is open, late and done per deadline as a picture; the list in words stands on the officer's page."""

from handlers import menu, permissions
from handlers.conversation import Choice, Document, Reply
from handlers.nudging_pages import shown_deadlines, standings
from handlers.reminder_duties import Standing, load_book
from handlers.turn import Turn, current_campaign
from reports.charts import DeadlineBar


def chart_choice(turn: Turn) -> Choice:
    return Choice("go:deadline_chart", turn.tr("Show it as a picture"), ("bieu do", "xem bieu do"))


def send_chart(turn: Turn) -> list[Reply]:
    """The counts of this moment, drawn when the message is delivered; the current question stays."""
    current = current_campaign(turn.session)
    if current is None or not permissions.may_see_overview(turn.roles):
        return [menu.show_menu(turn)]
    tr, campaign = turn.tr, current[1]
    book = load_book(turn.session, campaign)
    bars = []
    for deadline, due in shown_deadlines(turn, book):
        if deadline.duty_of == "organizer":
            continue
        counts = {standing: len(units) for standing, units in standings(turn, book, deadline).items()}
        done, late = counts[Standing.DONE], counts[Standing.DONE_LATE]
        title = deadline.title.within(tr.locale)
        bars.append(DeadlineBar(title, due, done, late, counts[Standing.OPEN], counts[Standing.OVERDUE]))
    if not any(bar.done + bar.done_late + bar.open + bar.late for bar in bars):
        return [Reply(tr("There is nothing to draw yet."), question=False)]
    title = campaign.short_name.within(tr.locale)
    params = {
        "title": title,
        "bars": [bar.to_data() for bar in bars],
        "on": turn.today.isoformat(),
        "name": tr("Deadlines - {date}", date=turn.today.isoformat()) + ".png",
    }
    return [Reply(_in_words(turn, title, bars), question=False, documents=(Document("deadline_chart", params),))]


def _in_words(turn: Turn, title: str, bars: list[DeadlineBar]) -> str:
    """For whoever cannot see the picture."""
    tr = turn.tr
    lines = [
        tr(
            "• {what}: {done} done, {open} open, {late} overdue",
            what=bar.title,
            done=tr.number(bar.done + bar.done_late),
            open=tr.number(bar.open),
            late=tr.number(bar.late),
        )
        for bar in bars
    ]
    return "\n".join([title, *lines])
