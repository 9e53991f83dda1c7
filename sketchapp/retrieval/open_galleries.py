"""Galleries that are being searched: loaded once, shared by all who search them."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field

from sketchapp.retrieval.gallery import Gallery
from sketchapp.retrieval.library import Library
from sketchapp.retrieval.live import LiveSearch
from sketchapp.retrieval.records import SHIPPED
from sketchapp.retrieval.visitor import Visitor

CAPACITY = 4  # galleries in memory besides the shipped one

Opener = Callable[[Gallery], LiveSearch]


@dataclass(eq=False)
class _Place:
    """One gallery's place in memory; who comes while it is loaded waits for its lock."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    version: tuple[int, int] = (0, 0)
    live: LiveSearch | None = None


class OpenGalleries:
    """Gives the search of a gallery, and forgets the one that was not used for longest.

    Who has a LiveSearch keeps it, also when its gallery is deleted or grows meanwhile.
    """

    def __init__(
        self, library: Library, shipped: LiveSearch, open_live: Opener, capacity: int = CAPACITY
    ) -> None:
        """open_live reads the embeddings of a gallery and builds its index."""
        self.library = library
        self._shipped, self._open_live, self._capacity = shipped, open_live, capacity
        self._places: OrderedDict[str, _Place] = OrderedDict()
        self._turn = threading.Lock()

    def live(self, gallery_id: str, visitor: Visitor) -> LiveSearch:
        """The search of a gallery; GalleryError where the visitor has none such."""
        self.library.readable(gallery_id, visitor)
        if gallery_id == SHIPPED:
            return self._shipped
        place = self._place(gallery_id)
        with place.lock:
            version = self.library.version(gallery_id)
            if place.live is None or place.version != version:
                place.live = self._open_live(self.library.load(gallery_id))
                place.version = version
            return place.live

    def _place(self, gallery_id: str) -> _Place:
        with self._turn:
            place = self._places.setdefault(gallery_id, _Place())
            self._places.move_to_end(gallery_id)
            while len(self._places) > self._capacity:
                self._places.popitem(last=False)
            return place
