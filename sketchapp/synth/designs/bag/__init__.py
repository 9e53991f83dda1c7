"""Bags: totes, handbags, backpacks, shoulder bags and duffels."""

from sketchapp.synth.designs.bag.backpack import BACKPACK
from sketchapp.synth.designs.bag.duffel import DUFFEL
from sketchapp.synth.designs.bag.handbag import HANDBAG
from sketchapp.synth.designs.bag.shoulder_bag import SHOULDER_BAG
from sketchapp.synth.designs.bag.tote import TOTE
from sketchapp.synth.designs.family import Family

FAMILIES: dict[str, Family] = {
    "tote": TOTE,
    "handbag": HANDBAG,
    "backpack": BACKPACK,
    "shoulder_bag": SHOULDER_BAG,
    "duffel": DUFFEL,
}
