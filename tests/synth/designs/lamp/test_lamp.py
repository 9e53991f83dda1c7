import pytest

from sketchapp.synth.designs.lamp import FAMILIES
from tests.synth.designs.products import SEEDS, assert_sound, count_apart

SIZE_M = {
    "table_lamp": (0.35, 0.85),
    "floor_lamp": (1.2, 2.1),
    "desk_lamp": (0.25, 0.8),
    "globe_lamp": (0.13, 0.75),
}
MAIN = {"desk_lamp": "head"}


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("name", FAMILIES)
def test_designs_are_sound(name: str, seed: int) -> None:
    assert_sound(FAMILIES[name], seed, SIZE_M[name], MAIN.get(name, "shade"))


@pytest.mark.parametrize("name", FAMILIES)
def test_sixty_designs_lie_apart(name: str) -> None:
    assert count_apart(FAMILIES[name], 60) == 60
