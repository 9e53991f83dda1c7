from sketchapp.data.split import folds_by_photo


def test_folds_are_disjoint_complete_and_even() -> None:
    ids = [f"photo-{i}" for i in range(31)]
    folds = folds_by_photo(ids, 3)
    assert sorted(i for fold in folds for i in fold) == sorted(ids)
    assert sorted(map(len, folds)) == [10, 10, 11]


def test_folds_do_not_depend_on_the_order_of_photos() -> None:
    ids = [f"photo-{i}" for i in range(20)]
    assert folds_by_photo(ids, 3) == folds_by_photo(ids[::-1], 3)
    assert folds_by_photo(ids, 3, seed=1) != folds_by_photo(ids, 3)
