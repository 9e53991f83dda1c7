"""Strokes traced from geometry, in the order in which a person would draw them."""
