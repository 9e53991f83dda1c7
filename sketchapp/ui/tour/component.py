"""Tour: a few cards beside the parts of the page, shown on a first visit and at a button."""

from __future__ import annotations

import gradio as gr

from sketchapp.ui import text
from sketchapp.ui.sources import script, style, template

SCRIPTS = ("channel.js", "tour/place.js", "tour/steps.js", "tour/tour.js")


class Tour(gr.HTML):
    """The button that starts the tour of the canvas called canvas_name, and its card.

    The card comes by itself once, in a browser that has drawn nothing here, and takes no room: it
    lies beside what it is about, never over the paper where there is other room.
    """

    def __init__(self, *, canvas_name: str) -> None:
        self.canvas_name = canvas_name
        super().__init__(
            "",
            label=text.TOUR["tour"],
            html_template=template("tour/tour.html", text.TOUR),
            css_template=style("tour/tour.css"),
            js_on_load=script(*SCRIPTS),
            apply_default_css=False,
            elem_classes="tour-place",
            canvas_name=canvas_name,
            steps=[[name, *words] for name, words in text.TOUR_STEPS.items()],
            tabs={
                "find": text.FIND_TAB,
                "clean": text.CLEAN_TAB,
                "photo": text.PHOTO_TAB,
                "fool": text.FOOL_TAB,
            },
            words=text.TOUR_MESSAGES,
        )
