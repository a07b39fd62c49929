import pytest

from dfopt.config import Config
from dfopt.errors import ConfigError
from dfopt.workspace.settings import Settings, load


def test_nearest_configuration_and_its_directory(tmp_path):
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    (tmp_path / "dfopt.toml").write_text('engine = "classic"\n')
    (tmp_path / "a" / "dfopt.toml").write_text('engine = "kaniko"\n')
    settings = Settings()
    assert settings.for_directory(str(inner)).config.engine == "kaniko"
    assert settings.for_directory(str(inner)).root == str(tmp_path / "a")
    assert settings.for_directory(str(tmp_path)).config.engine == "classic"


def test_each_file_is_read_once(tmp_path, monkeypatch):
    (tmp_path / "dfopt.toml").write_text('engine = "classic"\n')
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
    loads = []
    load = Config.load

    def counted(path):
        loads.append(path)
        return load(path)

    monkeypatch.setattr(Config, "load", counted)
    settings = Settings()
    for name in ("a", "b", "a", "."):
        assert settings.for_directory(str(tmp_path / name)).config.engine == "classic"
    assert loads == [str(tmp_path / "dfopt.toml")]


def test_overrides_win(tmp_path):
    (tmp_path / "dfopt.toml").write_text('engine = "classic"\nsafety = "exact"\n')
    config = Settings(None, {"engine": "any"}).for_directory(str(tmp_path)).config
    assert (config.engine, config.safety) == ("any", "exact")


def test_fixed_configuration_reads_no_file(tmp_path):
    (tmp_path / "dfopt.toml").write_text("nonsense")
    setting = Settings(Config(engine="buildah"), {"safety": "exact"}).for_directory(str(tmp_path))
    assert setting.config == Config(engine="buildah", safety="exact")


def test_wrong_file_is_an_error(tmp_path):
    (tmp_path / "dfopt.toml").write_text("engin = 1")
    with pytest.raises(ConfigError, match="unknown key 'engin'"):
        Settings().for_directory(str(tmp_path))


def test_a_context_is_relative_to_its_configuration(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "dfopt.toml").write_text('context = "app"\n')
    setting = Settings().for_directory(str(tmp_path / "a"))
    assert (setting.config.context, setting.root) == ("app", str(tmp_path))
    setting = Settings(None, {"context": "/b"}).for_directory(str(tmp_path / "a"))
    assert setting.config.context == "/b"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('select = ["reordr"]', "select: unknown rule 'reordr' (did you mean 'reorder'?)"),
        (
            'deny-assumptions = ["npm.own-package-only"]',
            "deny-assumptions: unknown assumption 'npm.own-package-only' "
            "(did you mean 'npm.own-packages-only'?)",
        ),
        ('deny-assumptions = ["npm.own"]', "(did you mean 'npm.own-packages-only'?)"),
        ('deny-assumptions = ["zzz"]', "'zzz' (dfopt rule --assumptions lists them)"),
        ("[[tools]]\n", "tools: table 1: names is missing"),
        ('[[tools]]\nnames = ["x"]\nflag = []', "unknown field 'flag' (did you mean 'flags'?)"),
    ],
)
def test_a_wrong_name_is_an_error_that_names_the_file(tmp_path, text, message):
    path = tmp_path / "dfopt.toml"
    path.write_text(text)
    for read in (lambda: load(str(path)), lambda: Settings().for_directory(str(tmp_path))):
        with pytest.raises(ConfigError) as caught:
            read()
        assert str(caught.value).startswith(f"{path}: ")
        assert message in str(caught.value)
        assert len(str(caught.value)) < len(str(path)) + 200
