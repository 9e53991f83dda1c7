import pytest

from sketchapp.training.losses.triplet import triplet_loss
from tests.training.losses.made_matches import made_matches, table_by_hand


def violations(own: tuple[int, ...], margin: float) -> list[list[float]]:
    """Eq. 1 for every sketch and every other photo."""
    cosine = table_by_hand(made_matches(own=own))
    return [
        [
            max(0.0, margin + (1 - row[photo]) - (1 - other))
            for n, other in enumerate(row)
            if n != photo
        ]
        for row, photo in zip(cosine, own, strict=True)
    ]


@pytest.mark.parametrize("own", [(0, 1, 2, 3), (0, 0, 1, 2, 3), (2, 2, 2)])
@pytest.mark.parametrize("margin", [0.0, 0.2, 2.0])
def test_the_loss_is_the_formula(own: tuple[int, ...], margin: float) -> None:
    per_sketch, matches = violations(own, margin), made_matches(own=own)
    mean = sum(map(sum, per_sketch)) / (3 * len(own))
    assert triplet_loss(matches, margin).item() == pytest.approx(mean, rel=1e-9)
    hardest = sum(map(max, per_sketch)) / len(own)
    assert triplet_loss(matches, margin, hardest=True).item() == pytest.approx(hardest, rel=1e-9)
    assert hardest > mean > 0


def test_only_selected_rows_get_a_gradient() -> None:
    matches = made_matches(own=(0, 1), photos=3)  # levels 0 and 1: the first two rows
    photos = matches.photos.requires_grad_()
    triplet_loss(matches, 2.0).backward()
    assert photos.grad is not None
    assert photos.grad[:, 2].abs().max() == 0 and photos.grad[:, :2].abs().sum() > 0
