import pytest

from dfopt.config import Config
from dfopt.errors import ConfigError
from dfopt.workspace.settings import Settings


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
