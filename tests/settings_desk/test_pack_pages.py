"""The whole city as a pack in the browser: taken out, sent in, read, loaded; and every file that is no pack refused."""

import io
import zipfile
from collections.abc import Callable, Mapping

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from departments.models import ConfigChange, DutySet, FilingStandard
from govgrid.packs import zipped
from tests.builders import a_routed_case
from tests.city import Town

SignedIn = Callable[[str], Client]
PACK = "/desk/settings/pack/"


@pytest.fixture(autouse=True)
def _home(settings, tmp_path) -> None:
    settings.HOME = tmp_path


@pytest.fixture
def adam(signed_in: SignedIn) -> Client:
    return signed_in("adam")


def taken_out(client: Client) -> dict[str, bytes]:
    answer = client.get(f"{PACK}export.zip")
    assert answer["Content-Type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(answer.content)) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def zip_of(files: Mapping[str, bytes]) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in files.items():
            packed.writestr(name, content)
    return data.getvalue()


def send(client: Client, data: bytes) -> HttpResponse:
    return client.post(PACK, {"file": SimpleUploadedFile("town.zip", data)})


def sent(client: Client, files: Mapping[str, bytes]) -> str:
    """Send a pack and return the address of its report."""
    answer = send(client, zip_of(files))
    assert answer.status_code == 302, answer.content.decode()
    return answer["Location"]


def load(client: Client, report: str) -> HttpResponse:
    mark = client.get(report).context["form"]["mark"].value()
    return client.post(report, {"mark": mark, "sure": "on"})


def with_a_shorter_limit(files: dict[str, bytes]) -> dict[str, bytes]:
    old = b"E0113,1,Road damage seen,\xe5\x8f\x91\xe7\x8e\xb0\xe9\x81\x93\xe8\xb7\xaf\xe7\xa0\xb4\xe6\x8d\x9f,,5,"
    assert old in files["standards.csv"]
    return {**files, "standards.csv": files["standards.csv"].replace(old, old[:-2] + b"3,")}


def test_what_was_taken_out_changes_nothing_when_it_comes_back(town: Town, adam: Client):
    report = adam.get(sent(adam, taken_out(adam)))

    assert report.context["faults"] == []
    assert report.context["tables"] == []
    assert "Nothing would change" in report.content.decode()


def test_a_changed_standard_is_shown_before_and_after_and_then_loaded(town: Town, adam: Client):
    report = sent(adam, with_a_shorter_limit(taken_out(adam)))

    (table,) = adam.get(report).context["tables"]
    assert (table["name"], table["changed"], table["added"], table["ended"]) == ("Filing standards", 1, 0, 0)
    assert table["lines"][0]["columns"] == [("limit_value", "5", "3")]
    assert FilingStandard.objects.filter(category__code="E0113").count() == 1

    assert load(adam, report).status_code == 302
    newest = FilingStandard.objects.filter(category__code="E0113").latest("version")
    assert (newest.version, newest.limit_value) == (2, 3)
    note = ConfigChange.objects.get()
    assert (note.subject, note.action, note.by) == ("pack", "imported", town.people["adam"])
    assert note.after["tables"] == {"standards": {"added": 0, "changed": 1, "ended": 0}}


def test_a_changed_duty_list_is_a_draft_where_cases_are_routed_already(town: Town, adam: Client, routed: None):
    files = taken_out(adam)
    files["duties.csv"] = files["duties.csv"].replace(b",roads,host,", b",lamps,host,", 1)

    load(adam, sent(adam, files))

    assert DutySet.objects.get(version=2).state == DutySet.State.DRAFT
    assert DutySet.objects.get(state="adopted").version == 1


@pytest.fixture
def routed(town: Town) -> None:
    a_routed_case(town)


def test_a_city_that_changed_since_it_was_read_is_read_again(town: Town, adam: Client):
    report = sent(adam, with_a_shorter_limit(taken_out(adam)))
    mark = adam.get(report).context["form"]["mark"].value()
    FilingStandard.objects.filter(category__code="E0110").update(limit_value=7)

    answer = adam.post(report, {"mark": mark, "sure": "on"})

    assert answer.status_code == 409
    assert "no longer what you read" in answer.content.decode()
    assert not FilingStandard.objects.filter(version=2).exists()
    again = answer.context["form"]["mark"].value()
    assert adam.post(report, {"mark": again, "sure": "on"}).status_code == 302


def test_every_fault_is_said_with_its_file_and_line(town: Town, adam: Client):
    files = taken_out(adam)
    files["standards.csv"] = files["standards.csv"].replace(b"working_day", b"fortnight", 1)
    files["departments.csv"] = files["departments.csv"].replace(b"\xe5\xb8\x82\xe6\x94\xbf\xe5\xb1\x80", b"\xca\xd0")

    answer = adam.get(sent(adam, files))

    told = [(fault.file, fault.line) for fault in answer.context["faults"]]
    assert ("standards.csv", 2) in told
    assert ("departments.csv", 6) in told  # not UTF-8
    assert "departments.csv:6" in answer.content.decode()
    assert load(adam, answer.wsgi_request.path).status_code == 409
    assert not FilingStandard.objects.filter(version=2).exists()


def test_a_pack_that_lacks_a_file_is_refused_with_its_name(town: Town, adam: Client):
    files = taken_out(adam)
    del files["duties.csv"]

    answer = adam.get(sent(adam, files))

    assert ("duties.csv", "This file is missing.") in [(one.file, one.sentence) for one in answer.context["faults"]]


def refusal(answer: HttpResponse) -> str:
    assert answer.status_code == 422
    (sentence,) = answer.context["form"].errors["file"]
    return sentence


def test_a_pack_of_another_city_is_refused(town: Town, adam: Client):
    files = taken_out(adam)
    files["city.toml"] = files["city.toml"].replace(b'"town"', b'"elsewhere"')

    assert "pack of “elsewhere”" in refusal(send(adam, zip_of(files)))


@pytest.mark.parametrize(
    ("spoilt", "words"),
    [
        ({"picture.png": b"x"}, "“picture.png” is no file of a pack"),
        ({"../../areas.csv": b"x"}, "is no file of a pack"),
        ({"/etc/areas.csv": b"x"}, "is no file of a pack"),
        ({"city.toml": b"x", "two/city.toml": b"x"}, "more than one pack"),
        ({"areas.csv": b"x"}, "half of one"),
        ({f"{n}.csv": b"" for n in range(101)}, "at most twenty"),
    ],
)
def test_a_zip_that_holds_something_else_is_refused(
    town: Town, adam: Client, spoilt: dict[str, bytes], words: str, tmp_path
):
    assert words in refusal(send(adam, zip_of(spoilt)))
    assert not list((tmp_path / "imports").iterdir())


def test_a_file_that_is_no_zip_is_refused(town: Town, adam: Client):
    assert "no zip file" in refusal(send(adam, b"PK\x03\x04 and then nothing"))


def test_a_damaged_zip_is_refused(town: Town, adam: Client):
    data = bytearray(zip_of(taken_out(adam)))
    data[60:90] = bytes(30)

    assert "damaged" in refusal(send(adam, bytes(data)))


def test_a_bomb_is_cut_off_at_the_bound(town: Town, adam: Client, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(zipped, "MOST_BYTES", 2**20)
    bomb = zip_of({"city.toml": b"", "areas.csv": bytes(2**22)})
    assert len(bomb) < 2**13

    assert "Load it by command" in refusal(send(adam, bomb))


def test_a_folder_in_the_zip_and_what_a_mac_adds_do_no_harm(town: Town, adam: Client):
    files = {f"town/{name}": data for name, data in taken_out(adam).items()}
    files |= {"__MACOSX/town/._city.toml": b"x", "town/.DS_Store": b"x", "town/README.md": b"x"}

    assert adam.get(sent(adam, files)).context["faults"] == []


def test_a_supervisor_takes_it_out_and_brings_none_in(town: Town, signed_in: SignedIn):
    su = signed_in("su")

    assert "city.toml" in taken_out(su)
    assert send(su, b"x").status_code == 403


@pytest.mark.parametrize("who", ["li", "ding", "an"])
def test_nobody_else_sees_these_pages(town: Town, signed_in: SignedIn, who: str):
    client = signed_in(who)

    for path in ("/desk/settings/", PACK, f"{PACK}export.zip", "/desk/settings/changes/"):
        assert client.get(path).status_code == 404, path
    assert send(client, b"x").status_code == 404


def test_another_administrator_does_not_see_what_was_sent(town: Town, adam: Client, signed_in: SignedIn):
    report = sent(adam, taken_out(adam))
    town.people["su"].is_superuser = True
    town.people["su"].save(update_fields=["is_superuser"])

    assert signed_in("su").get(report).status_code == 404
