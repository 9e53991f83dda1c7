"""What stands before codes and passwords."""

import pytest

from sketchapp.study.errors import StudyError, TooManyTriesError
from sketchapp.study.limits import FailureLimit
from sketchapp.study.passwords import hash_password, is_password


def test_failures_are_bounded_for_each_key_and_together_and_forgotten() -> None:
    now = [0.0]
    limit = FailureLimit(most=2, most_together=3, window_s=60.0, clock=lambda: now[0])
    for _ in range(2):
        limit.check("a")
        limit.failed("a")
    with pytest.raises(TooManyTriesError, match="wait a minute"):
        limit.check("a")
    limit.check("b")
    limit.failed("b")
    with pytest.raises(TooManyTriesError):
        limit.check("c")
    now[0] = 61.0
    limit.check("a")
    assert not limit._failures and not limit._together


def test_a_password_is_known_by_its_hash_alone() -> None:
    kept = hash_password("correct horse battery")
    assert kept != hash_password("correct horse battery"), "each hash has a salt of its own"
    assert "horse" not in kept
    assert is_password("correct horse battery", kept)
    assert not is_password("correct horse batterY", kept) and not is_password("", kept)
    with pytest.raises(StudyError, match="12 to 200"):
        hash_password("short")


@pytest.mark.parametrize("kept", ["", "plain text", "scrypt:99:AA==:AA==", "scrypt:x:y:z"])
def test_a_hash_that_is_none_is_told(kept: str) -> None:
    with pytest.raises(StudyError, match="study password"):
        is_password("anything", kept)
