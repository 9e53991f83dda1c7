"""Assisted drawing: which strokes, or parts of strokes, a sketch of a photo is better without."""

from sketchapp.cleaning.clean import Cleaning, Flag, ScoredSketch, clean, clean_by_gradient
from sketchapp.cleaning.literal import LITERAL_RULES, literal_clean
from sketchapp.cleaning.parts import Part, without_parts
from sketchapp.cleaning.rule import DELTAS, CleaningRule, Granularity

__all__ = [
    "DELTAS",
    "LITERAL_RULES",
    "Cleaning",
    "CleaningRule",
    "Flag",
    "Granularity",
    "Part",
    "ScoredSketch",
    "clean",
    "clean_by_gradient",
    "literal_clean",
    "without_parts",
]
