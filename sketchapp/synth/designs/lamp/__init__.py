"""Lamps: table, floor, desk and globe lamps."""

from sketchapp.synth.designs.family import Family
from sketchapp.synth.designs.lamp.desk_lamp import DESK_LAMP
from sketchapp.synth.designs.lamp.floor_lamp import FLOOR_LAMP
from sketchapp.synth.designs.lamp.globe_lamp import GLOBE_LAMP
from sketchapp.synth.designs.lamp.table_lamp import TABLE_LAMP

FAMILIES: dict[str, Family] = {
    "table_lamp": TABLE_LAMP,
    "floor_lamp": FLOOR_LAMP,
    "desk_lamp": DESK_LAMP,
    "globe_lamp": GLOBE_LAMP,
}
