"""Stroke attribution for any differentiable model: import `attribute` and a `Score`."""

from sketchapp.attribution.attribute import (
    Attribution,
    attribute,
    attribute_gradient,
    leave_one_out,
)
from sketchapp.attribution.score import ClassLogit, Score, Similarity, TopSimilarity, images_of_ink

__all__ = [
    "Attribution",
    "ClassLogit",
    "Score",
    "Similarity",
    "TopSimilarity",
    "attribute",
    "attribute_gradient",
    "images_of_ink",
    "leave_one_out",
]
