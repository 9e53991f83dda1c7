"""Made-up embeddings that lie as those of a gallery do: in groups, not evenly.

A hierarchical mixture. 40 kinds of things have a random unit direction each; 2,000 clusters lie
around them, of log-normally distributed sizes; a photo moves away from its cluster's centre in 16
directions that are the cluster's own. That point is what the rows of a photo share; each adds a
part of its own, as long as OWN_PART, and is made unit. A sketch is a photo's rows moved by noise,
half of it the same in all rows, so that the cosine of a pair is about 0.6.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

KINDS = 40
CLUSTERS = 2000
INTRINSIC = 16  # directions in which the photos of a cluster differ
KIND_SPREAD = 0.8  # of the centres around their kind, whose direction has length 1
OWN_PART = 0.7  # of a row, beside the shared part of length 1
SKETCH_NOISE = 1.3  # beside the photo's row of length 1: cosine 1 / sqrt(1 + 1.3^2) = 0.61
CHUNK = 20_000


@dataclass(frozen=True, eq=False)
class Clusters:
    """Centres (C, D), the directions (C, INTRINSIC, D) of each, and their shares (C,)."""

    centres: NDArray[np.float32]
    directions: NDArray[np.float32]
    shares: NDArray[np.float64]

    @classmethod
    def drawn(cls, rng: np.random.Generator, width: int) -> Clusters:
        """Clusters of points (D,)."""
        kinds = _unit(rng.standard_normal((KINDS, width), np.float32))
        around = _unit(rng.standard_normal((CLUSTERS, width), np.float32))
        sizes = rng.lognormal(size=CLUSTERS)
        of_kind = rng.integers(0, KINDS, CLUSTERS)
        return cls(
            centres=_unit((kinds[of_kind] + KIND_SPREAD * around).astype(np.float32)),
            directions=_unit(rng.standard_normal((CLUSTERS, INTRINSIC, width), np.float32)),
            shares=sizes / sizes.sum(),
        )

    def photos(self, rng: np.random.Generator, count: int, rows: int) -> NDArray[np.float32]:
        """Unit rows (count, K, D)."""
        cluster = np.sort(rng.choice(CLUSTERS, count, p=self.shares))
        along = rng.standard_normal((count, INTRINSIC), np.float32) / np.sqrt(np.float32(INTRINSIC))
        shared = self.centres[cluster]
        bounds = np.searchsorted(cluster, np.arange(CLUSTERS + 1))
        for one in np.unique(cluster):
            members = slice(bounds[one], bounds[one + 1])
            shared[members] += along[members] @ self.directions[one]
        shared = _unit(shared[rng.permutation(count)])[:, None]
        own = rng.standard_normal((count, rows, shared.shape[2]), np.float32)
        return _unit(shared + OWN_PART * own / np.sqrt(np.float32(shared.shape[2])))


def chunks(seed: int, count: int, rows: int, width: int) -> Iterator[NDArray[np.float32]]:
    """Photos (at most CHUNK, K, D) at a time, the same ones for the same seed."""
    rng = np.random.default_rng(seed)
    clusters = Clusters.drawn(rng, width)
    for start in range(0, count, CHUNK):
        yield clusters.photos(rng, min(CHUNK, count - start), rows)


def sketches_of(rng: np.random.Generator, photos: NDArray[np.float32]) -> NDArray[np.float32]:
    """Queries (Q, K, D), one for each of the photos (Q, K, D)."""
    count, rows, width = photos.shape
    shared = rng.standard_normal((count, 1, width), np.float32)
    own = rng.standard_normal((count, rows, width), np.float32)
    noise = (shared + own) / np.sqrt(np.float32(2 * width))
    return _unit(photos + SKETCH_NOISE * noise)


def _unit(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    return vectors / np.linalg.norm(vectors, axis=-1, keepdims=True)
