"""The Photo panel: a photo of the sketch, and the strokes it ignores; endpoints for programs."""

from __future__ import annotations

import gradio as gr

from sketchapp.resources import Resources
from sketchapp.ui import text
from sketchapp.ui.generate_api import add_generate_endpoints
from sketchapp.ui.generate_handlers import generate_handlers
from sketchapp.ui.generating import GeneratePanel


def build_generate_tab(resources: Resources, canvas_name: str) -> GeneratePanel:
    """Add the tab to the tabs that are being built, and its endpoints to the page."""
    studio = resources.studio
    with gr.Tab(text.PHOTO_TAB):
        panel = GeneratePanel(
            canvas_name=canvas_name,
            server_functions=()
            if studio is None
            else generate_handlers(studio, resources.listening),
        )
        add_generate_endpoints(studio)
    return panel
