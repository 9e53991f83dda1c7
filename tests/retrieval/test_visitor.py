import pytest

from sketchapp.retrieval.visitor import OPERATOR, Visitor
from tests.retrieval.importing.made import new_token


def test_only_the_same_token_owns() -> None:
    mine, other = Visitor(new_token()), Visitor(new_token())
    assert mine.owns(mine.owner)
    assert not other.owns(mine.owner)
    assert mine.token not in mine.owner and len(mine.owner) == 64


@pytest.mark.parametrize("token", ["", "short", "x" * 31])
def test_a_visitor_without_a_real_token_owns_nothing(token: str) -> None:
    visitor = Visitor(token)
    assert visitor.owner == ""
    assert not visitor.owns("")  # the shared galleries have no owner


def test_the_operator_owns_everything() -> None:
    assert OPERATOR.owns("") and OPERATOR.owns(Visitor(new_token()).owner)
    assert OPERATOR.owner == ""
