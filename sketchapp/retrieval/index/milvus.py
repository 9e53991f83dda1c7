"""Search in a Milvus collection: an embedded file, or a cluster by its address."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sketchapp.errors import GalleryError
from sketchapp.retrieval.index.contract import (
    Hits,
    Positions,
    RowShape,
    best,
    checked_positions,
    nothing,
)
from sketchapp.retrieval.index.files import KIND, no_index, replacing

try:
    from pymilvus import DataType, MilvusClient
    from pymilvus.exceptions import MilvusException
except ImportError as error:
    raise GalleryError(
        "Milvus needs its client: pip install pymilvus (and milvus-lite for a file of its own)"
    ) from error

INSERTED_AT_ONCE = 2000  # 9 rows of 64 are 4.6 MB then; the server takes messages of 64 MB
ALLOWED_AT_ONCE = 10_000  # positions in one filter expression
MOST_FOUND = 16_384  # Milvus' own limit of a search


@dataclass(frozen=True)
class MilvusPlace:
    """Where a collection lies: `gallery.db` for a file, `http://host:19530` for a cluster.

    index_type is Milvus' name of the index on the vectors; FLAT is exact, a large cluster may
    prefer another. The token is a secret and never written to disk.
    """

    uri: str
    collection: str = "gallery"
    index_type: str = "FLAT"
    token: str = field(default="", repr=False)


class MilvusIndex:
    """The rows side by side as one vector per photo; its position is the primary key.

    Rows that do not count are zero in the query, as in FlatIndex. Opens the collection, or makes
    it; GalleryError where it has other rows, and where the server does not answer.
    """

    KIND = "milvus"

    def __init__(self, rows: int, width: int, place: MilvusPlace) -> None:
        self.rows, self.width, self.place = rows, width, place
        self._shape = RowShape(rows, width)
        try:
            self._client = MilvusClient(uri=place.uri, token=place.token)
            if not self._client.has_collection(place.collection):
                self._create()
            self._check_width()
            self._client.load_collection(place.collection)
            self._count, self._settled = self._counted(), True
        except MilvusException as error:
            raise GalleryError(f"Milvus at {place.uri} refuses: {error.message}") from error

    def __len__(self) -> int:
        return self._count

    def add(self, embeddings: NDArray[np.float32], /) -> None:
        """Append embeddings (n, K, D); GalleryError where the shape or a number is wrong."""
        flat = self._shape.checked(embeddings).reshape(len(embeddings), self.rows * self.width)
        flat = np.ascontiguousarray(flat, np.float32)
        for start in range(0, len(flat), INSERTED_AT_ONCE):
            part = flat[start : start + INSERTED_AT_ONCE]
            entities = [{"id": self._count + at, "rows": row} for at, row in enumerate(part)]
            self._client.insert(self.place.collection, entities)
            self._count += len(part)
            self._settled = False

    def search(
        self,
        query: NDArray[np.float32],
        k: int,
        rows: Sequence[int] | None = None,
        allowed: Positions | None = None,
    ) -> Hits:
        """The k most similar photos to a query (K, D), see GalleryIndex; k up to MOST_FOUND."""
        selected = self._shape.selected(query, self._shape.chosen(rows)).ravel()
        filters = [""] if allowed is None else _filters(checked_positions(allowed, len(self)))
        k = min(k, len(self))
        if k <= 0 or not filters:
            return nothing()
        if k > MOST_FOUND:
            raise GalleryError(f"{k} photos asked for; Milvus gives {MOST_FOUND} at most")
        self._settle()
        found = [self._ask(selected, k, one) for one in filters]
        similarity, position = (np.concatenate(part) for part in zip(*found, strict=True))
        return best(similarity, position, k)

    def save(self, path: Path, /) -> None:
        """Write where the collection lies, as JSON; Milvus keeps the rows themselves."""
        self._settle()
        place = {name: value for name, value in asdict(self.place).items() if name != "token"}
        note = {KIND: self.KIND, "rows": self.rows, "width": self.width, "place": place}
        with replacing(path) as partial:
            partial.write_text(json.dumps(note, indent=1), encoding="utf-8")

    @classmethod
    def load(cls, path: Path, token: str = "") -> MilvusIndex:
        """The collection that a file of `save` names; GalleryError where it is no such file."""
        try:
            note = json.loads(path.read_text(encoding="utf-8"))
            place = MilvusPlace(**note["place"], token=token)
            return cls(note["rows"], note["width"], place)
        except (OSError, ValueError, KeyError, TypeError) as error:
            if isinstance(error, GalleryError):
                raise
            raise no_index(path, error) from error

    def close(self) -> None:
        """End the connection; an embedded file can be opened again only then."""
        self._client.close()

    def _create(self) -> None:
        schema = self._client.create_schema(auto_id=False, enable_dynamic_field=False)
        schema.add_field("id", DataType.INT64, is_primary=True)
        schema.add_field("rows", DataType.FLOAT_VECTOR, dim=self.rows * self.width)
        index = self._client.prepare_index_params()
        index.add_index("rows", index_type=self.place.index_type, metric_type="IP")
        self._client.create_collection(
            self.place.collection, schema=schema, index_params=index, consistency_level="Strong"
        )

    def _check_width(self) -> None:
        known: Any = self._client.describe_collection(self.place.collection)
        widths = [one["params"].get("dim") for one in known["fields"] if one["name"] == "rows"]
        if widths != [self.rows * self.width]:
            raise GalleryError(
                f"collection {self.place.collection!r} has vectors {widths}, not "
                f"{self.rows} x {self.width}; name another one"
            )

    def _counted(self) -> int:
        answer = self._client.query(
            self.place.collection, filter="", output_fields=["count(*)"], consistency_level="Strong"
        )
        return int(answer[0]["count(*)"])

    def _settle(self) -> None:
        """Have new photos written and indexed; an embedded file searches 20 times faster then."""
        if not self._settled:
            self._client.flush(self.place.collection)
            self._settled = True

    def _ask(self, selected: NDArray[np.float32], k: int, condition: str) -> Hits:
        (hits,) = self._client.search(
            self.place.collection,
            data=[selected],
            anns_field="rows",
            limit=k,
            filter=condition,
            consistency_level="Strong",
        )
        similarity = np.array([hit["distance"] for hit in hits], np.float32)
        return similarity, np.array([hit["id"] for hit in hits], np.int64)


def _filters(positions: NDArray[np.int64]) -> list[str]:
    """Filter expressions that together allow these positions."""
    parts = range(0, len(positions), ALLOWED_AT_ONCE)
    return [f"id in {positions[at : at + ALLOWED_AT_ONCE].tolist()}" for at in parts]
