"""The Photo panel, as a Gradio component."""

from sketchapp.ui.generating.component import GeneratePanel

__all__ = ["GeneratePanel"]
