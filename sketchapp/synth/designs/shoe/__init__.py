"""Shoes: every family by name."""

from sketchapp.synth.designs.family import Family
from sketchapp.synth.designs.shoe import (
    ballet_flat,
    chelsea_boot,
    clog,
    high_sneaker,
    laced_boot,
    loafer,
    low_sneaker,
    pump,
    sandal,
)

FAMILIES: dict[str, Family] = {
    "low_sneaker": low_sneaker.FAMILY,
    "high_sneaker": high_sneaker.FAMILY,
    "laced_boot": laced_boot.FAMILY,
    "chelsea_boot": chelsea_boot.FAMILY,
    "pump": pump.FAMILY,
    "sandal": sandal.FAMILY,
    "loafer": loafer.FAMILY,
    "ballet_flat": ballet_flat.FAMILY,
    "clog": clog.FAMILY,
}
