"""The Fool panel: what the sketch is taken for, and attacks on that; its endpoints for programs."""

from __future__ import annotations

import gradio as gr
from gradio.events import api

from sketchapp.resources import Resources
from sketchapp.ui import text
from sketchapp.ui.api import CONCURRENT_CALLS
from sketchapp.ui.fool import FoolPanel, GuessChip
from sketchapp.ui.fool_api import fool_endpoints
from sketchapp.ui.fool_handlers import fool_handlers


def build_guess(resources: Resources, canvas_name: str) -> None:
    """Let the canvas say what it is taken for; nothing without a classifier."""
    if resources.classifier is not None:
        handlers = fool_handlers(resources.classifier)
        GuessChip(canvas_name=canvas_name, server_functions=handlers)


def build_fool_tab(resources: Resources, canvas_name: str) -> FoolPanel:
    """Add the tab to the tabs that are being built, and its endpoints to the page."""
    classifier = resources.classifier
    with gr.Tab(text.FOOL_TAB):
        panel = FoolPanel(
            canvas_name=canvas_name,
            server_functions=() if classifier is None else fool_handlers(classifier),
            categories=() if classifier is None else classifier.categories,
        )
        for endpoint in fool_endpoints(classifier):
            api(endpoint, api_name=endpoint.__name__, concurrency_limit=CONCURRENT_CALLS)
    return panel
