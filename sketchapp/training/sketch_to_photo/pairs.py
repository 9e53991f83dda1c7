"""Pairs of drawings and photos that lie on each other, and how they are varied together."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from sketchapp.data.dataset import Dataset, DatasetPhoto, Lines, Pair
from sketchapp.data.rendered import RenderedPair
from sketchapp.errors import DatasetError
from sketchapp.models.photos import PhotoStyle, read_photo
from sketchapp.sketch import Frame, RasterStyle, Sketch
from sketchapp.sketch.frame import INK_SHARE
from sketchapp.sketch.geometry import prefix
from sketchapp.sketch.raster import Segments, rasterise_segments
from sketchapp.synth.simulator import CleanDrawing, habits_of, simulate
from sketchapp.training.sketch_to_photo.recipe import DrawingVariation

FINER = 2  # photos are kept so many times larger than they are shown


class DrawnFor(Protocol):
    """What sees the drawings: how they are drawn for it, and how thick and pale strokes may get."""

    @property
    def style(self) -> RasterStyle: ...

    @property
    def thickest(self) -> float: ...

    @property
    def faintest(self) -> float: ...


@dataclass(frozen=True, eq=False)
class PhotoPair:
    """A pair; photo is its photo's place, frame takes the drawing's unit square to its pixels."""

    pair: Pair
    photo: int
    category: int
    frame: Frame
    clean: CleanDrawing | None


@dataclass(frozen=True, eq=False)
class PhotoPairs:
    """Pairs, and their photos (N, 3, FINER M, FINER M) as bytes; names of the categories.

    Photos of the rendered dataset lie under their drawings already; others, whose object stands on
    white, are framed as drawings are.
    """

    pairs: tuple[PhotoPair, ...]
    photos: Tensor
    names: tuple[str, ...]

    @classmethod
    def of(cls, datasets: Iterable[Dataset], wanted: Sequence[str], size_px: int) -> PhotoPairs:
        """Pairs of these categories, or of all; DatasetError where one of them has none."""
        datasets = list(datasets)
        there = sorted({photo.category for data in datasets for photo in data.photos})
        missing = sorted(set(wanted) - set(there))
        if missing or not any(data.pairs for data in datasets):
            raise DatasetError(
                f"no pairs of {', '.join(missing) or 'anything'}; there are:"
                f" {', '.join(there) or 'none'}"
            )
        names = tuple(sorted(set(wanted)) or there)
        pairs: list[PhotoPair] = []
        photos: list[Tensor] = []
        for data in datasets:
            places: dict[str, int] = {}
            shown = {photo.id: photo for photo in data.photos if photo.category in names}
            for pair in data.pairs:
                photo = shown.get(pair.photo_id)
                if photo is None:
                    continue
                if photo.id not in places:
                    places[photo.id] = len(photos)
                    photos.append(_bytes_of(photo, pair, FINER * size_px))
                pairs.append(_paired(pair, places[photo.id], names.index(photo.category), size_px))
        return cls(tuple(pairs), torch.stack(photos), names)

    def __len__(self) -> int:
        return len(self.pairs)

    def counts(self) -> dict[str, int]:
        """How many pairs each category has."""
        numbers = [one.category for one in self.pairs]
        return {name: numbers.count(number) for number, name in enumerate(self.names)}

    def mark(self) -> str:
        """Changes with any pair, category or pixel."""
        what = repr([(one.pair.id, one.photo, one.category) for one in self.pairs])
        digest = hashlib.sha256((what + repr(self.names)).encode())
        digest.update(self.photos.numpy().tobytes())
        return digest.hexdigest()[:16]


def unseen_pairs(
    datasets: Iterable[Dataset], names: Sequence[str], size_px: int
) -> PhotoPairs | None:
    """Pairs of all these categories out of datasets not trained on, where each of them has some."""
    datasets = list(datasets)
    there = {photo.category for data in datasets for photo in data.photos}
    if not there.issuperset(names) or not any(data.pairs for data in datasets):
        return None
    return PhotoPairs.of(datasets, names, size_px)


@dataclass(frozen=True, eq=False)
class PairBatch:
    """sketches (B, 3, H, H), black on white; photos (B, 3, M, M) in 0..1; categories (B,)."""

    sketches: Tensor
    photos: Tensor
    categories: Tensor

    def to(self, device: torch.device) -> PairBatch:
        """The same on a device."""
        parts = (self.sketches, self.photos, self.categories)
        return PairBatch(*(part.to(device) for part in parts))


@dataclass(frozen=True, eq=False)
class DrawnBatch:
    """Drawings of a batch, before their photos are moved under them.

    ink (B, 1, H, H); grids (B, 2, 3) are affine, as `torch.nn.functional.affine_grid` takes them;
    photos (B,) are places among all photos; categories (B,).
    """

    ink: Tensor
    grids: Tensor
    photos: Tensor
    categories: Tensor

    def under(self, photos: Tensor) -> PairBatch:
        """With their photos out of (N, 3, FINER M, FINER M) bytes, on the device of these."""
        ink, grids, at, categories = (
            part.to(photos.device) for part in (self.ink, self.grids, self.photos, self.categories)
        )
        chosen = photos[at].float() / 255
        grid = functional.affine_grid(grids, list(chosen.shape), align_corners=False)
        moved = functional.grid_sample(chosen - 1, grid, align_corners=False) + 1  # white around
        sketches = (1 - ink).expand(-1, 3, -1, -1)
        return PairBatch(sketches, functional.avg_pool2d(moved, FINER), categories)


def drawn_batch(
    pairs: PhotoPairs,
    chosen: Sequence[int],
    seen_by: DrawnFor,
    amount: DrawingVariation,
    rng: np.random.Generator,
) -> DrawnBatch:
    """The pairs at these places, each drawn and moved anew."""
    own = [pairs.pairs[at] for at in chosen]
    drawn = [_drawn(one, seen_by, amount, pairs.names, rng) for one in own]
    finer = pairs.photos.shape[-1]
    grids = [
        _towards(place, one.frame, seen_by.style.size_px, finer)
        for one, (_, place) in zip(own, drawn, strict=True)
    ]
    return DrawnBatch(
        torch.from_numpy(np.stack([ink for ink, _ in drawn]))[:, None],
        torch.from_numpy(np.stack(grids)).float(),
        torch.tensor([one.photo for one in own]),
        torch.tensor([one.category for one in own]),
    )


def varied_batch(
    pairs: PhotoPairs,
    chosen: Sequence[int],
    seen_by: DrawnFor,
    amount: DrawingVariation,
    rng: np.random.Generator,
) -> PairBatch:
    """The same with their photos."""
    return drawn_batch(pairs, chosen, seen_by, amount, rng).under(pairs.photos)


def plain_batch(pairs: PhotoPairs, chosen: Sequence[int], seen_by: DrawnFor) -> PairBatch:
    """The pairs at these places as they are."""
    still = DrawingVariation(0, 0, 1, 0, 0, 0, 0, 0, 0, 0)
    return varied_batch(pairs, chosen, seen_by, still, np.random.default_rng(0))


@dataclass(frozen=True, eq=False)
class Place:
    """Takes the unit square to raster pixels: px = turn (p - 0.5) + offset_px."""

    turn: NDArray[np.float64]
    offset_px: NDArray[np.float64]

    def to_px(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Points (T, 2)."""
        return (points - 0.5) @ self.turn.T + self.offset_px


