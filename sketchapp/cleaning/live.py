"""Cleaning on the page: flags for one target among the photos of a gallery.

Passes through the network take turns with those of the search, a few pictures at a time, so that
who draws waits for one small batch at most.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import torch
from torch import Tensor

from sketchapp.attribution.score import images_of_ink
from sketchapp.cleaning.clean import Cleaning, ScoredSketch, clean_by_gradient
from sketchapp.cleaning.parts import without_parts
from sketchapp.cleaning.rule import CleaningRule
from sketchapp.errors import SketchError
from sketchapp.models.retriever import SketchReading
from sketchapp.retrieval.abstraction import LevelWish, abstraction_of
from sketchapp.retrieval.live import LiveSearch
from sketchapp.sketch import Raster, Sketch, rasterise


@dataclass(frozen=True, eq=False)
class Target:
    """What is being drawn: its rows (K, D), and its place in the gallery (None: not in it)."""

    rows: Tensor
    position: int | None = None

    @classmethod
    def of_gallery(cls, live: LiveSearch, photo_id: str) -> Target:
        """A photo of the gallery; GalleryError where it has none such."""
        position = live.gallery.position(photo_id)
        return cls(live.photo_rows[position], position)


@dataclass(frozen=True, eq=False)
class CleaningQuestion:
    """What is asked after a stroke.

    kept has ids of strokes that stay whatever they do. begun is the sketch as it was before the
    first removal (None: nothing was removed yet); its level decides how many rows count all along,
    so that similarities stay comparable. level is one chosen by hand.
    """

    sketch: Sketch
    target: Target
    rule: CleaningRule = field(default_factory=CleaningRule)
    kept: frozenset[int] = frozenset()
    begun: Sketch | None = None
    level: int | None = None


@dataclass(frozen=True)
class Standing:
    """How near a sketch is to the target: cosine, -1..1, and the target's rank, 1 the best."""

    similarity: float
    rank: int


@dataclass(frozen=True)
class LiveCleaning:
    """The flags, and where the sketch stood before any removal, stands now, and would after all.

    rank is among n_photos; an uploaded target counts as one of them.
    """

    cleaning: Cleaning
    before: Standing
    now: Standing
    after: Standing
    n_photos: int


def clean_live(live: LiveSearch, question: CleaningQuestion) -> LiveCleaning:
    """Flags for the question's sketch; SketchError where it has no strokes.

    Raises GalleryError for an unknown level.
    """
    wish = LevelWish(question.level)
    wish.check(len(live.retriever.row_counts))
    if not question.sketch:
        raise SketchError("the sketch has no strokes; draw at least one")
    raster = rasterise(question.sketch, live.retriever.style)
    ink = torch.as_tensor(raster.ink, dtype=torch.float32).requires_grad_()
    with live.turn, torch.enable_grad():
        reading = live.retriever.read_sketch(images_of_ink(ink))
    first = _read(live, question.begun) if question.begun else reading
    counts = abstraction_of(first.level_logits[0], live.retriever.row_counts, wish)
    judge = _Judge(live, question.target, counts.rows)
    scored = judge.scored(question.sketch, raster, ink, reading)
    cleaning = clean_by_gradient(scored, judge, question.rule, question.kept)
    now = judge.standing(reading)
    return LiveCleaning(
        cleaning,
        before=judge.standing(first) if question.begun else now,
        now=now,
        after=judge.standing_without(question.sketch, cleaning) if cleaning.flags else now,
        n_photos=len(live.gallery.photos) + (question.target.position is None),
    )


class _Judge:
    """The score of a target at so many rows; pictures are encoded when it is their turn."""

    def __init__(self, live: LiveSearch, target: Target, rows: int) -> None:
        self.live, self.target, self.rows = live, target, rows
        self.wanted = target.rows[:rows]  # (R, D)

    def __call__(self, images: Tensor, /) -> Tensor:
        with self.live.turn:
            return self._similarity(self.live.retriever.embed_sketch(images))

    def scored(
        self, sketch: Sketch, raster: Raster, ink: Tensor, reading: SketchReading
    ) -> ScoredSketch:
        """The sketch with its gradient, from the pass that read it from ink (H, W)."""
        with self.live.turn, torch.enable_grad():
            value = self._similarity(reading.rows).sum()
            (gradient,) = torch.autograd.grad(value, ink)
        return ScoredSketch(sketch, raster, gradient.double().numpy(), value.item())

    def standing(self, reading: SketchReading) -> Standing:
        """Where a sketch stands; photos as similar as the target stand before it."""
        own = self._similarity(reading.rows.detach()).item()
        query = reading.rows.detach()[0, : self.rows].flatten()  # (R D,)
        others = self.live.photo_rows.flatten(1)[:, : len(query)] @ query / self.rows  # (N,)
        place = self.target.position
        if place is None:
            return Standing(own, 1 + int((others >= own).sum()))
        return Standing(own, int((others >= others[place]).sum()))

    def standing_without(self, sketch: Sketch, cleaning: Cleaning) -> Standing:
        """Where it stands without all that is flagged, in a frame of its own."""
        return self.standing(_read(self.live, without_parts(sketch, cleaning.parts)))

    def _similarity(self, rows: Tensor) -> Tensor:
        """Mean cosine (B,) of the rows (B, K, D) that count."""
        return (rows[:, : self.rows] * self.wanted).sum(2).mean(1)


def _read(live: LiveSearch, sketch: Sketch) -> SketchReading:
    ink = rasterise(sketch, live.retriever.style).ink
    with live.turn, torch.no_grad():
        return live.retriever.read_sketch(images_of_ink(ink))
