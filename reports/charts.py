"""Pictures for the chat, to be read on a phone: drawn with matplotlib's Agg, without a display."""

import io
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from locales import Translator

if TYPE_CHECKING:
    from matplotlib.axes import Axes

WIDTH, DPI = 7.2, 150  # inches and dots: 1080 pixels, the width of a phone
LETTERS = 34  # of a title in one line
FEW = 0.06  # share of the widest bar below which a number does not fit into its part

# Told apart by everybody, also in grey: dark to light from what is done to what is not.
_COLOURS: Final = {"done": "#1b6e53", "done_late": "#7fb069", "open": "#f2c14e", "late": "#c1292e"}
_ON: Final = {"done": "white", "done_late": "black", "open": "black", "late": "white"}


@dataclass(frozen=True, slots=True)
class DeadlineBar:
    """One deadline: how many units have done it (in time, late), and have not (yet, overdue)."""

    title: str
    due_on: date | None
    done: int
    done_late: int
    open: int
    late: int

    @classmethod
    def of(cls, data: dict[str, Any]) -> "DeadlineBar":
        """Out of a document's parameters."""
        return cls(**{**data, "due_on": date.fromisoformat(data["due_on"]) if data["due_on"] else None})

    def to_data(self) -> dict[str, Any]:
        return {
            "title": self.title,
            "due_on": self.due_on.isoformat() if self.due_on else None,
            "done": self.done,
            "done_late": self.done_late,
            "open": self.open,
            "late": self.late,
        }


def deadline_chart(title: str, bars: Sequence[DeadlineBar], tr: Translator, *, on: date) -> bytes:
    """A PNG: one bar for each deadline, the first on top. Raises ValueError without bars."""
    if not bars:
        raise ValueError("a chart needs a deadline")
    from matplotlib.figure import Figure

    lines = [_label(bar, tr) for bar in bars]
    height = 1.5 + sum(0.34 + 0.21 * (line.count("\n") + 1) for line in lines)
    figure = Figure(figsize=(WIDTH, height), dpi=DPI, layout="constrained")
    axes = figure.add_subplot()
    _draw(axes, bars, tr)
    axes.set_yticks(range(len(bars)), lines, fontsize=11)
    axes.invert_yaxis()
    axes.xaxis.set_major_locator(_whole_numbers())
    axes.set_xlabel(tr("Number of units"), fontsize=11)
    axes.tick_params(axis="x", labelsize=10)
    axes.tick_params(axis="y", length=0)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    heading = textwrap.fill(title, 48)
    figure.suptitle(f"{heading}\n{tr('On {date}', date=tr.date(on))}", fontsize=13, fontweight="bold")
    words = {
        "done": tr("Done"),
        "done_late": tr("Done late"),
        "open": tr("Open"),
        "late": tr("Late"),
    }
    handles = [_patch(kind) for kind in _COLOURS]
    figure.legend(handles, list(words.values()), loc="outside lower center", ncols=4, fontsize=11, frameon=False)
    target = io.BytesIO()
    figure.savefig(target, format="png")  # a figure of its own is drawn by Agg
    return target.getvalue()


def _label(bar: DeadlineBar, tr: Translator) -> str:
    day = tr.date(bar.due_on) if bar.due_on else tr("no date yet")
    return f"{textwrap.fill(bar.title, LETTERS)}\n{day}"


def _draw(axes: "Axes", bars: Sequence[DeadlineBar], tr: Translator) -> None:
    widest = max((bar.done + bar.done_late + bar.open + bar.late for bar in bars), default=0) or 1
    for row, bar in enumerate(bars):
        left = 0
        for kind, colour in _COLOURS.items():
            count = getattr(bar, kind)
            if not count:
                continue
            axes.barh(row, count, left=left, color=colour, height=0.62, edgecolor="white", linewidth=1)
            if count / widest >= FEW:
                middle = left + count / 2
                axes.text(middle, row, tr.number(count), ha="center", va="center", color=_ON[kind], fontsize=12)
            left += count
    axes.set_xlim(0, widest)


def _whole_numbers() -> Any:
    from matplotlib.ticker import MaxNLocator

    return MaxNLocator(integer=True, nbins=6)


def _patch(kind: str) -> Any:
    from matplotlib.patches import Patch

    return Patch(color=_COLOURS[kind])
