"""The choice of a gallery, and the making of one's own, as a Gradio component."""

from sketchapp.ui.galleries.component import GalleryPanel

__all__ = ["GalleryPanel"]