def _paired(pair: Pair, photo: int, category: int, size_px: int) -> PhotoPair:
    side = FINER * size_px
    if isinstance(pair, RenderedPair) and pair.sketch is not None:
        strokes = [stroke.points for stroke in pair.sketch.strokes]
        clean = CleanDrawing.of(strokes, pair.parts)
        return PhotoPair(pair, photo, category, Frame(side, (-0.5, -0.5)), clean)
    return PhotoPair(pair, photo, category, Frame.around(pair.lines.drawn_points(), side), None)


def _bytes_of(photo: DatasetPhoto, pair: Pair, side: int) -> Tensor:
    share = None if isinstance(pair, RenderedPair) else INK_SHARE
    return (read_photo(photo.path, PhotoStyle(side, share)) * 255).round().byte()


def _drawn(
    one: PhotoPair,
    seen_by: DrawnFor,
    amount: DrawingVariation,
    names: Sequence[str],
    rng: np.random.Generator,
) -> tuple[NDArray[np.float32], Place]:
    """Ink (H, H) of the pair as it is drawn this time, and where it lies."""
    lines = _lines(one, amount, names[one.category], rng)
    share = float(np.clip(INK_SHARE * (1 + amount.frame_jitter * rng.standard_normal()), 0.5, 0.95))
    turn = _turn(amount, rng)
    moved = Lines((lines.points - 0.5) @ turn.T, lines.segments)
    size_px = seen_by.style.size_px
    frame = Frame.around(moved.drawn_points(), size_px, share)
    shift = amount.shift * size_px * rng.standard_normal(2)
    place = Place(turn * frame.scale_px, np.asarray(frame.offset_px) + shift)
    return _ink(place.to_px(lines.points), lines.segments, seen_by, amount, rng), place


