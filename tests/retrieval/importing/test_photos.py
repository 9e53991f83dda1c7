import io

import numpy as np
import pytest
from PIL import Image, ImageOps

from sketchapp.retrieval.importing.checks import PhotoRefusedError
from sketchapp.retrieval.importing.limits import ImportLimits
from sketchapp.retrieval.importing.photos import store_photo
from tests.retrieval.importing.made import photo_bytes

LIMITS = ImportLimits()


def written(image: Image.Image, kind: str = "PNG", **how) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **how)
    return out.getvalue()


def stored(content: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(store_photo(content, LIMITS).content))
    assert (image.format, image.mode) == ("WEBP", "RGB")
    return image


def half_red(size: tuple[int, int] = (80, 40)) -> Image.Image:
    """White, with its left half red."""
    image = Image.new("RGB", size, "white")
    image.paste((200, 0, 0), (0, 0, size[0] // 2, size[1]))
    return image


def test_orientation_6_is_turned_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was turned: the left of the file is the top of the scene
    image = stored(written(half_red(), "JPEG", exif=exif, quality=95))
    assert image.size == (40, 80)
    pixels = np.asarray(image).astype(int)
    assert pixels[10, 20, 1] < 60 and pixels[70, 20, 1] > 200
    assert not image.getexif()


def test_the_longer_side_is_at_most_512() -> None:
    assert stored(photo_bytes(size=(1400, 700))).size == (512, 256)
    assert stored(photo_bytes(size=(100, 300))).size == (100, 300)  # never made larger


def test_what_is_transparent_becomes_white() -> None:
    clear = Image.new("RGBA", (64, 64), (0, 0, 0, 0))
    assert np.asarray(stored(written(clear))).min() > 250
    palette = Image.new("P", (64, 64), 0)
    palette.putpalette([0, 0, 0] * 256)
    assert np.asarray(stored(written(palette, "GIF", transparency=0))).min() > 250


def test_16_bits_of_grey_keep_their_greys() -> None:
    grey = Image.fromarray(np.full((64, 64), 100 * 256, np.uint16))
    assert abs(np.asarray(stored(written(grey))).astype(int) - 100).max() < 4


@pytest.mark.parametrize("mode", ["L", "1", "CMYK", "LA", "P"])
def test_every_mode_becomes_rgb(mode: str) -> None:
    kind = "JPEG" if mode == "CMYK" else "PNG"
    assert stored(written(half_red().convert(mode), kind)).size == (80, 40)


def test_the_id_is_that_of_the_decoded_pixels() -> None:
    image = half_red((900, 600))
    ids = {
        store_photo(content, LIMITS).id
        for content in (
            written(image),
            written(image, "BMP"),
            written(image, "WEBP", lossless=True),
            written(image, compress_level=1),
        )
    }
    assert len(ids) == 1
    image.putpixel((899, 599), (254, 255, 255))
    assert store_photo(written(image), LIMITS).id not in ids
    assert all(len(photo_id) == 32 for photo_id in ids)


def test_a_size_is_part_of_the_id() -> None:
    wide, tall = (Image.new("RGB", size, "white") for size in ((64, 32), (32, 64)))
    assert store_photo(written(wide), LIMITS).id != store_photo(written(tall), LIMITS).id


def test_a_jpeg_with_a_preview_is_a_jpeg() -> None:
    content = written(half_red(), "MPO", save_all=True, append_images=[half_red((40, 20))])
    assert stored(content).size == (80, 40)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF", "BMP"])
def test_a_cut_off_photo_is_refused(kind: str) -> None:
    whole = photo_bytes(size=(200, 200), kind=kind)
    store_photo(whole, LIMITS)
    with pytest.raises(PhotoRefusedError, match=r"damaged|no photo"):
        store_photo(whole[: len(whole) // 2], LIMITS)


def test_exif_that_pillow_stumbles_over_is_damage() -> None:
    exif = Image.Exif()
    exif[0x0112], exif[0x011A], exif[0x0100] = 6, (300, 1), 70000  # turned; resolution; width
    content = bytearray(photo_bytes(kind="JPEG", exif=exif.tobytes()))
    content[content.index(b"Exif") + 41] = 77  # Pillow can then read the EXIF, but not write it
    with pytest.raises(AttributeError):
        ImageOps.exif_transpose(Image.open(io.BytesIO(content)))
    with pytest.raises(PhotoRefusedError, match="is damaged"):
        store_photo(bytes(content), ImportLimits())
