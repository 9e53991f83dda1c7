import pytest

from sketchapp.study.codes import ALPHABET, hash_of, hash_of_new, new_code, plain_code
from sketchapp.study.errors import StudyError, UnknownCodeError


def test_codes_differ_and_are_read_as_people_write_them() -> None:
    codes = {new_code() for _ in range(100)}
    assert len(codes) == 100 and all(set(code) <= set(ALPHABET) for code in codes)
    code = "0123456789ABCDEFGHJKMNPQRS"
    assert plain_code("o1L3-4567 89ab-cdef-ghjk-mnpq-rs".replace("L", "2")) == code
    assert hash_of(code.lower()) == hash_of(code) != hash_of(new_code())


@pytest.mark.parametrize("typed", ["", "P01", "0" * 27, "U" * 26, "é" * 26, "1" * 10_000])
def test_what_is_no_code_is_refused(typed: str) -> None:
    with pytest.raises(UnknownCodeError):
        plain_code(typed)


def test_nobody_begins_with_a_code_that_can_be_guessed() -> None:
    with pytest.raises(StudyError, match="guessed"):
        hash_of_new("01" * 13)
