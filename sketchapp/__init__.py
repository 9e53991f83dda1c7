"""Draw in the browser and see which strokes matter to a model, and which photos they find."""

__version__ = "0.1.0"
