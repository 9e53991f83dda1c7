"""The curves of `evaluate early` as pictures and as a table."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

CSV_FILE = "early.csv"
CURVES = {  # column, and name of the picture: what stands at the axis
    "ranking_percentile": "Ranking percentile (%)",
    "inverse_rank": "1 / rank (%)",
    "entropy": "Entropy over the gallery, divided by log N",
    "entropy_printed": "-p log p of the true photo (nats)",
}


def write_plots(table: Mapping[str, Any], folder: Path) -> list[Path]:
    """Write one PNG for each curve, and CSV_FILE with all of them; the files written."""
    folder.mkdir(parents=True, exist_ok=True)
    curves = {name: table[f"{name}_by_percent"] for name in CURVES}
    return [
        _write_csv(curves, folder / CSV_FILE),
        *(
            _write_png(curves[name], label, folder / f"{name}.png")
            for name, label in CURVES.items()
        ),
    ]


def _write_csv(curves: Mapping[str, Mapping[str, float]], path: Path) -> Path:
    percents = next(iter(curves.values()))
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["percent", *curves])
        writer.writerows([p, *(curve[p] for curve in curves.values())] for p in percents)
    return path


def _write_png(curve: Mapping[str, float], label: str, path: Path) -> Path:
    figure = Figure(figsize=(5, 3.5), layout="constrained")  # no pyplot: no state, no window
    FigureCanvasAgg(figure)
    axes = figure.subplots()
    axes.plot([int(percent) for percent in curve], list(curve.values()), marker="o")
    axes.set_xlabel("Ink drawn (%)")
    axes.set_ylabel(label)
    axes.set_xlim(0, 102)
    axes.grid(alpha=0.3)
    figure.savefig(path, dpi=120)
    return path
