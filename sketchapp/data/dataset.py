"""What every dataset adapter yields: photos, and the sketches that were drawn of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from sketchapp.errors import DatasetError
from sketchapp.sketch import Sketch
from sketchapp.sketch.raster import Segments

Split = Literal["train", "val", "test", "all"]


@dataclass(frozen=True, eq=False)
class Lines:
    """A drawing as the rasteriser takes it: points (T, 2) in the unit square, joined by segments.

    has_strokes is false where the drawing came from a picture and the order of drawing is unknown.
    """

    points: NDArray[np.float64]
    segments: Segments
    has_strokes: bool = True

    @classmethod
    def of(cls, sketch: Sketch) -> Lines:
        """The lines of a vector sketch."""
        return cls(sketch.points, Segments.of(sketch))

    def drawn_points(self) -> NDArray[np.float64]:
        """The points that some segment uses, which are those that leave ink."""
        return self.points[np.unique(self.segments.ends)]


@dataclass(frozen=True)
class DatasetPhoto:
    """A photo on disk; its id is unique in its dataset."""

    id: str
    path: Path
    category: str


class Pair:
    """A drawing and the id of the photo it was drawn of."""

    def __init__(self, id: str, photo_id: str, lines: Lines, sketch: Sketch | None = None) -> None:
        """sketch is None where the dataset has pictures of sketches only."""
        self.id, self.photo_id = id, photo_id
        self._lines, self._sketch = lines, sketch

    @property
    def lines(self) -> Lines:
        """What the rasteriser draws."""
        return self._lines

    @property
    def sketch(self) -> Sketch | None:
        """The strokes, where they are known."""
        return self._sketch

    @property
    def is_vector(self) -> bool:
        """Whether the strokes are known, told without reading anything."""
        return self._sketch is not None


class SketchFilePair(Pair):
    """A pair whose strokes lie in a file, and are read whenever they are asked for.

    The drawings of a large dataset fill no memory this way.
    """

    def __init__(self, id: str, photo_id: str, read: Callable[[], Sketch]) -> None:
        """`read` raises DatasetError, naming the file, where it holds no sketch."""
        self.id, self.photo_id, self._read = id, photo_id, read

    @property
    def lines(self) -> Lines:
        """What the rasteriser draws."""
        return Lines.of(self._read())

    @property
    def sketch(self) -> Sketch | None:
        """The strokes."""
        return self._read()

    @property
    def is_vector(self) -> bool:
        """Always."""
        return True


class PictureFilePair(Pair):
    """A pair whose drawing is a picture in a file, thinned to lines whenever they are asked for."""

    def __init__(self, id: str, photo_id: str, read: Callable[[], Lines]) -> None:
        """`read` raises DatasetError, naming the file, where it is no picture of a sketch."""
        self.id, self.photo_id, self._read = id, photo_id, read

    @property
    def lines(self) -> Lines:
        """What the rasteriser draws."""
        return self._read()

    @property
    def sketch(self) -> Sketch | None:
        """Nothing: a picture does not tell its strokes."""
        return None

    @property
    def is_vector(self) -> bool:
        """Never."""
        return False


@dataclass(frozen=True, eq=False)
class Dataset:
    """A split of a dataset: its photos in a fixed order, and its pairs.

    Raises DatasetError where a pair names a photo that is not there.
    """

    name: str
    photos: tuple[DatasetPhoto, ...]
    pairs: tuple[Pair, ...]

    def __post_init__(self) -> None:
        known = {photo.id for photo in self.photos}
        if len(known) < len(self.photos):
            raise DatasetError(f"dataset {self.name}: photo ids occur more than once")
        lost = sorted({pair.photo_id for pair in self.pairs} - known)
        if lost:
            raise DatasetError(
                f"dataset {self.name}: {len(lost)} photos that its sketches name are missing,"
                f" first {lost[0]}"
            )

    def photo_index(self) -> dict[str, int]:
        """Position of every photo id in `photos`."""
        return {photo.id: i for i, photo in enumerate(self.photos)}

    def only(self, photo_ids: Iterable[str]) -> Dataset:
        """The dataset with only these photos and the sketches of them."""
        wanted = set(photo_ids)
        return Dataset(
            self.name,
            tuple(photo for photo in self.photos if photo.id in wanted),
            tuple(pair for pair in self.pairs if pair.photo_id in wanted),
        )


def check_split(name: str, split: str) -> Split:
    """The split, if it is one; DatasetError otherwise."""
    if split not in get_args(Split):
        raise DatasetError(f"{name}: split {split!r} not found; there are: {get_args(Split)}")
    return split  # type: ignore[return-value]
