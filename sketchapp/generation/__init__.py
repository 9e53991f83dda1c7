"""Which strokes a photo listens to, and how to make it listen to all of them."""

from sketchapp.generation.drawn import DrawnSketch
from sketchapp.generation.ignored import IgnoredRule, ignored_ids, read_rule, write_rule
from sketchapp.generation.influence import (
    METHODS,
    Influence,
    find_method,
    influence_of,
    point_influence,
)
from sketchapp.generation.listen import ListenStep, emphasise_ignored
from sketchapp.generation.refine import Refinement, RefineStep, refine_photo
from sketchapp.generation.runs import ListeningRuns
from sketchapp.generation.studio import WAYS, Heeding, Listened, PhotoStudio
from sketchapp.generation.without import difference_picture, photos_without

__all__ = [
    "METHODS",
    "WAYS",
    "DrawnSketch",
    "Heeding",
    "IgnoredRule",
    "Influence",
    "ListenStep",
    "Listened",
    "ListeningRuns",
    "PhotoStudio",
    "RefineStep",
    "Refinement",
    "difference_picture",
    "emphasise_ignored",
    "find_method",
    "ignored_ids",
    "influence_of",
    "photos_without",
    "point_influence",
    "read_rule",
    "refine_photo",
    "write_rule",
]
