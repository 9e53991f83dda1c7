from collections import Counter

from sketchapp.study.protocol import STEPS
from sketchapp.study.trials import trials_of
from tests.study.made import METHODS, choice_block, made_bundle, preference_block, retrieval_block


def test_positions_kinds_and_counts_follow_the_protocol() -> None:
    bundle = made_bundle()
    trials = trials_of(bundle, 0)
    assert [trial.position for trial in trials] == list(range(bundle.trial_count))
    counted = Counter((trial.block, trial.kind) for trial in trials if trial.counts)
    assert counted == {
        ("rating", "retrieval"): 3,
        ("cleaning", "preference"): 4,
        ("transparency", "choice"): 4,
    }
    assert trials[0].is_practice and not any(trial.is_practice for trial in trials[1:])
    checks = [trial for trial in trials if trial.kind == "attention"]
    assert len(checks) == 1 and checks[0].expected in STEPS and checks[0].position > 1


def test_trials_are_fixed_by_protocol_and_number() -> None:
    bundle = made_bundle()
    assert trials_of(bundle, 5) == trials_of(made_bundle(), 5)
    assert trials_of(bundle, 5) != trials_of(bundle, 6)
    assert trials_of(bundle, 5) != trials_of(made_bundle(seed=8), 5)


def test_every_method_stands_in_every_place_equally_often() -> None:
    bundle = made_bundle(blocks=[retrieval_block(trials=11, practice=1, attention=0)])
    trials = trials_of(bundle, 0)
    assert len(trials) == 12
    for place in range(len(METHODS)):
        assert set(Counter(trial.arrangement[place] for trial in trials).values()) == {4}


def test_blocks_come_in_the_rows_of_a_latin_square() -> None:
    bundle = made_bundle(order="latin-square")
    firsts = Counter(trials_of(bundle, number)[0].block for number in range(6))
    assert firsts == {"rating": 2, "cleaning": 2, "transparency": 2}


def test_sides_of_preferences_are_balanced_and_no_pair_comes_twice() -> None:
    bundle = made_bundle(blocks=[preference_block(trials=6)])
    trials = trials_of(bundle, 3)
    order = {"drawn": 0, "sla": 1, "psla": 2}
    turned = [order[trial.arrangement[0]] > order[trial.arrangement[1]] for trial in trials]
    assert sum(turned) == 3
    assert len({(trial.item_id, frozenset(trial.arrangement)) for trial in trials}) == 6


def test_options_are_shuffled_and_complete() -> None:
    bundle = made_bundle(blocks=[choice_block()])
    arrangements = [t.arrangement for number in range(5) for t in trials_of(bundle, number)]
    assert all(sorted(one) == ["a", "b", "c", "d"] for one in arrangements)
    assert len(set(arrangements)) > 3
