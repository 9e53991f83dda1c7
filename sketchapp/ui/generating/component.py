"""GeneratePanel: a photo of the sketch of a canvas, and the strokes that the photo ignores."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import gradio as gr

from sketchapp.ui import text
from sketchapp.ui.sources import script, style, template

SCRIPTS = (
    "channel.js",
    "canvas/colours.js",
    "canvas/files.js",
    "canvas/link.js",
    "fool/reply.js",
    "photos/grid.js",
    "generating/picture.js",
    "generating/variants.js",
    "generating/peek.js",
    "generating/ignored.js",
    "generating/listening.js",
    "generating/generating.js",
)
VARIANTS = 3


class GeneratePanel(gr.HTML):
    """Hears the answers of the canvas called canvas_name, and asks only while it is seen.

    Those of `generate_handlers` must be among server_functions; without any the panel says in a
    sentence that there are no weights.
    """

    def __init__(
        self, *, canvas_name: str, server_functions: Sequence[Callable[[object], str]] = ()
    ) -> None:
        self.canvas_name = canvas_name
        self.missing = "" if server_functions else text.PHOTO_MISSING
        super().__init__(
            "",
            label=text.GENERATE["panel"],
            html_template=template(
                "generating/generating.html", text.GENERATE | {"group": f"photo-{canvas_name}"}
            ),
            css_template=style("panel.css", "generating/generating.css"),
            js_on_load=script(*SCRIPTS),
            apply_default_css=False,
            server_functions=list(server_functions),
            canvas_name=canvas_name,
            missing=self.missing,
            variants=VARIANTS,
            words=text.GENERATE_MESSAGES,
        )
