"""Tables: dining, pedestal, trestle, coffee, desk and side tables."""

from sketchapp.synth.designs.family import Family
from sketchapp.synth.designs.table.coffee_table import COFFEE_TABLE
from sketchapp.synth.designs.table.desk import DESK
from sketchapp.synth.designs.table.dining_table import DINING_TABLE
from sketchapp.synth.designs.table.pedestal_table import PEDESTAL_TABLE
from sketchapp.synth.designs.table.side_table import SIDE_TABLE
from sketchapp.synth.designs.table.trestle_table import TRESTLE_TABLE

FAMILIES: dict[str, Family] = {
    "dining_table": DINING_TABLE,
    "pedestal_table": PEDESTAL_TABLE,
    "trestle_table": TRESTLE_TABLE,
    "coffee_table": COFFEE_TABLE,
    "desk": DESK,
    "side_table": SIDE_TABLE,
}
