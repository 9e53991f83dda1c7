"""The cleaning panel as a Gradio component."""

from sketchapp.ui.cleaning.component import CleanPanel

__all__ = ["CleanPanel"]
