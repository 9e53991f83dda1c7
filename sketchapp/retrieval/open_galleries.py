"""Galleries that are being searched: loaded once, shared by all who search them."""

from __future__ import annotations

import logging
import threading
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future, wait
from dataclasses import dataclass, field

from sketchapp.errors import GalleryError
from sketchapp.retrieval.gallery import Gallery
from sketchapp.retrieval.library import Library
from sketchapp.retrieval.live import LiveSearch
from sketchapp.retrieval.records import SHIPPED
from sketchapp.retrieval.visitor import Visitor

log = logging.getLogger(__name__)

CAPACITY = 4  # galleries in memory besides the shipped one
PATIENCE_S = 2.0  # for a gallery that is being opened; longer would park the threads of requests
OPENED_AT_ONCE = 2  # one may be encoding, which takes minutes; each takes cores and memory

PREPARING = "this gallery is being prepared; try again in a moment"
BROKEN = "this gallery cannot be opened; try it again, or choose another one"

Opener = Callable[[Gallery], LiveSearch]


@dataclass(frozen=True, eq=False)
class _Place:
    """One gallery's place in memory: opened in a thread, as it was at this version."""

    version: tuple[int, int]
    opening: Future[LiveSearch] = field(default_factory=Future)


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
        self._opening = threading.Semaphore(OPENED_AT_ONCE)

    def live(self, gallery_id: str, visitor: Visitor) -> LiveSearch:
        """The search of a gallery; GalleryError where the visitor has none such.

        Waits a moment where it is not open yet. After new weights, or for a large gallery, that may
        not be enough: then GalleryError says so, while a thread goes on with it.
        """
        self.library.readable(gallery_id, visitor)
        if gallery_id == SHIPPED:
            return self._shipped
        place = self._place(gallery_id, self.library.version(gallery_id))
        wait([place.opening], timeout=PATIENCE_S)
        if not place.opening.done():
            raise GalleryError(PREPARING)
        try:
            return place.opening.result()
        except GalleryError:
            self._forget(gallery_id, place)  # the request after this one tries again
            raise

    def _place(self, gallery_id: str, version: tuple[int, int]) -> _Place:
        """The gallery's place; a thread begins to open it where it is not open at this version."""
        with self._turn:
            place = self._places.get(gallery_id)
            is_new = place is None or place.version != version
            if place is None or is_new:
                place = self._places[gallery_id] = _Place(version)
            self._places.move_to_end(gallery_id)
            self._make_room(gallery_id)
        if is_new:
            work = [gallery_id, place.opening]
            threading.Thread(target=self._open, args=work, name="opening", daemon=True).start()
        return place

    def _make_room(self, wanted: str) -> None:
        """Forget the longest unused; not one that is being opened, or it would be begun twice."""
        surplus = len(self._places) - self._capacity
        done = [one for one, place in self._places.items() if place.opening.done()]
        idle = [one for one in done if one != wanted]
        for gallery_id in idle[: max(0, surplus)]:
            del self._places[gallery_id]

    def _open(self, gallery_id: str, opening: Future[LiveSearch]) -> None:
        """Open a gallery, after the one before it; what goes wrong is told to who asks next."""
        try:
            with self._opening:
                opening.set_result(self._open_live(self.library.load(gallery_id)))
        except Exception as error:  # its message may name a path, which is for the log only
            log.warning("gallery %s cannot be opened", gallery_id, exc_info=error)
            opening.set_exception(GalleryError(BROKEN))

    def _forget(self, gallery_id: str, place: _Place) -> None:
        with self._turn:
            if self._places.get(gallery_id) is place:
                del self._places[gallery_id]
