"""Category level: does a drawing find photos of its category among all that were never seen?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sketchapp.data.dataset import Dataset, DatasetPhoto, Lines
from sketchapp.data.files import photos_in
from sketchapp.data.quickdraw import held_out_doodles
from sketchapp.data.registry import load_dataset
from sketchapp.errors import DatasetError
from sketchapp.models.load import load_retriever
from sketchapp.models.retriever import Retriever
from sketchapp.retrieval.drawings import read_drawings
from sketchapp.retrieval.embeddings import embed_photo_files
from sketchapp.sketch import Sketch
from sketchapp.training.evaluation import unseen_part
from sketchapp.training.reliability.judged import correlations, search
from sketchapp.training.reliability.precision import precision_of
from sketchapp.training.reliability.split_by_correlation import split_table

FIGURES: tuple[str, ...] = ("map", "p_at_200", "r_precision")
QUERIES_AT_ONCE = 256  # bounds their similarities to all photos in memory


@dataclass(frozen=True, eq=False)
class Query:
    """A drawing and the category whose photos it should find."""

    sketch: Sketch
    category: str


@dataclass(frozen=True)
class CategorySources:
    """photos: NAME:PATH of a dataset, or CATEGORY=FOLDER of bare photos; doodles: Quick, Draw!."""

    photos: tuple[str, ...]
    doodles: tuple[Path, ...] = ()


def category_table(
    sources: CategorySources, checkpoint: Path, limit: int | None, rng: np.random.Generator
) -> dict[str, Any]:
    """mAP, P@200 and R-precision in percent, for every kind of query, split by Corr.

    The gallery is every photo of the sources that the weights were not trained on; queries are the
    vector sketches of those photos, and Quick, Draw! drawings on the test side; at most `limit` of
    each kind. Drawings of a category without photos are left out and counted. DatasetError where
    there is no photo or no query.
    """
    datasets = [unseen_part(checkpoint, photos_of(spec)) for spec in sources.photos]
    photos = [photo for dataset in datasets for photo in dataset.photos]
    kinds = dict(_queries(datasets, sources.doodles))
    if not photos or not any(kinds.values()):
        raise DatasetError(
            f"{len(photos)} photos that {checkpoint.name} was not trained on, and"
            f" {sum(map(len, kinds.values()))} drawings to search them with; both are needed"
        )
    retriever = load_retriever(checkpoint)
    rows = embed_photo_files(retriever, [photo.path for photo in photos])
    categories = np.array([photo.category for photo in photos])
    table: dict[str, Any] = {
        "n_photos": len(photos),
        "photos_by_category": dict(sorted(Counter(categories.tolist()).items())),
    }
    for kind, queries in kinds.items():
        known = [query for query in queries if query.category in categories]
        chosen = [known[at] for at in sorted(rng.permutation(len(known))[:limit])]
        if chosen:
            skipped = {"n_skipped": len(queries) - len(known)}
            table[kind] = skipped | _kind_table(retriever, chosen, rows, categories, rng)
    return table


def photos_of(spec: str) -> Dataset:
    """The photos of NAME:PATH with their sketches, or of CATEGORY=FOLDER without any."""
    category, separator, folder = spec.partition("=")
    if not separator or ":" in category:
        return load_dataset(spec, "all")
    if not category or not folder or not Path(folder).is_dir():
        raise DatasetError(
            f"photos {spec!r}: give NAME:PATH or CATEGORY=FOLDER, a folder of photos"
        )
    named = photos_in(Path(folder), category).items()
    return Dataset("outlines", tuple(DatasetPhoto(n, path, category) for n, path in named), ())


def _queries(
    datasets: Sequence[Dataset], doodles: Sequence[Path]
) -> Iterator[tuple[str, list[Query]]]:
    for dataset in datasets:
        category_of = {photo.id: photo.category for photo in dataset.photos}
        drawn = ((pair.sketch, category_of[pair.photo_id]) for pair in dataset.pairs)
        queries = [Query(sketch, category) for sketch, category in drawn if sketch is not None]
        if queries:
            yield dataset.name, queries
    drawings = [drawing for folder in doodles for drawing in held_out_doodles(folder)]
    if drawings:
        yield "quickdraw", [Query(each.sketch, each.category) for each in drawings]


def _kind_table(
    retriever: Retriever,
    queries: Sequence[Query],
    photos: NDArray[np.float32],
    categories: NDArray[np.str_],
    rng: np.random.Generator,
) -> dict[str, Any]:
    figures, corr = [], []
    for start in range(0, len(queries), QUERIES_AT_ONCE):
        some = queries[start : start + QUERIES_AT_ONCE]
        sketches = [query.sketch for query in some]
        drawn = read_drawings(retriever, [Lines.of(sketch) for sketch in sketches])
        found = search(retriever, drawn, photos)
        corr.append(correlations(retriever, sketches, photos, found))
        for similarity, query in zip(found.similarities, some, strict=True):
            each = precision_of(similarity, categories == query.category)
            figures.append((each.average, each.at_200, each.at_r))
    columns = dict(zip(FIGURES, np.array(figures).T, strict=True))
    signals = {name: np.concatenate([part[name] for part in corr]) for name in corr[0]}
    return split_table(columns, signals, np.arange(len(queries)).astype(str), rng)
