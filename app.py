"""`python app.py` serves the page; a Hugging Face Space runs the same file."""

from __future__ import annotations

import logging
import sys

import gradio as gr
from pydantic import ValidationError

from sketchapp.errors import SketchAppError
from sketchapp.resources import Resources
from sketchapp.settings import Settings
from sketchapp.ui.page import build_page, launch_options


def load_page(settings: Settings) -> gr.Blocks:
    """Say what is set, load everything once, and build the page."""
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    print(settings.describe(), flush=True)
    return build_page(Resources.load(settings))


if __name__ == "__main__":
    try:
        settings = Settings.from_command_line()
        demo = load_page(settings)
    except (SketchAppError, ValidationError) as error:
        sys.exit(f"cannot start: {error}")
    try:
        demo.launch(**launch_options(settings))
    except OSError as error:  # the port is taken, or not ours to take
        sys.exit(f"cannot start: {error}. Another port: make app PORT=7861")
else:
    demo = load_page(Settings())
