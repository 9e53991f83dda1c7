"""The Find panel: which photos to search, and those that look like the sketch."""

from __future__ import annotations

import gradio as gr

from sketchapp.resources import Resources
from sketchapp.ui import text
from sketchapp.ui.galleries import GalleryPanel
from sketchapp.ui.gallery_handlers import gallery_handlers
from sketchapp.ui.photos import PhotoPanel

PHOTO_COUNT = 12


def build_find_tab(resources: Resources, canvas_name: str) -> PhotoPanel:
    """Add the tab to the tabs that are being built."""
    with gr.Tab(text.FIND_TAB):
        GalleryPanel(
            canvas_name=canvas_name,
            server_functions=gallery_handlers(resources),
            limits=resources.imports.limits,
        )
        return PhotoPanel(
            canvas_name=canvas_name,
            categories=resources.gallery.categories,
            count=PHOTO_COUNT,
            levels=len(resources.retriever.row_counts),
        )
