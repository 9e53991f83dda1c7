"""PhotoPanel: the photos found for the sketch of a canvas, filled in by the browser."""

from __future__ import annotations

from collections.abc import Sequence

import gradio as gr

from sketchapp.ui import text
from sketchapp.ui.sources import script, style, template

SCRIPTS = (
    "channel.js",
    "photos/grid.js",
    "photos/levels.js",
    "photos/curve.js",
    "photos/photos.js",
)
STYLES = ("photos/photos.css", "photos/reading.css")


class PhotoPanel(gr.HTML):
    """A fixed grid of `count` photos, a filter by category, and the photo that is explained.

    Besides, how abstract the sketch is taken to be, of so many levels, and how sure the search is.
    It hears the answers of the canvas called canvas_name, and tells it what was picked.
    """

    def __init__(
        self, *, canvas_name: str, categories: Sequence[str], count: int, levels: int = 1
    ) -> None:
        self.canvas_name = canvas_name
        self.categories = list(categories)
        self.count = count
        self.levels = list(text.level_names(levels))
        detail = text.unfamiliar_detail(tuple(categories))
        super().__init__(
            "",
            label=text.PHOTOS["panel"],
            html_template=template("photos/photos.html", text.PHOTOS),
            css_template=style(*STYLES),
            js_on_load=script(*SCRIPTS),
            apply_default_css=False,
            canvas_name=canvas_name,
            categories=self.categories,
            count=count,
            levels=self.levels,
            words=text.PHOTO_MESSAGES | {"unfamiliar_detail": detail},
        )
