"""PhotoPanel: the photos found for the sketch of a canvas, filled in by the browser."""

from __future__ import annotations

from collections.abc import Sequence

import gradio as gr

from sketchapp.ui import text
from sketchapp.ui.sources import script, style, template

SCRIPTS = ("channel.js", "photos/grid.js", "photos/photos.js")


class PhotoPanel(gr.HTML):
    """A fixed grid of `count` photos, a filter by category, and the photo that is explained.

    It hears the answers of the canvas called canvas_name, and tells it what was picked.
    """

    def __init__(self, *, canvas_name: str, categories: Sequence[str], count: int) -> None:
        self.canvas_name = canvas_name
        self.categories = list(categories)
        self.count = count
        detail = text.unfamiliar_detail(tuple(categories))
        super().__init__(
            "",
            label=text.PHOTOS["panel"],
            html_template=template("photos/photos.html", text.PHOTOS),
            css_template=style("photos/photos.css"),
            js_on_load=script(*SCRIPTS),
            apply_default_css=False,
            canvas_name=canvas_name,
            categories=self.categories,
            count=count,
            words=text.PHOTO_MESSAGES | {"unfamiliar_detail": detail},
        )
