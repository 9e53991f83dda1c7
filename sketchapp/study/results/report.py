"""A study as one HTML page that needs nothing else: for `study report` and for /results."""

from __future__ import annotations

import html
from collections.abc import Callable, Iterable, Sequence

from sketchapp.study.progress import StudyProgress
from sketchapp.study.results.choices import Share
from sketchapp.study.results.plots import distribution_plot, mos_plot, shares_plot
from sketchapp.study.results.summary import StudySummary

STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; max-width: 62rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; margin: 1rem 0; } caption { text-align: left; color: #444; }
th, td { padding: .25rem .7rem; border-bottom: 1px solid #ccc; text-align: right; }
th:first-child, td:first-child { text-align: left; } img { max-width: 100%; }
p, li { overflow-wrap: anywhere; } .wide { overflow-x: auto; }
"""


def report_html(summary: StudySummary, progress: StudyProgress) -> str:
    """The whole page."""
    parts = [
        f"<h1>{html.escape(summary.title)}</h1>",
        _progress(summary, progress),
        _mos(summary),
        _shares("Multiple choice", "Share of right answers beside chance.", summary.choices),
        _shares("Preferences", "Share that preferred the first named.", summary.preferences),
        _agreement(summary),
        _comparisons(summary),
        _times(summary),
        _people(summary),
    ]
    return page_html(summary.title, "\n".join(parts))


def page_html(title: str, body: str) -> str:
    """A page around a body that is HTML already."""
    return (
        '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{html.escape(title)}</title><style>{STYLE}</style></head>"
        f"<body>{body}</body></html>"
    )


def table_html(caption: str, head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table of texts and numbers, all escaped."""
    cells = "".join(f'<th scope="col">{html.escape(one)}</th>' for one in head)
    lines = "".join(
        f"<tr>{''.join(f'<td>{html.escape(_text(cell))}</td>' for cell in row)}</tr>"
        for row in rows
    )
    table = f"<table><caption>{html.escape(caption)}</caption><tr>{cells}</tr>{lines}</table>"
    return f'<div class="wide">{table}</div>'


def _text(cell: object) -> str:
    if cell is None:
        return "–"
    return f"{cell:.3g}" if isinstance(cell, float) and 0 < abs(cell) < 0.01 else _plain(cell)


def _plain(cell: object) -> str:
    return f"{cell:.2f}" if isinstance(cell, float) else str(cell)


def _progress(summary: StudySummary, progress: StudyProgress) -> str:
    state = "open" if progress.is_open else "closed"
    left_out = sum(bool(one.excluded_by) for one in summary.conduct)
    rules = summary.rules.model_dump(exclude_none=True)
    written = ", ".join(f"{name} = {value}" for name, value in rules.items()) or "none"
    return (
        f"<p>Study {html.escape(summary.study)}, revision {summary.revision}, {state}."
        f" People who have begun: {progress.begun}, finished: {progress.finished},"
        f" deleted their data: {progress.deleted}; answers: {progress.answers}."
        f" Left out by the rules ({html.escape(written)}): {left_out}."
        f" Protocol {summary.protocol_hash}.</p>"
    )


def _mos(summary: StudySummary) -> str:
    if not summary.mos:
        return ""
    head = ["Method", "Category", "MOS", "SD", "95 % from", "to", "Ratings", "People"]
    rows = [
        (m.method, m.category or "all", m.mean, m.sd, m.low, m.high, m.n, m.participants)
        for m in summary.mos
    ]
    contrasts = [
        (f"{c.method} – {c.other}", c.difference, c.participants, c.p, c.p_holm)
        for c in summary.contrasts
    ]
    whole = [one for one in summary.mos if one.category is None]
    return (
        "<h2>Mean opinion scores</h2>"
        + table_html("Intervals by a bootstrap over participants.", head, rows)
        + _image(mos_plot, whole, "MOS of each method with its interval")
        + _image(distribution_plot, whole, "How often each rating was given")
        + table_html(
            "Wilcoxon's signed-rank test on participants' means, Holm-corrected.",
            ["Difference", "Mean", "People", "p", "p (Holm)"],
            contrasts,
        )
    )


def _shares(title: str, caption: str, shares: Sequence[Share]) -> str:
    if not shares:
        return ""
    head = ["", "Share", "Chance", "95 % from", "to", "Answers", "People", "p (binomial)"]
    head.append("p (people)")
    rows = [
        (
            one.name,
            one.share,
            one.chance,
            one.wilson_low if one.low is None else one.low,
            one.wilson_high if one.high is None else one.high,
            one.n,
            one.participants,
            one.p_binomial,
            one.p_participants,
        )
        for one in shares
    ]
    return (
        f"<h2>{html.escape(title)}</h2>"
        + table_html(caption, head, rows)
        + _image(shares_plot, shares, f"{title}: shares with intervals beside chance")
    )


def _agreement(summary: StudySummary) -> str:
    if not summary.agreement:
        return ""
    rows = [(one.block, one.level, one.alpha, one.items) for one in summary.agreement]
    return "<h2>Agreement</h2>" + table_html(
        "Krippendorff's alpha over items that several people answered.",
        ["Block", "Level", "Alpha", "Items"],
        rows,
    )


def _comparisons(summary: StudySummary) -> str:
    return "".join(
        f"<h2>{html.escape(one.block)}: comparison scores</h2>"
        + table_html(
            "-3 to 3, as given and with the raters' biases removed (ITU-T P.913).",
            ["Item", "Mean", "SD", "Corrected", "SD corrected", "Ratings"],
            [(i.item, i.mean, i.sd, i.mean_corrected, i.sd_corrected, i.n) for i in one.items],
        )
        for one in summary.comparisons
    )


def _times(summary: StudySummary) -> str:
    rows = [
        (one.block, one.answers, _seconds(one.drawing_ms), _seconds(one.answer_ms))
        for one in summary.times
    ]
    head = ["Block", "Answers", "Drawing, s", "Answering, s"]
    return "<h2>Times</h2>" + table_html("Medians.", head, rows)


def _seconds(time_ms: float | None) -> float | None:
    return None if time_ms is None else time_ms / 1000


def _people(summary: StudySummary) -> str:
    rows = [
        (
            one.person.number,
            one.person.label,
            one.answered_share,
            f"{one.attention_failures} of {one.attention_checks}",
            _seconds(one.median_answer_ms),
            one.same_rating_share,
            ", ".join(one.excluded_by),
        )
        for one in summary.conduct
    ]
    head = ["Number", "Label", "Answered", "Attention failed", "Median answer, s", "Same rating"]
    return "<h2>Participants</h2>" + table_html("", [*head, "Left out by"], rows)


def _image(plot: Callable[[Sequence], str], values: Sequence, meaning: str) -> str:
    if not values:
        return ""
    return f'<p><img alt="{html.escape(meaning)}" src="{plot(values)}"></p>'
