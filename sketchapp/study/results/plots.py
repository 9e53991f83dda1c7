"""The plots of a study as PNG inside a data address: no file, no script, no address elsewhere."""

from __future__ import annotations

import base64
import io
from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from sketchapp.study.protocol import STEPS
from sketchapp.study.results.choices import Share
from sketchapp.study.results.mos import Mos


def mos_plot(scores: Sequence[Mos]) -> str:
    """MOS of each method with its 95 % interval."""
    figure, axes = _figure(1.2 + 0.5 * len(scores))
    for at, one in enumerate(scores):
        axes.plot(one.mean, at, "o", color="tab:blue")
        if one.low is not None and one.high is not None:
            axes.hlines(at, one.low, one.high, color="tab:blue")
    axes.set_yticks(range(len(scores)), [one.method for one in scores])
    axes.invert_yaxis()
    axes.set_xlim(0.9, 5.1)
    axes.set_xlabel("MOS, 1 bad to 5 excellent, 95 % interval")
    return _data_address(figure)


def distribution_plot(scores: Sequence[Mos]) -> str:
    """How often each of the nine steps was given to each method."""
    figure, axes = _figure(3.2)
    width = 0.45 / len(scores)
    for at, one in enumerate(scores):
        places = [step + (at - (len(scores) - 1) / 2) * width for step in STEPS]
        axes.bar(places, [100 * count / one.n for count in one.counts], width, label=one.method)
    axes.set_xticks(STEPS)
    axes.set_xlabel("Rating")
    axes.set_ylabel("Share of ratings (%)")
    axes.legend(frameon=False, loc="lower left", bbox_to_anchor=(0, 1), ncols=3)
    return _data_address(figure)


def shares_plot(shares: Sequence[Share]) -> str:
    """Shares with their intervals, and a mark where chance lies."""
    figure, axes = _figure(1.2 + 0.5 * len(shares))
    for at, one in enumerate(shares):
        low = one.wilson_low if one.low is None else one.low
        high = one.wilson_high if one.high is None else one.high
        axes.hlines(at, 100 * low, 100 * high, color="tab:blue")
        axes.plot(100 * one.share, at, "o", color="tab:blue")
        axes.plot(100 * one.chance, at, "|", color="black", markersize=16)
    axes.set_yticks(range(len(shares)), [one.name for one in shares])
    axes.invert_yaxis()
    axes.set_xlim(0, 100)
    axes.set_xlabel("Share (%), 95 % interval; the black mark is chance")
    return _data_address(figure)


def _figure(height: float) -> tuple[Figure, Axes]:
    figure = Figure(figsize=(7, height), layout="constrained")  # no pyplot: no state, no window
    FigureCanvasAgg(figure)
    axes = figure.subplots()
    axes.grid(alpha=0.3)
    return figure, axes


def _data_address(figure: Figure) -> str:
    out = io.BytesIO()
    figure.savefig(out, format="png", dpi=110)
    return "data:image/png;base64," + base64.b64encode(out.getvalue()).decode()
