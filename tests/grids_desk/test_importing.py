"""The pages of an import: a file is sent, its report read, and just that file adopted, by administrators only."""

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from cases import chores
from govgrid.grids_desk import kept_files
from grids.models import Edition
from tests.city import Town
from tests.grids.importing.files import cells, square, write_cells

SignedIn = Callable[[str], Client]
SEND = "/desk/grids/import/"


@pytest.fixture(autouse=True)
def _own_home(settings: object, tmp_path: Path) -> None:
    settings.HOME = tmp_path / "home"


@pytest.fixture
def pond(town: Town, tmp_path: Path) -> Path:
    shape = square(0, 0).difference(square(0.4, 0.4, 0.2, 0.2))
    return write_cells(tmp_path / "pond.geojson", {**cells(town), town.cells[1].code: shape})


def send(client: Client, path: Path, *, level: str = "cell") -> HttpResponse:
    file = SimpleUploadedFile(path.name, path.read_bytes(), content_type="application/json")
    return client.post(SEND, {"file": file, "level": level})


def hidden(page: HttpResponse) -> dict[str, str]:
    """Return what the button that adopts sends."""
    return {**page.context["form"].data.dict(), "mark": page.context["mark"]}


def test_a_file_is_sent_read_and_adopted(signed_in: SignedIn, town: Town, pond: Path) -> None:
    adam = signed_in("adam")

    answer = send(adam, pond)
    page = adam.get(answer.url)
    assert Edition.objects.count() == 0
    adopted = adam.post(answer.url.partition("?")[0], hidden(page))

    assert "The file is sound. Nothing is written yet." in page.content.decode()
    assert adopted.url == "/desk/grids/"
    edition = Edition.objects.get()
    assert (edition.kind, edition.note, edition.by_name) == ("import", "pond.geojson", str(town.people["adam"]))
    assert edition.reshaped == [town.cells[1].code]
    assert adam.get(answer.url).status_code == 404


def test_the_report_says_each_fault_and_offers_no_button(signed_in: SignedIn, town: Town, tmp_path: Path) -> None:
    path = write_cells(tmp_path / "a.geojson", {**cells(town), town.cells[1].code: square(0, 0, 1.5, 1)})
    adam = signed_in("adam")

    page = adam.get(send(adam, path).url)

    words = page.content.decode()
    assert "It overlaps with 990102001001001 by" in words
    assert "Adopt it" not in words
    refused = adam.post(page.request["PATH_INFO"], hidden(page))
    assert (refused.status_code, Edition.objects.count()) == (422, 0)


def test_columns_are_chosen_from_those_of_the_file(signed_in: SignedIn, town: Town, tmp_path: Path) -> None:
    path = write_cells(tmp_path / "a.geojson", cells(town))
    text = json.loads(path.read_text())
    for feature in text["features"]:
        feature["properties"] = {"编号": feature["properties"]["code"]}
    path.write_text(json.dumps(text))
    adam = signed_in("adam")

    asked = adam.get(send(adam, path).url)
    answered = adam.get(asked.request["PATH_INFO"], {**asked.context["form"].data.dict(), "code_field": "编号"})

    assert "Which column holds the codes? The file has: 编号." in asked.content.decode()
    assert '<option value="编号">' in asked.content.decode()
    assert answered.context["report"].unchanged == 4


def test_what_changed_meanwhile_is_read_again_before_it_is_adopted(
    signed_in: SignedIn, town: Town, pond: Path, tmp_path: Path
) -> None:
    adam = signed_in("adam")
    first, second = send(adam, pond).url, send(adam, pond).url
    page = adam.get(second)
    adam.post(first.partition("?")[0], hidden(adam.get(first)))

    refused = adam.post(second.partition("?")[0], hidden(page))

    assert (refused.status_code, Edition.objects.count()) == (409, 1)
    assert "What would change is no longer what you read." in refused.content.decode()


def test_a_file_is_only_for_the_person_who_sent_it(signed_in: SignedIn, town: Town, pond: Path) -> None:
    answer = send(signed_in("adam"), pond)
    token = answer.url.split("/")[-2]

    with pytest.raises(kept_files.NoSuchFile):
        kept_files.kept(token, user_id=town.people["li"].pk, at=chores.now())
    assert kept_files.kept(token, user_id=town.people["adam"].pk, at=chores.now()).name == "pond.geojson"


