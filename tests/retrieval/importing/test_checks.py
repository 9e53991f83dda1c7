import lzma
import struct
import zlib

import pytest

from sketchapp.retrieval.importing.checks import (
    PhotoRefusedError,
    check_kind,
    check_size,
    is_litter,
    opened,
)
from sketchapp.retrieval.importing.limits import ImportLimits
from tests.retrieval.importing.made import photo_bytes

LIMITS = ImportLimits(max_photo_bytes=1_000_000, max_pixels=10_000, min_side_px=16)


def png_header(width: int, height: int) -> bytes:
    """A PNG that says how large it is, and then has next to nothing."""
    body = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunk = struct.pack(">I", 13) + body + struct.pack(">I", zlib.crc32(body))
    return b"\x89PNG\r\n\x1a\n" + chunk + b"\x00\x00\x00\x00IDAT" + b"\x00" * 4


REFUSED = {
    "text": (b"hello, I am no photo", "no photo"),
    "svg": (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "no photo"),
    "heic": (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00", "HEIC or AVIF, which is not supported"),
    "zip": (b"PK\x03\x04" + b"\x00" * 40, "archive inside"),
    "too many pixels": (photo_bytes(size=(101, 100)), "101 x 100 pixels; 0.01 million in all"),
    "bomb": (png_header(60_000, 60_000), "pixels; 0.01 million in all"),
    "largest bomb": (png_header(2**31 - 1, 2**31 - 1), "pixels; 0.01 million in all|damaged"),
    "too small": (photo_bytes(size=(100, 15)), "only 100 x 15 pixels; 16 on each side"),
    "tiff": (photo_bytes(kind="TIFF"), "no photo, or of an unknown format"),
    "postscript": (b"%!PS-Adobe-3.0 EPSF-3.0\n", "no photo"),
    "nothing": (b"", "no photo"),
}


@pytest.mark.parametrize("name", sorted(REFUSED))
def test_what_is_no_photo_is_refused_with_its_reason(name: str) -> None:
    content, reason = REFUSED[name]
    with pytest.raises(PhotoRefusedError, match=reason), opened(content, LIMITS):
        pytest.fail("it was opened")


@pytest.mark.parametrize(
    "error", [struct.error, lzma.LZMAError, zlib.error, KeyError, RuntimeError, MemoryError]
)
def test_whatever_decoding_raises_is_damage_to_one_photo(error: type[Exception]) -> None:
    with pytest.raises(PhotoRefusedError, match="is damaged"), opened(photo_bytes(), LIMITS):
        raise error("odd EXIF, say")


def test_a_refusal_while_decoding_keeps_its_reason() -> None:
    with pytest.raises(PhotoRefusedError, match="too blue"), opened(photo_bytes(), LIMITS):
        raise PhotoRefusedError("too blue")


def test_a_photo_at_the_limits_is_opened() -> None:
    with opened(photo_bytes(size=(100, 100)), LIMITS) as image:
        assert image.size == (100, 100)
    with opened(photo_bytes(size=(100, 16)), LIMITS) as image:
        assert image.size == (100, 16)


def test_bytes_are_limited() -> None:
    check_size(1_000_000, LIMITS)
    with pytest.raises(PhotoRefusedError, match=r"has 1\.5 MB; 1 MB are allowed"):
        check_size(1_500_000, LIMITS)
    with pytest.raises(PhotoRefusedError, match="is empty"):
        check_size(0, LIMITS)


@pytest.mark.parametrize("name", ["a.zip", "b/c.ZIP", "d.tar.gz", "e.7z", "f.rar"])
def test_archives_are_told_by_name(name: str) -> None:
    with pytest.raises(PhotoRefusedError, match="archive inside"):
        check_kind(name)


@pytest.mark.parametrize("name", ["a.heic", "b.HEIF", "c.avif"])
def test_heic_is_told_by_name(name: str) -> None:
    with pytest.raises(PhotoRefusedError, match="not supported"):
        check_kind(name)


def test_what_systems_leave_in_folders_is_litter() -> None:
    for name in (".DS_Store", "a/.hidden/b.png", "__MACOSX/a/b.png", "x/Thumbs.db", "desktop.ini"):
        assert is_litter(name)
    for name in ("a.png", "a/b.c/d.jpg", "../a.png", "./a.png"):
        assert not is_litter(name)
