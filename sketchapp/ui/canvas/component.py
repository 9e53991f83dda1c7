"""SketchCanvas: a vector canvas as a Gradio component, without a build step."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass

import gradio as gr

from sketchapp.errors import SketchAppError
from sketchapp.sketch import LIMITS, Sketch
from sketchapp.sketch.formats import read_sketch
from sketchapp.sketch.formats.sketch_json import sketch_to_json
from sketchapp.ui import text
from sketchapp.ui.sources import script, style, template

EASEL = (
    "channel.js",
    "canvas/drawing.js",
    "canvas/colours.js",
    "canvas/paper.js",
    "canvas/eraser.js",
    "canvas/pen.js",
    "canvas/keypen.js",
    "canvas/toolbar.js",
    "canvas/easel.js",
)
"""Drawing without the app: nothing of it knows Gradio."""

SCRIPTS = (
    *EASEL,
    "canvas/link.js",
    "canvas/keep.js",
    "canvas/course.js",
    "canvas/files.js",
    "canvas/parts.js",
    "canvas/marks.js",
    "canvas/pointing.js",
    "canvas/thumbnail.js",
    "canvas/canvas.js",
)


@dataclass(frozen=True)
class Example:
    """A sketch to begin with: what the page calls it, and its JSON text."""

    label: str
    sketch: str


class SketchCanvas(gr.HTML):
    """A drawing area with its tools; its value is a Sketch in handlers, JSON text on the wire.

    canvas_name tells canvases on one page apart. answer_sketch, read_file and write_svg must be
    among server_functions: the page calls them by these names. welcome: what an empty canvas says.
    keep: a reload brings the drawing
    back, from the browser's own storage.
    """

    def __init__(
        self,
        value: Sketch | str | None = None,
        *,
        canvas_name: str = "main",
        server_functions: Sequence[Callable] = (),
        examples: Sequence[Example] = (),
        welcome: str = "",
        keep: bool = True,
    ) -> None:
        # gr.HTML answers hasattr for any word quoted in the script, so these must really exist
        self.canvas_name = canvas_name
        self.examples = [asdict(example) for example in examples]
        self.keep = keep
        super().__init__(
            value,
            label=text.CANVAS["editor"],
            html_template=template(
                "canvas/canvas.html", text.CANVAS | {"mode_group": f"colours-{canvas_name}"}
            ),
            css_template=style("canvas/canvas.css"),
            js_on_load=script(*SCRIPTS),
            apply_default_css=False,
            server_functions=list(server_functions),
            canvas_name=canvas_name,
            examples=self.examples,
            keep=keep,
            words=text.CANVAS_MESSAGES | {"welcome": welcome},
            limits=asdict(LIMITS),
        )

    def preprocess(self, payload: str | None) -> Sketch:  # type: ignore[override]
        """The sketch on the canvas; gr.Error with a sentence where the text is not one."""
        try:
            return read_sketch(payload, "json") if payload else Sketch()
        except SketchAppError as error:
            raise gr.Error(str(error), print_exception=False) from error

    def postprocess(self, value: Sketch | str | None) -> str:
        """JSON text of a sketch to show; empty for none."""
        if isinstance(value, Sketch):
            return sketch_to_json(value) if value else ""
        return value or ""
