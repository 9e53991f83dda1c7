"""Photos that people bring as what they are drawing, for the time of a visit."""

from __future__ import annotations

import hashlib
import io
import threading
from collections import OrderedDict

import torch
from PIL import Image
from torch import Tensor

from sketchapp.errors import GalleryError
from sketchapp.models.photos import tensor_of_photo
from sketchapp.retrieval.live import LiveSearch

MAX_BYTES = 2_000_000  # the page makes pictures of some 50 KB from whatever is chosen
MAX_MEGAPIXELS = 16
FORMATS = ("JPEG", "PNG", "WEBP")
CAPACITY = 64  # embeddings in memory; pictures are not kept


class PictureRows:
    """Embeddings of uploaded pictures, each made once while it is among the latest ones."""

    def __init__(self) -> None:
        self._rows: OrderedDict[bytes, Tensor] = OrderedDict()
        self._lock = threading.Lock()
        self._reading = threading.Lock()  # one large picture in memory at a time

    def rows(self, live: LiveSearch, picture: bytes) -> Tensor:
        """Rows (K, D) of a picture file; GalleryError where it is none or too large."""
        if len(picture) > MAX_BYTES:
            raise GalleryError(
                f"the picture has {len(picture):,} bytes; {MAX_BYTES:,} are allowed, shrink it"
            )
        digest = hashlib.sha256(picture).digest()
        with self._lock:
            known = self._rows.get(digest)
        return known if known is not None else self._embed(live, picture, digest)

    def _embed(self, live: LiveSearch, picture: bytes, digest: bytes) -> Tensor:
        with self._reading:
            photo = _read_picture(live, picture)
        with live.turn, torch.no_grad():
            rows = live.retriever.embed_photo(photo[None])[0].float()
        with self._lock:
            self._rows[digest] = rows
            while len(self._rows) > CAPACITY:
                self._rows.popitem(last=False)
        return rows


def _read_picture(live: LiveSearch, picture: bytes) -> Tensor:
    """Whatever else is raised counts as damage: what Pillow makes of broken bytes has no end."""
    try:
        with Image.open(io.BytesIO(picture), formats=FORMATS) as image:
            if image.width * image.height > MAX_MEGAPIXELS * 1_000_000:
                raise GalleryError(
                    f"the picture has {image.width} x {image.height} pixels;"
                    f" {MAX_MEGAPIXELS} million in all are allowed, shrink it"
                )
            return tensor_of_photo(image, live.retriever.photo_style)
    except GalleryError:
        raise
    except Exception as error:
        raise GalleryError("the picture cannot be read; choose a JPEG, PNG or WebP") from error
