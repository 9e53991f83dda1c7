"""One file on its way from a browser to the disk."""

from __future__ import annotations

import asyncio
import hashlib
import secrets
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sketchapp.errors import GalleryError

NO_ROOM = "The server cannot keep these photos ({reason}). Try it again later, or with fewer."


@dataclass(frozen=True)
class Arrived:
    """A file that came whole: where it lies, its bytes, and their SHA-256 in hex."""

    path: Path
    size_bytes: int
    sha256: str


@contextmanager
def disk_sentences() -> Iterator[None]:
    """GalleryError, which names no path, where the disk is full or the folder went away."""
    try:
        yield
    except OSError as error:
        raise GalleryError(NO_ROOM.format(reason=error.strerror or "its disk failed")) from error


async def keep_stream(
    folder: Path, stream: AsyncIterator[bytes], count: Callable[[int], None]
) -> Arrived:
    """Write a stream to a new file of the folder.

    count is told the size of each piece before it is written, and raises where it may not come.
    What it raises goes on, with nothing left on the disk; so does GalleryError where the disk does
    not take the file. Pieces are hashed and written in a thread: other requests go on meanwhile.
    """
    path = folder / f"{secrets.token_hex(8)}.part"
    size_bytes, digest = 0, hashlib.sha256()
    try:
        with disk_sentences(), path.open("wb") as file:

            def keep(piece: bytes) -> None:
                digest.update(piece)
                file.write(piece)

            async for piece in stream:
                count(len(piece))
                size_bytes += len(piece)
                await asyncio.to_thread(keep, piece)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return Arrived(path, size_bytes, digest.hexdigest())
