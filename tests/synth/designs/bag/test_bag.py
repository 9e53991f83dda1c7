import pytest

from sketchapp.synth.designs.bag import FAMILIES
from tests.synth.designs.products import SEEDS, assert_sound, count_apart

SIZE_M = {
    "tote": (0.3, 0.75),
    "handbag": (0.18, 0.5),
    "backpack": (0.36, 0.65),
    "shoulder_bag": (0.15, 0.8),
    "duffel": (0.4, 0.8),
}
MAIN = {"tote": "body"}


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("name", FAMILIES)
def test_designs_are_sound(name: str, seed: int) -> None:
    assert_sound(FAMILIES[name], seed, SIZE_M[name], MAIN.get(name, "body"))


@pytest.mark.parametrize("name", FAMILIES)
def test_sixty_designs_lie_apart(name: str) -> None:
    assert count_apart(FAMILIES[name], 60) == 60
