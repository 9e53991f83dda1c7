"""Photos, zips and folders that the tests of the import make up."""

from __future__ import annotations

import hashlib
import io
import secrets
import zipfile
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from PIL import Image

from sketchapp.models.retriever import MatrixRetriever
from sketchapp.retrieval.importing.build import ImportJob, build_gallery
from sketchapp.retrieval.importing.progress import Progress
from sketchapp.retrieval.importing.sources import Source, UploadedFile
from sketchapp.retrieval.library import Library
from sketchapp.retrieval.records import GalleryRecord
from sketchapp.retrieval.visitor import Visitor
from tests.made_datasets import make_gallery
from tests.models.tiny import tiny_retriever

BROWSER = Visitor("a" * 43)
STRANGER = Visitor("b" * 43)


def new_token() -> str:
    """A secret like those that browsers make: 256 random bits as text."""
    return secrets.token_urlsafe(32)


def uploaded(path: Path, name: str, content: bytes) -> UploadedFile:
    """A file as it is after a browser has sent it."""
    path.write_bytes(content)
    return UploadedFile(path, name, hashlib.sha256(content).hexdigest())


def photo_bytes(seed: int = 0, size: tuple[int, int] = (48, 40), kind: str = "PNG", **how) -> bytes:
    """A picture of coloured tiles that depends on the seed."""
    tiles = np.random.default_rng(seed).integers(0, 256, (4, 4, 3), dtype=np.uint8)
    out = io.BytesIO()
    Image.fromarray(tiles).resize(size, Image.Resampling.NEAREST).save(out, kind, **how)
    return out.getvalue()


def make_files(folder: Path, files: dict[str, bytes]) -> Path:
    """A folder with these files."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return folder


def make_zip(path: Path, files: dict[str, bytes]) -> Path:
    """A zip with these members."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def make_library(folder: Path) -> Library:
    """A library beside a shipped gallery of four photos."""
    return Library(folder / "galleries", make_gallery(folder / "shipped", n_photos=4))


@dataclass
class Run:
    """An import with a tiny network, and what it reported."""

    library: Library
    retriever: MatrixRetriever = field(default_factory=tiny_retriever)
    reports: list[Progress] = field(default_factory=list)

    def __call__(
        self, source: Source, name: str = "mine", visitor: Visitor = BROWSER, **job
    ) -> GalleryRecord:
        """Import to the end."""
        self.reports = list(
            build_gallery(self.library, self.retriever, ImportJob(source, name, visitor, **job))
        )
        record = self.reports[-1].gallery
        assert record is not None
        return record


def reasons(record: GalleryRecord) -> dict[str, str]:
    """Why each skipped file was skipped."""
    return {one.name: one.reason for one in record.skipped}
