import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from sketchapp.errors import GalleryError
from sketchapp.models.photos import MAX_PIXELS, read_photo, tensor_of_photo

RED, GREEN = (255, 0, 0), (0, 255, 0)


def two_halves(width: int = 40, height: int = 40) -> Image.Image:
    """Red on the left, green on the right."""
    image = Image.new("RGB", (width, height), RED)
    image.paste(GREEN, (width // 2, 0, width, height))
    return image


def colour(photo, row: int, column: int) -> list[int]:
    return (photo[:, row, column] * 255).round().int().tolist()


def test_a_photo_is_a_square_tensor_in_0_to_1(tmp_path: Path) -> None:
    two_halves().save(tmp_path / "p.png")
    photo = read_photo(tmp_path / "p.png", 20)
    assert photo.shape == (3, 20, 20) and photo.dtype.is_floating_point
    assert (photo.min().item(), photo.max().item()) == (0, 1)
    assert (colour(photo, 5, 2), colour(photo, 5, 17)) == ([*RED], [*GREEN])


@pytest.mark.parametrize(
    ("orientation", "first", "last"),
    [  # colours at the upper left and lower right corner, of red left and green right
        (1, RED, GREEN),
        (2, GREEN, RED),
        (3, GREEN, RED),
        (6, RED, GREEN),  # turned right: red above
        (8, GREEN, RED),  # turned left: green above
    ],
)
def test_photos_are_turned_upright(
    tmp_path: Path, orientation: int, first: tuple, last: tuple
) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    two_halves().save(tmp_path / "p.png", exif=exif)
    photo = read_photo(tmp_path / "p.png", 20)
    assert (colour(photo, 1, 1), colour(photo, 18, 18)) == ([*first], [*last])
    upper_right = first if orientation in (6, 8) else last
    assert colour(photo, 1, 18) == [*upper_right]


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P"])
def test_transparency_becomes_white(tmp_path: Path, mode: str) -> None:
    image = Image.new("RGBA", (20, 20), (0, 0, 0, 0))
    image.paste((0, 0, 0, 255), (0, 0, 20, 10))
    image.paste((0, 0, 0, 128), (0, 5, 20, 10)) if mode == "RGBA" else None
    image.convert(mode).save(tmp_path / "p.png")
    photo = read_photo(tmp_path / "p.png", 20)
    assert (colour(photo, 1, 9), colour(photo, 18, 9)) == ([0] * 3, [255] * 3)
    if mode == "RGBA":
        assert colour(photo, 7, 9) == [127] * 3


@pytest.mark.parametrize(("width", "height"), [(40, 20), (20, 40)])
def test_photos_that_are_not_square_get_white_margins(width: int, height: int) -> None:
    photo = tensor_of_photo(Image.new("RGB", (width, height), RED), 40)
    upright = photo if width > height else photo.transpose(1, 2)
    assert upright.shape == (3, 40, 40)
    assert [colour(upright, row, 20) for row in (1, 8, 20, 31, 38)] == [
        [255] * 3,
        [255] * 3,
        [*RED],
        [255] * 3,
        [255] * 3,
    ]
    assert colour(upright, 20, 0) == [*RED] == colour(upright, 20, 39)


@pytest.mark.parametrize("mode", ["L", "1", "I;16", "CMYK"])
def test_every_common_mode_is_read(tmp_path: Path, mode: str) -> None:
    suffix = "jpg" if mode == "CMYK" else "png"
    grey = np.zeros((20, 20), np.uint16)
    grey[:, 10:] = 65535
    image = Image.fromarray(grey) if mode == "I;16" else Image.fromarray((grey >> 8).astype("u1"))
    (image if mode == "I;16" else image.convert(mode)).save(tmp_path / f"p.{suffix}")
    photo = read_photo(tmp_path / f"p.{suffix}", 20)
    assert max(colour(photo, 10, 2)) < 10 and min(colour(photo, 10, 17)) > 245


def png(width: int, height: int, *chunks: tuple[bytes, bytes]) -> bytes:
    """A PNG file of grey pixels with these chunks after its header."""
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    content = b"\x89PNG\r\n\x1a\n"
    for name, data in ((b"IHDR", header), *chunks, (b"IEND", b"")):
        checksum = zlib.crc32(name + data)
        content += struct.pack(">I", len(data)) + name + data + struct.pack(">I", checksum)
    return content


def test_a_decompression_bomb_is_refused(tmp_path: Path) -> None:
    """A file of a few bytes that says it has many pixels, in three sizes of wickedness."""
    side = int(MAX_PIXELS**0.5) + 1
    for n in (side, 12_000, 60_000):
        (tmp_path / "bomb.png").write_bytes(png(n, n, (b"IDAT", zlib.compress(bytes(1000)))))
        with pytest.raises(GalleryError, match=r"bomb\.png cannot be read: .*pixels"):
            read_photo(tmp_path / "bomb.png", 32)


def test_the_limit_of_pixels_is_named() -> None:
    image = Image.new("1", (MAX_PIXELS // 100 + 1, 100))
    with pytest.raises(GalleryError, match=f"{MAX_PIXELS} in all are allowed"):
        tensor_of_photo(image, 32)


def damaged_png() -> bytes:
    """The name of the second chunk of pixels is not text."""
    pixels = zlib.compress(bytes(101 * 100))
    return png(100, 100, (b"IDAT", pixels[:20]), (b"\xb6DAT", pixels[20:]))


def damaged_exif() -> bytes:
    pixels = zlib.compress(bytes(101 * 100))
    return png(100, 100, (b"eXIf", b"garbage!"), (b"IDAT", pixels))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no picture",
        b"\x89PNG\r\n\x1a\n",
        b"\xff\xd8\xff\xe0" + bytes(50),
        damaged_png(),
        damaged_exif(),
    ],
    ids=["empty", "text", "png signature", "jpeg start", "damaged png", "damaged exif"],
)
def test_what_is_no_picture_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "p.png").write_bytes(content)
    with pytest.raises(GalleryError, match=r"photo p\.png cannot be read"):
        read_photo(tmp_path / "p.png", 32)


def test_a_cut_off_or_missing_photo_is_refused(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    Image.fromarray(rng.integers(0, 255, (64, 64, 3), np.uint8)).save(tmp_path / "p.jpg")
    (tmp_path / "p.jpg").write_bytes((tmp_path / "p.jpg").read_bytes()[:1500])
    for name in ("p.jpg", "none.jpg"):
        with pytest.raises(GalleryError, match=f"photo {name} cannot be read"):
            read_photo(tmp_path / name, 32)
