"""The public functions against arguments of a wrong type."""

import pytest

import dfopt


@pytest.mark.parametrize("text", [b"FROM a\n", None, ["FROM a"]])
def test_a_dockerfile_is_a_string(text):
    with pytest.raises(TypeError, match=f"given as str, not {type(text).__name__}"):
        dfopt.optimize(text)
