import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from sketchapp.errors import GalleryError
from sketchapp.models.photos import MAX_PIXELS, PhotoStyle, read_photo, tensor_of_photo

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
    photo = read_photo(tmp_path / "p.png", PhotoStyle(20))
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
    photo = read_photo(tmp_path / "p.png", PhotoStyle(20))
    assert (colour(photo, 1, 1), colour(photo, 18, 18)) == ([*first], [*last])
    upper_right = first if orientation in (6, 8) else last
    assert colour(photo, 1, 18) == [*upper_right]


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P"])
def test_transparency_becomes_white(tmp_path: Path, mode: str) -> None:
    image = Image.new("RGBA", (20, 20), (0, 0, 0, 0))
    image.paste((0, 0, 0, 255), (0, 0, 20, 10))
    image.paste((0, 0, 0, 128), (0, 5, 20, 10)) if mode == "RGBA" else None
    image.convert(mode).save(tmp_path / "p.png")
    photo = read_photo(tmp_path / "p.png", PhotoStyle(20))
    assert (colour(photo, 1, 9), colour(photo, 18, 9)) == ([0] * 3, [255] * 3)
    if mode == "RGBA":
        assert colour(photo, 7, 9) == [127] * 3


@pytest.mark.parametrize(("width", "height"), [(40, 20), (20, 40)])
def test_photos_that_are_not_square_get_white_margins(width: int, height: int) -> None:
    photo = tensor_of_photo(Image.new("RGB", (width, height), RED), PhotoStyle(40))
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
    photo = read_photo(tmp_path / f"p.{suffix}", PhotoStyle(20))
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
            read_photo(tmp_path / "bomb.png", PhotoStyle(32))


def test_the_limit_of_pixels_is_named() -> None:
    image = Image.new("1", (MAX_PIXELS // 100 + 1, 100))
    with pytest.raises(GalleryError, match=f"{MAX_PIXELS} in all are allowed"):
        tensor_of_photo(image, PhotoStyle(32))


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
        read_photo(tmp_path / "p.png", PhotoStyle(32))


def test_a_cut_off_or_missing_photo_is_refused(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    Image.fromarray(rng.integers(0, 255, (64, 64, 3), np.uint8)).save(tmp_path / "p.jpg")
    (tmp_path / "p.jpg").write_bytes((tmp_path / "p.jpg").read_bytes()[:1500])
    for name in ("p.jpg", "none.jpg"):
        with pytest.raises(GalleryError, match=f"photo {name} cannot be read"):
            read_photo(tmp_path / name, PhotoStyle(32))


def on_paper(box: tuple[int, int, int, int], size: tuple[int, int] = (100, 80)) -> Image.Image:
    """A red object on white."""
    photo = Image.new("RGB", size, "white")
    photo.paste(RED, box)
    return photo


def box_of_ink(photo) -> tuple[int, int, int, int]:
    """First column, first row, columns and rows of what is not white."""
    rows, columns = np.nonzero((photo.numpy() < 0.9).any(axis=0))
    low = columns.min(), rows.min()
    extent = columns.max() - low[0] + 1, rows.max() - low[1] + 1
    return tuple(int(number) for number in (*low, *extent))


@pytest.mark.parametrize("share", [0.5, 0.742, 1.0])
@pytest.mark.parametrize(
    "box", [(5, 10, 45, 30), (60, 2, 80, 42), (50, 40, 51, 42), (1, 1, 99, 50)]
)
def test_an_object_on_white_is_centred_with_its_longer_side_on_the_share(
    share: float, box: tuple[int, int, int, int]
) -> None:
    left, top, width, height = box_of_ink(tensor_of_photo(on_paper(box), PhotoStyle(64, share)))
    wanted = round(64 * share)
    before = box[2] - box[0], box[3] - box[1]
    assert max(width, height) == wanted
    assert min(width, height) == pytest.approx(wanted * min(before) / max(before), abs=1)
    assert (width > height) == (before[0] > before[1])
    assert left == pytest.approx((64 - width) / 2, abs=1)
    assert top == pytest.approx((64 - height) / 2, abs=1)


def test_where_an_object_lay_and_how_large_it_was_does_not_matter() -> None:
    style = PhotoStyle(64, 0.742)
    near = tensor_of_photo(on_paper((0, 0, 90, 60), (120, 120)), style)
    far = tensor_of_photo(on_paper((100, 90, 130, 110), (300, 200)), style)
    assert near.equal(far)


@pytest.mark.parametrize("share", [0.5, 1.0])
def test_a_photo_without_plain_ground_stays_whole(share: float) -> None:
    photo = tensor_of_photo(two_halves(60, 40), PhotoStyle(64, share))
    wanted = round(64 * share)
    _, _, width, height = box_of_ink(photo)
    assert (width, height) == (wanted, pytest.approx(wanted * 2 / 3, abs=1))
    middle = 32
    assert colour(photo, middle, middle - wanted // 4) == [*RED]
    assert colour(photo, middle, middle + wanted // 4) == [*GREEN]


def test_an_object_that_is_cut_off_by_one_edge_is_still_cut_out() -> None:
    """As long as most of the border is paper."""
    photo = on_paper((40, 50, 60, 80))
    assert box_of_ink(tensor_of_photo(photo, PhotoStyle(60, 0.5)))[2:] == (20, 30)
    crowded = on_paper((0, 40, 100, 80))  # over half of the border
    assert box_of_ink(tensor_of_photo(crowded, PhotoStyle(60, 0.5)))[2:] == (30, 12)


def test_a_white_photo_is_white() -> None:
    photo = tensor_of_photo(Image.new("RGB", (30, 20), "white"), PhotoStyle(16, 0.5))
    assert photo.min().item() == 1


def test_paper_that_is_not_quite_white_is_ground_and_no_object() -> None:
    """Between OBJECT and 255, as scans and compression leave it."""
    photo = Image.new("RGB", (100, 80), (248, 248, 248))
    photo.paste(RED, (5, 10, 45, 30))
    assert box_of_ink(tensor_of_photo(photo, PhotoStyle(64, 0.5)))[2:] == (32, 16)


def test_without_a_share_an_object_stays_where_it_is() -> None:
    photo = tensor_of_photo(on_paper((10, 10, 30, 20), (80, 80)), PhotoStyle(80))
    assert box_of_ink(photo) == (10, 10, 20, 10)


@pytest.mark.parametrize("share", [None, 0.8])
@pytest.mark.parametrize("size", [(600, 1), (1, 600)])
def test_the_thinnest_photo_is_a_line(share: float | None, size: tuple[int, int]) -> None:
    photo = Image.new("RGB", (608, 608), "white") if share else Image.new("RGB", size, "black")
    if share:
        photo.paste("black", (4, 4, 4 + size[0], 4 + size[1]))
    seen = tensor_of_photo(photo, PhotoStyle(size_px=160, share=share))
    assert seen.shape == (3, 160, 160)
    assert (seen < 0.9).any(dim=0).sum() == (160 if share is None else 128)
