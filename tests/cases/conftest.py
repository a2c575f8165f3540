"""Reporters who left an address, and the letters that reach them."""

import io
from dataclasses import asdict

import pytest
from PIL import Image

from cases import contacts, letters
from cases.models import Case, Contact, Delivery, Report
from tests.city import NOON


class Told:
    """`told(case, mail, phone)` gives the case's reporter an address; `told.letters(case, kind)` are those written."""

    def __call__(self, case: Case, email: str = "", phone: str = "", *, name: str = "") -> Report:
        report = case.reports.order_by("id").first()
        assert report
        sealed = contacts.seal(name, phone, email, "en")
        report.contact = Contact.objects.create(**asdict(sealed), created_at=NOON) if sealed else None
        report.save(update_fields=["contact"])
        return report

    def letters(self, case: Case, kind: str) -> list[Delivery]:
        while letters.write_waiting(at=NOON + 9 * (NOON - NOON.replace(hour=0))):
            pass
        return list(Delivery.objects.filter(case=case, notice__kind=kind).order_by("id"))


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def a_jpeg() -> bytes:
    """A small grey picture, as a phone would send it."""
    file = io.BytesIO()
    Image.new("RGB", (60, 40), "grey").save(file, "JPEG")
    return file.getvalue()
