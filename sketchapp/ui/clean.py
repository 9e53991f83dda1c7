"""The Clean panel: which strokes hurt the match with the photo that is being drawn."""

from __future__ import annotations

import gradio as gr

from sketchapp.resources import Resources
from sketchapp.ui import text
from sketchapp.ui.clean_handlers import clean_handlers
from sketchapp.ui.cleaning import CleanPanel


def build_clean_tab(resources: Resources, canvas_name: str) -> CleanPanel:
    """Add the tab to the tabs that are being built."""
    with gr.Tab(text.CLEAN_TAB):
        return CleanPanel(canvas_name=canvas_name, server_functions=clean_handlers(resources))
