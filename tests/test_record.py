"""The base of the small classes: construction, comparison, and copies with changes."""

from __future__ import annotations

import copy
import pickle

import pytest

from dfopt.record import Record

#: After more objects than this a class has a constructor of its own.
MANY = 500


class Point(Record, compare=True):
    """A class with a default."""

    x: int
    y: int = 7


class Node(Record):
    """A class whose objects are identities."""

    name: str


@pytest.fixture(params=["first", "many"])
def made(request: pytest.FixtureRequest) -> type[Point]:
    """Return a class: one of which nothing was made yet, or one of which much was made."""

    class Fresh(Point):
        """The same fields."""

    if request.param == "many":
        for number in range(MANY):
            Fresh(number, number)
    return Fresh


def test_fields_are_given_by_place_by_name_or_by_default(made: type[Point]) -> None:
    for point in (made(1, 2), made(x=1, y=2), made(1, y=2)):
        assert (point.x, point.y) == (1, 2)
    assert made(1).y == made(x=1).y == 7
    assert repr(made(1)) == "Fresh(x=1, y=7)"


@pytest.mark.parametrize(
    ("arguments", "names"), [((), {}), ((1, 2, 3), {}), ((1,), {"z": 3}), ((1,), {"x": 3})]
)
def test_wrong_arguments_are_refused(
    made: type[Point], arguments: tuple[int, ...], names: dict[str, int]
) -> None:
    with pytest.raises(TypeError):
        made(*arguments, **names)


def test_a_subclass_has_its_own_constructor(made: type[Point]) -> None:
    class Deeper(made):  # type: ignore[valid-type, misc]
        z: int = 0

    deep = Deeper(1, 2, 3)
    assert (deep.x, deep.y, deep.z) == (1, 2, 3)
    assert Deeper(1, 2) == Deeper(1, 2, 0)


def test_a_constructor_of_a_class_stays() -> None:
    class Doubled(Point):
        """A class that writes its own."""

        def __init__(self, x: int) -> None:
            super().__init__(x, 2 * x)

    assert {Doubled(number).y == 2 * number for number in range(MANY)} == {True}


def test_nothing_is_assigned_afterwards(made: type[Point]) -> None:
    point = made(1)
    with pytest.raises(AttributeError):
        point.x = 2  # type: ignore[misc]
    with pytest.raises(AttributeError):
        del point.x
    assert point.with_changes(x=2).x == 2
    assert point.x == 1
    with pytest.raises(TypeError):
        point.with_changes(z=2)


def test_comparison_is_by_fields_where_the_class_says_so() -> None:
    assert Point(1) == Point(1, 7)
    assert hash(Point(1)) == hash(Point(1, 7))
    assert Point(1) != Point(2)
    assert Node("a") != Node("a")
    assert pickle.loads(pickle.dumps(Point(1, 2))) == Point(1, 2)
    assert copy.copy(Point(1, 2)) == Point(1, 2)
