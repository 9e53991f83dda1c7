"""The live answer: one forward and one backward pass for photos, colours and reliability."""

from __future__ import annotations

import threading
from contextlib import AbstractContextManager
from dataclasses import dataclass, field

import numpy as np
import torch
from numpy.typing import NDArray

from sketchapp.attribution import Attribution, attribute_gradient
from sketchapp.attribution.order import order_agreement
from sketchapp.attribution.shading import shades
from sketchapp.errors import GalleryError
from sketchapp.models.retriever import Retriever, TrainedRetriever
from sketchapp.retrieval.abstraction import Abstraction, LevelWish, abstraction_of
from sketchapp.retrieval.gallery import Gallery, Photo
from sketchapp.retrieval.index import GalleryIndex
from sketchapp.retrieval.stages import StageClock, StageTimes
from sketchapp.retrieval.trust import Signals
from sketchapp.sketch import Raster, Sketch, rasterise

MIN_STROKES_TO_JUDGE = 3  # a line or two may become anything
MIN_STROKES_FOR_ORDER = 6  # below it a rank correlation says next to nothing
ALL_PHOTOS_UP_TO = 50_000  # of which all similarities take a few ms; of more, only the nearest
NEAREST_PHOTOS = 100  # with more, inverted lists would be searched nearly whole


@dataclass(frozen=True)
class Question:
    """What the page asks after a stroke: photos for this sketch, and what its strokes do.

    target is the id of the photo to explain (None: the best match), picture has the rows (K, D) of
    one that is not in the gallery and is explained instead. category limits the photos, count says
    how many; GalleryError where it is under 1. level is the abstraction level chosen by hand (None:
    automatic), previous_level the one that the page shows, which changes with hysteresis.
    """

    sketch: Sketch
    target: str | None = None
    category: str | None = None
    count: int = 12
    level: int | None = None
    previous_level: int | None = None
    picture: torch.Tensor | None = field(default=None, compare=False)

    def __post_init__(self) -> None:
        if self.count < 1:
            raise GalleryError(f"count is {self.count}; 1 photo at least must be asked for")

    @property
    def level_wish(self) -> LevelWish:
        """What is asked for as to the abstraction level."""
        return LevelWish(self.level, self.previous_level)


@dataclass(frozen=True)
class Found:
    """A photo of the gallery and its similarity to the sketch, see Retriever."""

    photo: Photo
    similarity: float


