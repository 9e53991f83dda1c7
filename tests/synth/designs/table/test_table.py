import pytest

from sketchapp.synth.designs.table import FAMILIES
from tests.synth.designs.products import SEEDS, assert_sound, count_apart

SIZE_M = {
    "dining_table": (0.7, 2.4),
    "pedestal_table": (0.55, 1.5),
    "trestle_table": (1.0, 2.5),
    "coffee_table": (0.7, 1.5),
    "desk": (0.9, 1.8),
    "side_table": (0.4, 0.9),
}
MAIN = {"trestle_table": "top"}


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("name", FAMILIES)
def test_designs_are_sound(name: str, seed: int) -> None:
    assert_sound(FAMILIES[name], seed, SIZE_M[name], MAIN.get(name, "top"))


@pytest.mark.parametrize("name", FAMILIES)
def test_sixty_designs_lie_apart(name: str) -> None:
    assert count_apart(FAMILIES[name], 60) == 60