@pytest.mark.parametrize("token", ["0" * 48, "..", "etc"])
def test_a_made_up_name_finds_nothing(signed_in: SignedIn, token: str) -> None:
    assert signed_in("adam").get(f"{SEND}{token}/").status_code == 404


def test_a_file_is_gone_after_a_day(town: Town, pond: Path, tmp_path: Path) -> None:
    at, adam = chores.now(), town.people["adam"].pk
    token = kept_files.keep(SimpleUploadedFile("a.geojson", b"{}"), user_id=adam, at=at)

    with pytest.raises(kept_files.NoSuchFile):
        kept_files.kept(token, user_id=adam, at=at + timedelta(hours=25))
    kept_files.sweep(at=at + timedelta(hours=25))
    assert list((tmp_path / "home" / "imports").iterdir()) == []


class SlowUpload(SimpleUploadedFile):
    """While its bytes come in, somebody else sends a file."""

    meanwhile: Callable[[], object]

    def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
        self.meanwhile()
        yield from super().chunks(chunk_size)


def test_a_file_still_coming_in_is_not_swept_by_another_one(town: Town) -> None:
    at, adam = chores.now(), town.people["adam"].pk
    slow = SlowUpload("slow.geojson", b"{}")
    slow.meanwhile = lambda: kept_files.keep(SimpleUploadedFile("b.geojson", b"{}"), user_id=adam, at=at)

    token = kept_files.keep(slow, user_id=adam, at=at)

    assert kept_files.kept(token, user_id=adam, at=at).path.read_bytes() == b"{}"


def test_a_file_that_never_came_whole_is_swept_after_a_day(town: Town, tmp_path: Path) -> None:
    at = chores.now()
    broken = SlowUpload("broken.geojson", b"{}")
    broken.meanwhile = lambda: 1 / 0
    with pytest.raises(ZeroDivisionError):
        kept_files.keep(broken, user_id=town.people["adam"].pk, at=at)

    kept_files.sweep(at=at + timedelta(hours=23))
    assert len(list((tmp_path / "home" / "imports").iterdir())) == 1
    kept_files.sweep(at=at + timedelta(hours=25))
    assert list((tmp_path / "home" / "imports").iterdir()) == []


def test_a_file_that_is_too_large_is_said_and_not_kept(
    signed_in: SignedIn, pond: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept_files, "LARGEST", 1000)
    monkeypatch.setattr("govgrid.grids_desk.forms_import.LARGEST", 1000)
    pond.write_bytes(pond.read_bytes() + b" " * 5000)

    answer = send(signed_in("adam"), pond)

    assert answer.status_code == 422
    assert "This file is larger than 1000" in answer.content.decode().replace("\xa0", "")
    assert not (tmp_path / "home" / "imports").exists()


def test_a_file_from_another_site_is_refused(town: Town, pond: Path) -> None:
    stranger = Client(enforce_csrf_checks=True)
    stranger.force_login(town.people["adam"], backend="django.contrib.auth.backends.ModelBackend")

    assert send(stranger, pond).status_code == 403


@pytest.mark.parametrize(("who", "status"), [("su", 403), ("li", 404)])
def test_only_administrators_import(signed_in: SignedIn, pond: Path, who: str, status: int) -> None:
    assert signed_in(who).get(SEND).status_code == status
    assert send(signed_in(who), pond).status_code == status


@pytest.mark.parametrize("kind", ["geojson", "gpkg"])
def test_supervisors_export_a_level(signed_in: SignedIn, tmp_path: Path, kind: str) -> None:
    answer = signed_in("su").get(f"/desk/grids/export/cell.{kind}")

    content = b"".join(answer.streaming_content)
    assert 'filename="town-cell-' in answer["Content-Disposition"]
    assert content.startswith(b'{"type":"FeatureCollection"' if kind == "geojson" else b"SQLite format 3")


@pytest.mark.parametrize("name", ["cell.shp", "moon.gpkg"])
def test_there_is_no_other_export(signed_in: SignedIn, name: str) -> None:
    assert signed_in("adam").get(f"/desk/grids/export/{name}").status_code == 404


def test_the_desk_offers_both(signed_in: SignedIn) -> None:
    mine, theirs = (signed_in(who).get("/desk/grids/").content.decode() for who in ("adam", "su"))

    assert SEND in mine
    assert SEND not in theirs
    assert "/desk/grids/export/cell.gpkg" in theirs
