import pytest

from dfopt.config import DEFAULT_INCLUDE, Config, config_in, find_config
from dfopt.errors import ConfigError


def test_defaults():
    config = Config()
    assert (config.engine, config.safety) == ("auto", "known-commands")
    assert (config.select, config.ignore, config.exclude) == ((), (), ())
    assert config.include == DEFAULT_INCLUDE


def test_lists_become_tuples_so_that_equal_settings_are_equal():
    assert Config(select=["b", "a"]) == Config(select=("b", "a"))
    assert Config(select={"b", "a"}).select == ("a", "b")
    assert hash(Config(ignore=["a"])) == hash(Config(ignore=("a",)))


def test_with_changes_checks_the_new_value():
    assert Config().with_changes(engine="kaniko").engine == "kaniko"
    with pytest.raises(ConfigError, match="did you mean 'kaniko'"):
        Config().with_changes(engine="kanico")


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"engine": "buildkt"}, r"engine: unknown value 'buildkt' \(did you mean 'buildkit'\?\)"),
        ({"engine": "zzz"}, r"\(known: auto, any, buildkit, classic, buildah, kaniko\)"),
        ({"safety": "exakt"}, r"did you mean 'exact'"),
        ({"engine": 3}, "engine must be a string, not a number"),
        ({"select": "reorder"}, "select must be a list of strings, not a string"),
        ({"ignore": True}, "ignore must be a list of strings, not a boolean"),
        ({"exclude": [1]}, "exclude must hold non-empty strings, not 1"),
        ({"include": [""]}, "include must hold non-empty strings, not ''"),
        ({"context": ["."]}, "context must be the path of a directory, not list"),
        ({"context": ""}, "context must be the path of a directory, not ''"),
        ({"context": "a\0b"}, "context must be the path of a directory, not 'a"),
    ],
)
def test_wrong_values(values, message):
    with pytest.raises(ConfigError, match=message):
        Config(**values)


def test_check_rules():
    rules = ("coalesce-env", "reorder")
    Config(select=["reorder"], ignore=["coalesce-env"]).check_rules(rules)
    with pytest.raises(ConfigError, match=r"select: unknown rule 'reordr' \(did you mean 'reor"):
        Config(select=["reordr"]).check_rules(rules)
    with pytest.raises(ConfigError, match="ignore: unknown rule 'q'"):
        Config(ignore=["q"]).check_rules(rules)


def test_load_dfopt_toml(tmp_path):
    path = tmp_path / "dfopt.toml"
    path.write_text('engine = "classic"\nignore = ["reorder"]\nexclude = ["vendor"]\n')
    assert Config.load(path) == Config(engine="classic", ignore=("reorder",), exclude=("vendor",))


def test_load_pyproject(tmp_path):
    path = tmp_path / "pyproject.toml"
    path.write_text('[project]\nname = "x"\n[tool.dfopt]\nsafety = "exact"\n')
    assert Config.load(str(path)) == Config(safety="exact")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('enigne = "any"', r"unknown key 'enigne' \(did you mean 'engine'\?\)"),
        ('engine = "bildkit"', r"engine: unknown value 'bildkit' \(did you mean 'buildkit'"),
        ("engine = ", "not valid TOML"),
        (
            'deny_assumptions = ["x"]',
            r"unknown key 'deny_assumptions' \(did you mean 'deny-assumptions'\?\)",
        ),
        ('select = "reorder"', "select must be a list of strings, not a string"),
        ("engine = 1979-05-27", "engine must be a string, not date"),
        ('[tool.dfopt]\nengine = "any"', r"unknown key 'tool'"),
    ],
)
def test_load_names_the_file_and_the_key(tmp_path, text, message):
    path = tmp_path / "dfopt.toml"
    path.write_text(text)
    with pytest.raises(ConfigError, match=message) as caught:
        Config.load(path)
    assert str(caught.value).startswith(f"{path}: ")


def test_load_refuses_what_it_cannot_read(tmp_path):
    with pytest.raises(ConfigError, match="No such file"):
        Config.load(tmp_path / "nope.toml")
    (tmp_path / "dfopt.toml").write_bytes(b'engine = "\xff"')
    with pytest.raises(ConfigError, match="not valid TOML"):
        Config.load(tmp_path / "dfopt.toml")


def test_nearest_file_wins(tmp_path):
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    (tmp_path / "dfopt.toml").write_text("")
    assert find_config(str(inner)) == str(tmp_path / "dfopt.toml")
    (tmp_path / "a" / "pyproject.toml").write_text("[tool.dfopt]\n")
    assert find_config(str(inner)) == str(tmp_path / "a" / "pyproject.toml")
    (tmp_path / "a" / "dfopt.toml").write_text("")
    assert find_config(str(inner)) == str(tmp_path / "a" / "dfopt.toml")


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ('[project]\nname = "x"\n', False),
        ('[project]\ndependencies = ["dfopt"]\n', False),
        ("this is not TOML\n", False),
        ("[tool.dfopt]\n", True),
        ("[ tool . 'dfopt' ]\n", True),
        ('[tool]\ndfopt = {engine = "any"}\n', True),
    ],
)
def test_pyproject_counts_only_with_a_table_for_dfopt(tmp_path, text, counts):
    (tmp_path / "pyproject.toml").write_text(text)
    assert (config_in(str(tmp_path)) is not None) is counts


def test_broken_pyproject_that_names_dfopt_is_an_error(tmp_path):
    (tmp_path / "pyproject.toml").write_text("[tool.dfopt\n")
    with pytest.raises(ConfigError, match="not valid TOML"):
        config_in(str(tmp_path))
