import pytest

from govgrid.management.commands.prepare import DEMO_CITY, Command, _is_loaded
from govgrid.packs.reading import digest_of
from grids.models import City


@pytest.fixture
def pack(tmp_path):
    (tmp_path / "city.toml").write_text('slug = "somewhere"\n')
    return tmp_path


def a_city(slug, digest=""):
    return City(slug=slug, pack_digest=digest)


def test_a_pack_is_loaded_again_only_when_it_has_changed(pack, monkeypatch):
    monkeypatch.setenv("GOVGRID_CITY", str(pack))
    city = a_city("somewhere", digest_of(pack))
    assert _is_loaded(city, str(pack))

    (pack / "areas.csv").write_text("code\n")

    assert not _is_loaded(city, str(pack))


def test_a_home_with_another_city_keeps_it_unless_a_pack_is_named(pack, monkeypatch):
    monkeypatch.delenv("GOVGRID_CITY", raising=False)
    assert _is_loaded(a_city("boston"), DEMO_CITY)

    monkeypatch.setenv("GOVGRID_CITY", str(pack))

    assert not _is_loaded(a_city("boston"), str(pack))


def test_static_files_are_collected_only_when_they_have_changed(settings, tmp_path, capsys):
    source = tmp_path / "source"
    source.mkdir()
    (source / "page.css").write_text("body { color: black }")
    settings.STATICFILES_DIRS, settings.STATIC_ROOT = [source], tmp_path / "collected"

    Command()._collect_static()
    Command()._collect_static()
    assert capsys.readouterr().out.count("Collecting") == 1

    (source / "page.css").write_text("body { color: navy }")
    Command()._collect_static()

    assert "Collecting" in capsys.readouterr().out
    assert "navy" in (tmp_path / "collected" / "page.css").read_text()
