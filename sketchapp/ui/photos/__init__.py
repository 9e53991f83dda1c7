"""The panel of found photos as a Gradio component."""

from sketchapp.ui.photos.component import PhotoPanel

__all__ = ["PhotoPanel"]
