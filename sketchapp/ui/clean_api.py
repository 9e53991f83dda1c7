"""`clean_sketch` for programs: what a sketch of a photo is better without, and what is left."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypedDict, get_args

from sketchapp.cleaning import CleaningRule, Granularity, without_parts
from sketchapp.cleaning.live import CleaningQuestion, LiveCleaning, Target, clean_live
from sketchapp.resources import Resources
from sketchapp.retrieval.records import SHIPPED
from sketchapp.sketch import Sketch
from sketchapp.sketch.formats.sketch_json import document_of_sketch
from sketchapp.ui import api
from sketchapp.ui.flags import FlagJson, flag_json

MOST_PROPOSALS = 32  # verified for one call


class CleanedSketch(TypedDict):
    """Flags, the one that gains most first, and the sketch without them.

    similarity, -1..1, and rank, 1 the best of n_photos, are those of the photo before and after.
    """

    flags: list[FlagJson]
    cleaned: dict
    similarity_before: float
    similarity_after: float
    rank_before: int
    rank_after: int
    n_photos: int


def clean_endpoint(resources: Resources) -> Callable:
    """`clean_sketch` for these resources."""

    def clean_sketch(
        sketch: api.SketchJson,
        photo: str,
        granularity: Granularity = "sla",
        delta: float | None = None,
        gallery: str = SHIPPED,
        level: int | None = None,
    ) -> CleanedSketch:
        """Say which strokes, or parts of strokes, of a sketch hurt its match with a photo.

        Args:
            sketch: {"version": 1, "strokes": [{"id", "x", "y", "t", "p", "kind"}]}, x and y in 0..1
            photo: id of the photo that is being drawn
            granularity: "sla" looks at whole strokes, "psla" at parts of them
            delta: -0.5 to 0.5, the higher the less is tried; left out, 0.3 for sla, 0.1 for psla
            gallery: id of a gallery that the operator shares; left out, the shipped one
            level: how abstract the sketch is, from 0 (coarse); left out, what the retriever thinks
        """
        with api.refusals_as_sentences():
            api.check_choice("granularity", granularity, get_args(Granularity))
            rule = CleaningRule(granularity, delta, MOST_PROPOSALS)
            live = resources.galleries.live(gallery, api.NOBODY)
            drawn, target = api.read_object(sketch), Target.of_gallery(live, photo)
            found = clean_live(live, CleaningQuestion(drawn, target, rule, level=level))
            return _cleaned(found, drawn)

    return clean_sketch


def _cleaned(found: LiveCleaning, drawn: Sketch) -> CleanedSketch:
    flags = found.cleaning.flags
    return CleanedSketch(
        flags=[flag_json(drawn, flag) for flag in flags],
        cleaned=document_of_sketch(without_parts(drawn, found.cleaning.parts)),
        similarity_before=round(found.now.similarity, 6),
        similarity_after=round(found.after.similarity, 6),
        rank_before=found.now.rank,
        rank_after=found.after.rank,
        n_photos=found.n_photos,
    )
