"""A pure white background that keeps the soft contact shadow. Images are (H, W, 3) in 0 to 1."""

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import distance_transform_edt, maximum_filter

Image = NDArray[np.floating]
Box = tuple[int, int, int, int]

MARGIN_PX = 40  # rendered around the product
FULL_PX, GONE_PX = 8, 36  # distance from the product at which its shadow starts to fade, and ends
EDGE_PX = 18  # towards the border of the photo it fades out too
GAIN = 1.035  # brings a floor within 3.5 % of its fit to pure white
FIT_ROUNDS, FIT_TOLERANCE, FIT_MIN_PX = 8, 0.012, 200


def region(cover: Image) -> Box:
    """Pixels x0, y0, x1, y1 to render: the product and its margin. cover (H, W) in 0 to 1."""
    height, width = cover.shape
    rows, columns = np.flatnonzero(cover.any(1)), np.flatnonzero(cover.any(0))
    return (
        max(0, int(columns[0]) - MARGIN_PX),
        max(0, int(rows[0]) - MARGIN_PX),
        min(width, int(columns[-1]) + 1 + MARGIN_PX),
        min(height, int(rows[-1]) + 1 + MARGIN_PX),
    )


def whiten(photo: Image, cover: Image, box: Box) -> Image:
    """The photo, rendered inside box, on white. cover (H, W): share of each pixel that is product.

    The floor is divided by its own fit, so that shadows keep their relative depth; pixels of the
    product stay as rendered, and those of its outline are blended.
    """
    inside = np.zeros(cover.shape, bool)
    inside[box[1] : box[3], box[0] : box[2]] = True
    floor = empty_floor(photo, inside & (maximum_filter(cover, 7) == 0))
    weight = cover[..., None]
    even = (photo * (weight + (1 - weight) / floor * GAIN)).clip(0, 1)
    shadow = shadow_strength(cover)[..., None] * inside[..., None]
    return 1 - (1 - even) * np.maximum(shadow, weight)


def shadow_strength(cover: Image) -> Image:
    """How much of the shadow is kept (H, W): all beside the product, none far from its foot."""
    distance = np.asarray(distance_transform_edt(cover == 0))
    near = _eased((GONE_PX - distance) / (GONE_PX - FULL_PX))
    beside = maximum_filter(cover, 3)
    return near * _border_fade(cover) * (beside + (1 - beside) * _foot_rows(cover))


def _border_fade(cover: Image) -> Image:
    """0 at the border of the photo, 1 from `EDGE_PX` inwards."""
    rows, columns = (np.minimum(np.arange(n), np.arange(n)[::-1]) for n in cover.shape)
    return _eased(np.minimum.outer(rows, columns) / EDGE_PX)


def _eased(share: Image) -> Image:
    share = share.clip(0, 1)
    return share * share * (3 - 2 * share)


def _foot_rows(cover: Image) -> Image:
    """1 in the rows of the product's lower part, 0 in those of its top: no shadow lies there."""
    rows = np.flatnonzero(cover.any(1))
    level = (rows[-1] - np.arange(len(cover))) / (rows[-1] - rows[0] + 1)
    return ((0.70 - level) / 0.35).clip(0, 1)[:, None]


def empty_floor(photo: Image, background: NDArray[np.bool_]) -> Image:
    """Smooth estimate of the floor without product or shadow, from its pixels (H, W)."""
    height, width = background.shape
    y, x = np.mgrid[:height, :width] / max(height, width) - 0.5
    every, known = _cubic_terms(x, y), _cubic_terms(x[background], y[background])
    fits = [every @ _upper_fit(known, photo[background, channel]) for channel in range(3)]
    return np.stack(fits, -1).clip(0.3, 1)


def _cubic_terms(x: Image, y: Image) -> Image:
    return np.stack([x**i * y**j for i in range(4) for j in range(4 - i)], -1)


def _upper_fit(terms: Image, values: Image) -> Image:
    """Least squares that leaves out what lies below the fit, which is shadow."""
    fit = _least_squares(terms, values)
    for _ in range(FIT_ROUNDS):
        use = values - terms @ fit > -FIT_TOLERANCE
        if use.sum() < FIT_MIN_PX:
            break
        fit = _least_squares(terms[use], values[use])
    return fit


def _least_squares(terms: Image, values: Image) -> Image:
    return np.linalg.solve(terms.T @ terms, terms.T @ values)  # 10 x 10: quicker than lstsq
