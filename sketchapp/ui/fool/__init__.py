"""The Fool panel and the guess on the canvas, as Gradio components."""

from sketchapp.ui.fool.component import FoolPanel, GuessChip

__all__ = ["FoolPanel", "GuessChip"]
