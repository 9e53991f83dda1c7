"""CleanPanel: a target photo, and the strokes of a canvas's sketch that hurt the match with it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import gradio as gr

from sketchapp.ui import text
from sketchapp.ui.sources import script, style, template

SCRIPTS = (
    "channel.js",
    "canvas/link.js",
    "canvas/parts.js",
    "canvas/thumbnail.js",
    "photos/grid.js",
    "cleaning/upload.js",
    "cleaning/choice.js",
    "cleaning/flags.js",
    "cleaning/compare.js",
    "cleaning/cleaning.js",
)


class CleanPanel(gr.HTML):
    """Hears the answers of the canvas called canvas_name, and asks only while it is seen.

    clean_sketch and list_photos must be among server_functions.
    """

    def __init__(
        self, *, canvas_name: str, server_functions: Sequence[Callable[[object], str]]
    ) -> None:
        super().__init__(
            "",
            label=text.CLEAN["panel"],
            html_template=template(
                "cleaning/cleaning.html", text.CLEAN | {"grain_group": f"grain-{canvas_name}"}
            ),
            css_template=style("panel.css", "cleaning/cleaning.css"),
            js_on_load=script(*SCRIPTS),
            apply_default_css=False,
            server_functions=list(server_functions),
            canvas_name=canvas_name,
            words=text.CLEAN_MESSAGES,
        )
