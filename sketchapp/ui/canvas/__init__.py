"""The drawing area as a Gradio component."""

from sketchapp.ui.canvas.component import SketchCanvas

__all__ = ["SketchCanvas"]
