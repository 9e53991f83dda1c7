"""The live answer: one forward and one backward pass for photos, colours and reliability."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from time import perf_counter

import numpy as np
import torch
from numpy.typing import NDArray

from sketchapp.attribution import Attribution, attribute_gradient
from sketchapp.attribution.order import order_agreement
from sketchapp.attribution.shading import shades
from sketchapp.errors import GalleryError
from sketchapp.models.retriever import MatrixRetriever, Retriever
from sketchapp.retrieval.gallery import Gallery, Photo
from sketchapp.retrieval.index import GalleryIndex
from sketchapp.sketch import Sketch, rasterise

MIN_STROKES_TO_JUDGE = 3  # a line or two may become anything
MIN_STROKES_FOR_ORDER = 6  # below it a rank correlation says next to nothing


@dataclass(frozen=True)
class Question:
    """What the page asks after a stroke: photos for this sketch, and what its strokes do.

    target is the id of the photo to explain (None: the best match), category limits the photos,
    count says how many; GalleryError where it is under 1.
    """

    sketch: Sketch
    target: str | None = None
    category: str | None = None
    count: int = 12

    def __post_init__(self) -> None:
        if self.count < 1:
            raise GalleryError(f"count is {self.count}; 1 photo at least must be asked for")


@dataclass(frozen=True)
class Found:
    """A photo of the gallery and its similarity to the sketch, a cosine in -1..1."""

    photo: Photo
    similarity: float


@dataclass(frozen=True)
class StageTimes:
    """Milliseconds that each stage of an answer took on the server."""

    raster_ms: float = 0.0
    encode_ms: float = 0.0
    search_ms: float = 0.0
    attribute_ms: float = 0.0


@dataclass(frozen=True, eq=False)
class Knowledge:
    """What a retriever knows: a unit vector (D,) towards it, and the level where it begins."""

    direction: torch.Tensor
    familiar_from: float

    def covers(self, rows: torch.Tensor) -> bool:
        """Whether an embedding (K, D) lies on the known side."""
        return float(rows.mean(0) @ self.direction) >= self.familiar_from

    @classmethod
    def of(cls, retriever: MatrixRetriever, gallery: Gallery) -> Knowledge | None:
        """As calibrated with the weights, if it was, and says something about this gallery.

        What a retriever knows is known for the kinds of things it was trained on; a gallery that
        has any other is searched without a word about it.
        """
        is_foreign = not set(gallery.categories) <= set(retriever.categories or gallery.categories)
        if retriever.known_direction is None or is_foreign:
            return None
        return cls(retriever.known_direction, retriever.familiar_from)


@dataclass(frozen=True, eq=False)
class Answer:
    """Photos, best first, and the values of strokes and points for the `explained` one.

    point_shades (T,) are the points' values as densities along the stroke, for colours.
    familiar is false where the sketch shows nothing that the retriever knows. order_agreement is
    Spearman's correlation of drawn and attributed order, None under MIN_STROKES_FOR_ORDER strokes.
    """

    found: tuple[Found, ...] = ()
    explained: Found | None = None
    strokes: Attribution | None = None
    points: Attribution | None = None
    point_shades: NDArray[np.float64] | None = None
    familiar: bool = True
    order_agreement: float | None = None
    times: StageTimes = field(default_factory=StageTimes)


class LiveSearch:
    """Answers questions about sketches from one retriever and one gallery.

    Safe to call from several threads: passes through the network are taken one at a time, because
    two at once would only slow each other down on the same cores.
    """

    def __init__(
        self,
        retriever: Retriever,
        gallery: Gallery,
        embeddings: NDArray[np.float32],
        index: GalleryIndex,
        knowledge: Knowledge | None = None,
        turn: AbstractContextManager | None = None,
    ) -> None:
        """Without knowledge of what the retriever knows, every sketch counts as familiar.

        Searches that share a processor share the lock `turn`; without one, this has its own.
        """
        self.retriever, self.gallery, self.index = retriever, gallery, index
        self.knowledge = knowledge
        self._photos = torch.from_numpy(embeddings)  # (N, K, D)
        self._turn = turn or threading.Lock()

    def answer(self, question: Question) -> Answer:
        """Photos and values for the question's sketch; an empty sketch gets an empty answer.

        Raises GalleryError for an unknown photo or category.
        """
        allowed = self.gallery.rows_of(question.category)
        target = None if question.target is None else self.gallery.position(question.target)
        if not question.sketch:
            return Answer()
        with self._turn:
            return self._answer(question, allowed, target)

    def _answer(self, question: Question, allowed: tuple[int, ...], target: int | None) -> Answer:
        clock = StageClock()
        with clock("raster_ms"):
            raster = rasterise(question.sketch, self.retriever.style)
        with clock("encode_ms"):
            ink = torch.as_tensor(raster.ink, dtype=torch.float32).requires_grad_()
            rows = self.retriever.embed_sketch((1 - ink).expand(1, 3, -1, -1))[0]  # (K, D)
        with clock("search_ms"):
            found = self._search(rows, question, allowed)
            explained = found[0] if target is None else self._found(target, rows)
        with clock("attribute_ms"):
            gradient = self._gradient(rows, ink, explained)
            similarity = explained.similarity
            strokes = attribute_gradient(question.sketch, raster, gradient, "sla", similarity)
            points = attribute_gradient(question.sketch, raster, gradient, "psla", similarity)
            along = shades(points.values, raster, points.stroke_starts)
        return Answer(
            found=found,
            explained=explained,
            strokes=strokes,
            points=points,
            point_shades=along,
            familiar=self._familiar(question.sketch, rows),
            order_agreement=_order(strokes),
            times=clock.times(),
        )

    def _search(
        self, rows: torch.Tensor, question: Question, allowed: tuple[int, ...]
    ) -> tuple[Found, ...]:
        limit = None if question.category is None else allowed
        similarity, position = self.index.search(
            rows.detach().numpy(), question.count, allowed=limit
        )
        return tuple(
            Found(self.gallery.photos[at], float(value))
            for value, at in zip(similarity, position, strict=True)
        )

    def _found(self, at: int, rows: torch.Tensor) -> Found:
        similarity = (rows.detach() * self._photos[at]).sum(1).mean()
        return Found(self.gallery.photos[at], float(similarity))

    def _familiar(self, sketch: Sketch, rows: torch.Tensor) -> bool:
        if self.knowledge is None or len(sketch) < MIN_STROKES_TO_JUDGE:
            return True
        return self.knowledge.covers(rows.detach())

    def _gradient(
        self, rows: torch.Tensor, ink: torch.Tensor, explained: Found
    ) -> NDArray[np.float64]:
        """dF/dX (H, W) of the mean cosine to the explained photo."""
        photo = self._photos[self.gallery.position(explained.photo.id)]
        similarity = (rows * photo).sum(1).mean()
        (gradient,) = torch.autograd.grad(similarity, ink)
        return gradient.double().numpy()


class StageClock:
    """Collects how long the named stages of an answer take."""

    def __init__(self) -> None:
        self._spent: dict[str, float] = {}

    @contextmanager
    def __call__(self, stage: str) -> Iterator[None]:
        """Time what happens inside."""
        start = perf_counter()
        yield
        self._spent[stage] = (perf_counter() - start) * 1000

    def times(self) -> StageTimes:
        """What was measured so far."""
        return StageTimes(**self._spent)


def _order(strokes: Attribution) -> float | None:
    if len(strokes.stroke_ids) < MIN_STROKES_FOR_ORDER:
        return None
    return order_agreement(strokes)
