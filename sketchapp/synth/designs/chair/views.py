"""From where chairs are seen."""

from sketchapp.synth.designs.parameters import Number, Space, flag, look

VIEW: Space = {
    "azimuth": Number(18, 55, "deg", look=True),
    "elevation": Number(8, 24, "deg", look=True),
    "camera_dist": Number(2.2, 3.4, look=True),
    "mirror": look(flag().options),
}
WIDE_VIEW: Space = {**VIEW, "azimuth": Number(14, 46, "deg", look=True)}
