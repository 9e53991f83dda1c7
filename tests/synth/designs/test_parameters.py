import pytest

from sketchapp.synth.designs.parameters import (
    Choice,
    Design,
    Number,
    digest,
    distance,
    flag,
    look,
    sample,
)

SPACE = {
    "width": Number(1.0, 2.0, "m"),
    "slats": Number(2, 4, whole=True),
    "back": Choice(("panel", "slats")),
    "gap": Number(0, 1, when=("back", "slats")),
    "colour": look(("red", "blue")),
}
A = Design(width=1.0, slats=2, back="panel", gap=0.2, colour="red")


def test_sampling_stays_in_range_and_follows_the_seed() -> None:
    drawn = [sample(SPACE, seed) for seed in range(300)]
    assert drawn[7] == sample(SPACE, 7) != drawn[8]
    assert all(1 <= d.width <= 2 and isinstance(d.slats, int) for d in drawn)
    assert {d.slats for d in drawn} == {2, 3, 4}


@pytest.mark.parametrize(
    ("change", "gap"),
    [
        ({}, 0.0),
        ({"width": 2.0}, 1 / 3),
        ({"slats": 3}, 0.5 / 3),
        ({"colour": "blue"}, 0.0),  # a look is no other design
        ({"gap": 0.9}, 0.0),  # does not apply to a panel
        ({"back": "slats"}, 2 / 4),  # another back, and a gap that only one of them has
    ],
)
def test_distance_is_the_mean_difference_of_what_applies(change: dict, gap: float) -> None:
    b = Design({**A, **change})
    assert distance(SPACE, A, b) == pytest.approx(gap)
    assert distance(SPACE, b, A) == pytest.approx(gap)


def test_a_design_reads_its_parameters_and_names_what_it_has_not() -> None:
    assert A.width == 1.0
    with pytest.raises(AttributeError, match="no parameter 'depth'"):
        _ = A.depth


def test_a_flag_is_yes_or_no_and_a_digest_never_changes() -> None:
    assert flag().options == (False, True)
    assert digest("chair-dining-0000") == 2928538898016663995
