"""The guided tour as a Gradio component."""

from sketchapp.ui.tour.component import Tour

__all__ = ["Tour"]
