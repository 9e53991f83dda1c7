"""Mugs: mugs, cups on saucers, tumblers."""

from sketchapp.synth.designs.family import Family
from sketchapp.synth.designs.mug.cup_saucer import CUP_SAUCER
from sketchapp.synth.designs.mug.mug import MUG
from sketchapp.synth.designs.mug.tumbler_mug import TUMBLER_MUG

FAMILIES: dict[str, Family] = {
    "mug": MUG,
    "cup_saucer": CUP_SAUCER,
    "tumbler_mug": TUMBLER_MUG,
}
