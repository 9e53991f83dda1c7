"""The competing methods of a study: retrievers over one gallery, each asked for its best photo."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from contextlib import AbstractContextManager
from pathlib import Path

from sketchapp.models.load import load_plain, load_retriever
from sketchapp.models.open_photo_generator import makes_photos, open_photo_generator
from sketchapp.models.retriever import TrainedRetriever
from sketchapp.models.sketch_to_photo.translating import TranslatingRetriever
from sketchapp.retrieval.embeddings import gallery_embeddings
from sketchapp.retrieval.index import build_index
from sketchapp.retrieval.library import Library
from sketchapp.retrieval.live import LiveSearch, Question
from sketchapp.sketch import Sketch
from sketchapp.study.bundle import Bundle
from sketchapp.study.errors import StudyError
from sketchapp.study.protocol import RetrievalBlock
from sketchapp.study.service import TopPhoto

READS_PHOTOS = "retriever.safetensors"  # reads the photos that are made of sketches

SearchKey = tuple[str, str]  # the gallery's id, and the file of the weights


class MethodSearch:
    """A PhotoFinder over the galleries of the page; safe to share between threads.

    Weights lie in one folder; those in `loaded` (by path) are not read again. They are a
    retriever's, or those of a network that makes photos: then the photo made of the sketch is
    searched with, by the READS_PHOTOS beside it. Passes through the networks take turns with the
    page's own by `turn`.
    """

    def __init__(
        self,
        library: Library,
        weights: Path,
        loaded: Mapping[Path, TrainedRetriever] | None = None,
        turn: AbstractContextManager | None = None,
    ) -> None:
        self.library, self.weights = library, weights
        self._retrievers = dict(loaded or {})
        self._turn = turn or threading.Lock()
        self._reading = threading.Lock()
        self._lives: dict[SearchKey, tuple[tuple[int, int], LiveSearch]] = {}
        self._opening: dict[SearchKey, threading.Lock] = {}
        self._choosing = threading.Lock()

    def categories(self, block: RetrievalBlock, /) -> tuple[str, ...]:
        """Those that the block names, or all of its gallery's."""
        return block.categories or self.library.load(block.gallery).categories

    def top_photos(
        self, block: RetrievalBlock, sketch: Sketch, category: str, /
    ) -> dict[str, TopPhoto]:
        """Each method's nearest photo of the category; GalleryError where there is no such one."""
        question = Question(sketch, category=category, count=1)
        return {
            method.name: self._top(self._live(block.gallery, method.weights), question)
            for method in block.methods
        }

    def check(self, bundle: Bundle) -> None:
        """Load all that a study needs; SketchAppError where weights, gallery or category lack."""
        for block in bundle.protocol.blocks:
            if isinstance(block, RetrievalBlock):
                there = self.library.load(block.gallery).categories
                missing = sorted(set(block.categories) - set(there))
                if missing:
                    raise StudyError(
                        f"block {block.name!r}: the gallery has no category {missing[0]!r};"
                        f" there are: {', '.join(there)}"
                    )
                for method in block.methods:
                    self._live(block.gallery, method.weights)

    def _top(self, live: LiveSearch, question: Question) -> TopPhoto:
        return TopPhoto(live.nearest(question)[0].photo.id, live.retriever.id)

    def _live(self, gallery_id: str, weights: str) -> LiveSearch:
        """The search with the photos as they are now; one that is opened holds no other one up."""
        key = (gallery_id, weights)
        with self._choosing:
            opening = self._opening.setdefault(key, threading.Lock())
        with opening:
            version = self.library.version(gallery_id)
            if key in self._lives and self._lives[key][0] == version:
                return self._lives[key][1]
            self._lives.pop(key, None)  # not two in memory
            live = self._opened(gallery_id, self.weights / weights)
            self._lives[key] = version, live
            return live

    def _opened(self, gallery_id: str, path: Path) -> LiveSearch:
        retriever, gallery = self._retriever(path), self.library.load(gallery_id)
        rows = gallery_embeddings(retriever, gallery)  # (N, K, D)
        return LiveSearch(retriever, gallery, rows, build_index(rows), turn=self._turn)

    def _retriever(self, path: Path) -> TrainedRetriever:
        with self._reading:
            if path not in self._retrievers:
                self._retrievers[path] = self._method(path)
            return self._retrievers[path]

    def _method(self, path: Path) -> TrainedRetriever:
        if not makes_photos(path):
            return load_retriever(path)
        return TranslatingRetriever(
            open_photo_generator(path), load_plain(self.weights / READS_PHOTOS)
        )