@dataclass(frozen=True, eq=False)
class Knowledge:
    """What a retriever knows: a unit vector (K D,) towards it, and the level where it begins."""

    direction: torch.Tensor
    familiar_from: float

    def covers(self, rows: torch.Tensor) -> bool:
        """Whether an embedding (K, D) lies on the known side."""
        along = rows.flatten() @ self.direction / len(rows) ** 0.5
        return float(along) >= self.familiar_from

    @classmethod
    def of(cls, retriever: TrainedRetriever, gallery: Gallery) -> Knowledge | None:
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

    explained is None where a picture was given in its place: strokes.score is the similarity to it.
    point_shades (T,) are the points' values as densities along the stroke, for colours.
    familiar is false where the sketch shows nothing that the retriever knows. order_agreement is
    Spearman's correlation of drawn and attributed order, None under MIN_STROKES_FOR_ORDER strokes.
    signals are what the search among the allowed photos tells of its own answer, None without a
    sketch.
    """

    found: tuple[Found, ...] = ()
    explained: Found | None = None
    strokes: Attribution | None = None
    points: Attribution | None = None
    point_shades: NDArray[np.float64] | None = None
    familiar: bool = True
    order_agreement: float | None = None
    abstraction: Abstraction | None = None
    signals: Signals | None = None
    times: StageTimes = field(default_factory=StageTimes)

    @property
    def entropy(self) -> float:
        """0..1: falls from 1 as one photo stands out among the allowed ones."""
        return 1.0 if self.signals is None else 1 - self.signals.certainty


@dataclass(frozen=True, eq=False)
class _Reading:
    """A sketch as the network has read it: rows (K, D), and how many of them count."""

    rows: torch.Tensor
    abstraction: Abstraction

    @property
    def selected(self) -> torch.Tensor:
        """The rows that count, (R, D)."""
        return self.rows[: self.abstraction.rows]

    def similarity_to(self, photo: torch.Tensor) -> torch.Tensor:
        """Mean cosine of the rows that count, of a photo (K, D)."""
        return (self.selected * photo[: self.abstraction.rows]).sum(1).mean()


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
        photo_rows (N, K, D) are the embeddings as a tensor.
        """
        self.retriever, self.gallery, self.index = retriever, gallery, index
        self.knowledge = knowledge
        self.photo_rows = torch.from_numpy(embeddings)  # (N, K, D)
        self._temperature = retriever.temperature
        self.turn = turn or threading.Lock()

    def answer(self, question: Question) -> Answer:
        """Photos and values for the question's sketch; an empty sketch gets an empty answer.

        Raises GalleryError for an unknown photo, category or level.
        """
        question.level_wish.check(len(self.retriever.row_counts))
        allowed = self.gallery.rows_of(question.category)
        target = None if question.target is None else self.gallery.position(question.target)
        if not question.sketch:
            return Answer()
        with self.turn:
            return self._answer(question, allowed, target)

    def _answer(self, question: Question, allowed: tuple[int, ...], target: int | None) -> Answer:
        clock = StageClock()
        with clock("raster_ms"):
            raster = rasterise(question.sketch, self.retriever.style)
        with clock("encode_ms"):
            ink = torch.as_tensor(raster.ink, dtype=torch.float32).requires_grad_()
            reading = self._read(ink, question.level_wish)
        with clock("search_ms"):
            limit = None if question.category is None else allowed
            found, signals = self._search(reading, question.count, limit)
            best = found[0] if target is None else self._found(target, reading)
            own = question.picture
        with clock("attribute_ms"):
            photo = self.photo_rows[self.gallery.position(best.photo.id)] if own is None else own
            gradient, similarity = _gradient(reading, ink, photo)
            values = _values(question.sketch, raster, gradient, similarity)
        return Answer(
            found,
            best if own is None else None,
            *values,
            familiar=self._familiar(question.sketch, reading.rows),
            order_agreement=_order(values[0]),
            abstraction=reading.abstraction,
            signals=signals,
            times=clock.times(),
        )

    def _read(self, ink: torch.Tensor, wish: LevelWish) -> _Reading:
        """Rows and level of ink (H, W), in one pass through the network."""
        reading = self.retriever.read_sketch((1 - ink).expand(1, 3, -1, -1))
        abstraction = abstraction_of(reading.level_logits[0], self.retriever.row_counts, wish)
        return _Reading(reading.rows[0], abstraction)

    def _search(
        self, reading: _Reading, count: int, limit: tuple[int, ...] | None
    ) -> tuple[tuple[Found, ...], Signals]:
        """The photos nearest by the selected rows, and signals over all that are allowed.

        Of more than ALL_PHOTOS_UP_TO photos only the NEAREST_PHOTOS enter the signals.
        """
        is_large = len(self.index) > ALL_PHOTOS_UP_TO
        similarity, position = self.index.search(
            reading.rows.detach().numpy(),
            max(count, NEAREST_PHOTOS) if is_large else count,
            rows=range(reading.abstraction.rows),
            allowed=limit,
        )
        compared = similarity[:NEAREST_PHOTOS] if is_large else self._similarities(reading, limit)
        found = tuple(
            Found(self.gallery.photos[at], float(value))
            for value, at in zip(similarity[:count], position[:count], strict=True)
        )
        return found, Signals.of(compared, self._temperature)

    def _similarities(
        self, reading: _Reading, limit: tuple[int, ...] | None
    ) -> NDArray[np.float32]:
        """To all photos (N,), or to those at the positions of `limit`."""
        query = reading.selected.detach().flatten()  # (R D,)
        photos = self.photo_rows.flatten(1)[:, : len(query)]  # (N, R D), not copied
        similarity = (photos @ query / reading.abstraction.rows).numpy()
        return similarity if limit is None else similarity[np.asarray(limit, np.int64)]

    def _found(self, at: int, reading: _Reading) -> Found:
        similarity = reading.similarity_to(self.photo_rows[at])
        return Found(self.gallery.photos[at], similarity.item())

    def _familiar(self, sketch: Sketch, rows: torch.Tensor) -> bool:
        if self.knowledge is None or len(sketch) < MIN_STROKES_TO_JUDGE:
            return True
        return self.knowledge.covers(rows.detach())


def _gradient(
    reading: _Reading, ink: torch.Tensor, photo: torch.Tensor
) -> tuple[NDArray[np.float64], float]:
    """dF/dX (H, W) and F, the mean cosine to a photo (K, D), the level held fixed."""
    similarity = reading.similarity_to(photo)
    (gradient,) = torch.autograd.grad(similarity, ink)
    return gradient.double().numpy(), similarity.item()


def _values(
    sketch: Sketch, raster: Raster, gradient: NDArray[np.float64], similarity: float
) -> tuple[Attribution, Attribution, NDArray[np.float64]]:
    """Values of strokes and of points, and the points' as shades."""
    strokes = attribute_gradient(sketch, raster, gradient, "sla", similarity)
    points = attribute_gradient(sketch, raster, gradient, "psla", similarity)
    return strokes, points, shades(points.values, raster, points.stroke_starts)


def _order(strokes: Attribution) -> float | None:
    if len(strokes.stroke_ids) < MIN_STROKES_FOR_ORDER:
        return None
    return order_agreement(strokes)
