"""Vector sketches: the data type, its limits, its formats, its geometry, and the rasteriser."""

from sketchapp.sketch.frame import Frame
from sketchapp.sketch.raster import Raster, RasterStyle, hard_ink, pixels_of_strokes, rasterise
from sketchapp.sketch.stroke import LIMITS, Sketch, Stroke

__all__ = [
    "LIMITS",
    "Frame",
    "Raster",
    "RasterStyle",
    "Sketch",
    "Stroke",
    "hard_ink",
    "pixels_of_strokes",
    "rasterise",
]