def _lines(
    one: PhotoPair, amount: DrawingVariation, category: str, rng: np.random.Generator
) -> Lines:
    sketch = one.pair.sketch
    if one.clean is not None and rng.random() < amount.simulated:
        habits = habits_of(category)
        strokes = simulate(one.clean, habits.draw_abstraction(rng), habits, rng)
        sketch = Sketch.from_polylines(strokes)
    if sketch is None:
        return one.pair.lines
    if rng.random() < amount.partial:
        sketch = prefix(sketch, float(rng.uniform(amount.least_share, 1.0)))
    return Lines.of(sketch)


def _turn(amount: DrawingVariation, rng: np.random.Generator) -> NDArray[np.float64]:
    """A flip, then a stretch, a shear and a turn, (2, 2)."""
    angle = np.deg2rad(amount.turn_deg) * rng.standard_normal()
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    stretch = np.diag(np.exp(amount.stretch * rng.standard_normal(2)))
    shear = np.array([[1.0, amount.shear * rng.standard_normal()], [0.0, 1.0]])
    flip = np.diag([-1.0 if rng.random() < amount.flip_probability else 1.0, 1.0])
    return turn @ stretch @ shear @ flip


def _ink(
    points_px: NDArray[np.float64],
    segments: Segments,
    seen_by: DrawnFor,
    amount: DrawingVariation,
    rng: np.random.Generator,
) -> NDArray[np.float32]:
    """Ink (H, H), with some strokes thicker and perhaps the others paler."""
    style, frame = seen_by.style, Frame(1.0, (0.0, 0.0))
    if rng.random() >= amount.emphasised or not len(segments.stroke):
        return rasterise_segments(points_px, segments, style, frame).ink.astype(np.float32)
    is_strong = (rng.random(int(segments.stroke.max()) + 1) < rng.uniform(0, 0.6))[segments.stroke]
    factor = float(rng.uniform(1, seen_by.thickest))
    pale = float(rng.uniform(seen_by.faintest, 1)) if rng.random() < 0.5 else 1.0
    thicker = replace(style, thickness_px=style.thickness_px * factor)
    strong, others = (
        rasterise_segments(points_px, _only(segments, chosen), drawn, frame).ink
        for chosen, drawn in ((is_strong, thicker), (~is_strong, style))
    )
    return np.maximum(strong, pale * others).astype(np.float32)


def _only(segments: Segments, chosen: NDArray[np.bool_]) -> Segments:
    return Segments(segments.ends[chosen], segments.stroke[chosen])


def _towards(place: Place, photo: Frame, size_px: int, finer: int) -> NDArray[np.float64]:
    """The affine grid (2, 3) that shows the photo under the drawing, both squares being -1..1.

    Sizes: a raster of size_px, a photo of `finer` pixels; pixel centres stand at whole numbers.
    """
    back = np.linalg.inv(place.turn)  # raster px to unit
    turn = photo.scale_px * back * size_px / finer
    middle_px = np.full(2, (size_px - 1) / 2)  # the raster's middle
    unit = back @ (middle_px - place.offset_px) + 0.5
    at_px = unit * photo.scale_px + np.asarray(photo.offset_px)
    return np.column_stack([turn, (2 * at_px + 1) / finer - 1])
