"""Rendered product photos with exactly paired strokes, and a simulator of human sketches."""
