"""Stroke attribution for any differentiable model: import `attribute` and a `Score`."""

from sketchapp.attribution.attribute import (
    Attribution,
    Method,
    attribute,
    attribute_gradient,
)
from sketchapp.attribution.faithfulness import Faithfulness, faithfulness_of
from sketchapp.attribution.order import attributed_order, order_agreement
from sketchapp.attribution.pixel import PIXEL_ATTRIBUTIONS, find_pixel_attribution
from sketchapp.attribution.removal import leave_one_out, scores_of_parts
from sketchapp.attribution.score import ClassLogit, Score, Similarity, TopSimilarity, images_of_ink
from sketchapp.attribution.summary import FaithfulnessSummary, faithfulness_of_all, summarise

__all__ = [
    "PIXEL_ATTRIBUTIONS",
    "Attribution",
    "ClassLogit",
    "Faithfulness",
    "FaithfulnessSummary",
    "Method",
    "Score",
    "Similarity",
    "TopSimilarity",
    "attribute",
    "attribute_gradient",
    "attributed_order",
    "faithfulness_of",
    "faithfulness_of_all",
    "find_pixel_attribution",
    "images_of_ink",
    "leave_one_out",
    "order_agreement",
    "scores_of_parts",
    "summarise",
]
