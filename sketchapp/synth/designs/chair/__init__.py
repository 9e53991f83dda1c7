"""Chair families: what a person would call by the same name and draw in the same way."""

from sketchapp.synth.designs.chair.armchair import ARMCHAIR
from sketchapp.synth.designs.chair.bench import BENCH
from sketchapp.synth.designs.chair.cantilever import CANTILEVER
from sketchapp.synth.designs.chair.dining import DINING
from sketchapp.synth.designs.chair.folding import FOLDING
from sketchapp.synth.designs.chair.lounge import LOUNGE
from sketchapp.synth.designs.chair.office import OFFICE
from sketchapp.synth.designs.chair.rocking import ROCKING
from sketchapp.synth.designs.chair.shell import SHELL
from sketchapp.synth.designs.chair.sofa import SOFA
from sketchapp.synth.designs.chair.stool import STOOL
from sketchapp.synth.designs.chair.windsor import WINDSOR
from sketchapp.synth.designs.family import Family

FAMILIES: dict[str, Family] = {
    "dining": DINING,
    "windsor": WINDSOR,
    "shell": SHELL,
    "office": OFFICE,
    "armchair": ARMCHAIR,
    "stool": STOOL,
    "cantilever": CANTILEVER,
    "folding": FOLDING,
    "rocking": ROCKING,
    "lounge": LOUNGE,
    "bench": BENCH,
    "sofa": SOFA,
}
