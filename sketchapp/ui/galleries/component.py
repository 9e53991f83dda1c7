"""GalleryPanel: which photos are searched, and an upload that makes a new gallery."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import gradio as gr

from sketchapp.retrieval.importing.limits import ImportLimits
from sketchapp.ui import text
from sketchapp.ui.sources import script, style, template

SCRIPTS = ("channel.js", "galleries/upload.js", "galleries/importer.js", "galleries/galleries.js")


class GalleryPanel(gr.HTML):
    """Tells the canvas called canvas_name, and its photo panel, which gallery to search."""

    def __init__(
        self,
        *,
        canvas_name: str,
        server_functions: Sequence[Callable[[object], str]],
        limits: ImportLimits,
    ) -> None:
        super().__init__(
            "",
            label=text.GALLERIES["panel"],
            html_template=template("galleries/galleries.html", text.GALLERIES),
            css_template=style("galleries/galleries.css"),
            js_on_load=script(*SCRIPTS),
            apply_default_css=False,
            server_functions=list(server_functions),
            canvas_name=canvas_name,
            words=text.GALLERY_MESSAGES,
            limits={
                "photos": limits.max_photos,
                "photo_bytes": limits.max_photo_bytes,
                "total_bytes": limits.max_total_bytes,
            },
        )
