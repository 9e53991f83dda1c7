"""FoolPanel: what the sketch of a canvas is taken for, and attacks on it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import gradio as gr

from sketchapp.ui import text
from sketchapp.ui.sources import script, style, template

SCRIPTS = (
    "channel.js",
    "fool/reply.js",
    "fool/marks.js",
    "fool/guesses.js",
    "fool/fool.js",
)
CHIP_SCRIPTS = ("channel.js", "fool/reply.js", "fool/chip.js")
GUESSES = 4  # shown, best first
EPSILONS = (5, 15)
BOUNDS = (2, 4, 8)  # of a box of 256: how far points move


class GuessChip(gr.HTML):
    """The guess in the corner of the canvas called canvas_name, whatever tab is open.

    guess_drawing must be among server_functions. It asks after each answer of the search, never
    beside it, and tells the other parts of the page.
    """

    def __init__(self, *, canvas_name: str, server_functions: Sequence[Callable]) -> None:
        self.canvas_name = canvas_name
        super().__init__(
            "",
            label=text.FOOL["guesses"],
            html_template="<span hidden></span>",
            js_on_load=script(*CHIP_SCRIPTS),
            apply_default_css=False,
            elem_classes="guess-anchor",
            server_functions=list(server_functions),
            canvas_name=canvas_name,
            words=text.FOOL_MESSAGES,
        )


class FoolPanel(gr.HTML):
    """Guesses for the sketch of the canvas called canvas_name, and a form to attack them.

    fool_drawing must be among server_functions; without any of them the panel says in a sentence
    that there is no classifier. It marks on the canvas what an attack takes or brings.
    """

    def __init__(
        self,
        *,
        canvas_name: str,
        server_functions: Sequence[Callable] = (),
        categories: Sequence[str] = (),
    ) -> None:
        self.canvas_name = canvas_name
        self.categories = list(categories)
        self.missing = "" if server_functions else text.FOOL_MISSING
        super().__init__(
            "",
            label=text.FOOL["panel"],
            html_template=template("fool/fool.html", text.FOOL | {"group": f"fool-{canvas_name}"}),
            css_template=style("panel.css", "fool/fool.css"),
            js_on_load=script(*SCRIPTS),
            apply_default_css=False,
            server_functions=list(server_functions),
            canvas_name=canvas_name,
            categories=self.categories,
            kinds=[[kind, *words] for kind, words in text.FOOL_KINDS.items()],
            epsilons=list(EPSILONS),
            bounds=list(BOUNDS),
            count=GUESSES,
            missing=self.missing,
            words=text.FOOL_MESSAGES,
        )
