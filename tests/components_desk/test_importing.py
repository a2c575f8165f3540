"""Importing a census by page and by command: the same rules, the same words, and only for administrators."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.core.management.base import CommandError
from django.http import HttpResponse
from django.test import Client

from departments.models import Component
from govgrid.components_desk import importing
from tests.city import Town
from tests.departments.census.attribute_table import LAMP, file, line

SignedIn = Callable[[str], Client]
URL = "/desk/components/import/"


def send(client: Client, data: bytes, button: str = "check", **said: object) -> HttpResponse:
    return client.post(URL, {"file": SimpleUploadedFile("census.csv", data), button: "1", **said})


def test_only_administrators_import(town: Town, signed_in: SignedIn) -> None:
    assert signed_in("li").get(URL).status_code == 404
    assert signed_in("su").get(URL).status_code == 403
    assert send(signed_in("su"), file(), "import").status_code == 403
    assert signed_in("adam").get(URL).status_code == 200
    assert not Component.objects.exists()


def test_a_check_tells_what_would_be_and_writes_nothing(town: Town, signed_in: SignedIn) -> None:
    answer = send(signed_in("adam"), file())

    assert answer.status_code == 200
    assert "this is what an import would do" in answer.content.decode()
    assert answer.context["outcome"].new == 1
    assert not Component.objects.exists()


def test_an_import_writes_and_counts(town: Town, signed_in: SignedIn) -> None:
    send(signed_in("adam"), file(), "import")
    answer = send(signed_in("adam"), file(line(ObjState="丢失")), "import", complete="on")

    assert (answer.context["outcome"].changed, answer.context["outcome"].written) == (1, True)
    assert Component.objects.get(code=LAMP).state == Component.State.LOST


def test_faults_are_listed_by_line_and_nothing_is_written(town: Town, signed_in: SignedIn) -> None:
    answer = send(signed_in("adam"), file(line(), line(ObjState="歪")), "import")

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Nothing was written" in page
    assert "is no state of a component" in page
    assert not Component.objects.exists()


@pytest.mark.parametrize(
    ("data", "said", "words"),
    [
        (b"a,b\n1,2\n", {}, "The column code is missing"),
        (b"\xff\xfe\x00\x81", {}, "neither UTF-8 nor GBK"),
        (b"", {}, "The submitted file is empty"),
        (file(), {"columns": "code"}, "Write one a line"),
        (file(), {"columns": "code = Nothing"}, "The file has no column Nothing"),
        (file(), {"system": "other"}, "Write the number"),
        (file(), {"system": "other", "epsg": "9999"}, "is no coordinate system"),
    ],
)
def test_what_cannot_be_read_at_all_is_said_at_its_field(
    town: Town, signed_in: SignedIn, data: bytes, said: dict[str, str], words: str
) -> None:
    answer = send(signed_in("adam"), data, **said)

    assert answer.status_code == 422
    assert words in answer.content.decode()


def test_a_page_does_not_wait_for_more_rows_than_it_can_bear(
    town: Town, signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "MOST_IN_A_REQUEST", 1)

    assert "import_components" in send(signed_in("adam"), file(line(), line(ObjID="L2"))).content.decode()


def test_columns_may_have_other_names(town: Town, signed_in: SignedIn) -> None:
    send(signed_in("adam"), file().replace(b"ObjID", "编号".encode()), "import", columns="code = 编号\n")

    assert Component.objects.get().code == LAMP


def test_the_command_says_what_it_did(town: Town, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "census.csv"
    path.write_bytes(file())

    call_command("import_components", str(path), "--dry-run")
    assert "Nothing was written; an import would be: 1 rows, 1 new" in capsys.readouterr().out
    assert not Component.objects.exists()

    call_command("import_components", str(path))
    assert Component.objects.count() == 1


def test_the_command_fails_with_every_fault_and_its_line(town: Town, tmp_path: Path) -> None:
    path = tmp_path / "census.csv"
    path.write_bytes(file(line(ObjState="歪"), line(ObjID="L2", DeptCode3="nobody")))

    with pytest.raises(CommandError, match=r"census.csv:2: .*\n(.*\n)*census.csv:3: Keeper: 'nobody'") as failed:
        call_command("import_components", str(path))
    assert "nothing was written" in str(failed.value)
