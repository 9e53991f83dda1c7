"""`python app.py` serves the page; a Hugging Face Space runs the same file."""

from __future__ import annotations

import logging
import sys

from pydantic import ValidationError

from sketchapp.errors import SketchAppError
from sketchapp.resources import Resources
from sketchapp.settings import Settings
from sketchapp.ui.page import build_page, launch_options


def load_resources(settings: Settings) -> Resources:
    """Say what is set, and load everything once."""
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    print(settings.describe(), flush=True)
    return Resources.load(settings)


if __name__ == "__main__":
    try:
        resources = load_resources(Settings.from_command_line())
    except (SketchAppError, ValidationError) as error:
        sys.exit(f"cannot start: {error}")
    try:
        build_page(resources).launch(**launch_options(resources))
    except OSError as error:  # the port is taken, or not ours to take
        sys.exit(f"cannot start: {error}. Another port: make app PORT=7861")
