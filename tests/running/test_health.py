from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.utils import timezone

from cases.models import Checkup, Heartbeat


@pytest.fixture
def beating(db):
    for name in ("worker", "ticker"):
        Heartbeat.objects.create(name=name, at=timezone.now())


def test_healthz_needs_no_database_and_no_known_host(client):
    answer = client.get("/healthz", HTTP_HOST="10.0.0.7")

    assert answer.json() == {"status": "ok"}


def test_readyz_is_content_when_everything_works(client, beating):
    assert client.get("/readyz").json() == {"status": "ok", "degraded": []}


def test_readyz_names_what_is_missing_and_still_answers_200(client, db, settings):
    settings.REDIS_URL = "unix:///nowhere/valkey.sock"

    answer = client.get("/readyz")

    assert answer.status_code == 200
    assert answer.json() == {"status": "degraded", "degraded": ["broker", "worker", "ticker"]}


def test_an_old_heartbeat_is_none(client, beating):
    Heartbeat.objects.filter(name="ticker").update(at=timezone.now() - timedelta(minutes=5))

    assert client.get("/readyz").json()["degraded"] == ["ticker"]


def test_a_breach_that_the_doctor_found_is_named_and_a_warning_is_not(client, beating):
    Checkup.objects.create(code="R9", at=timezone.now(), found=3, breach=False)
    assert client.get("/readyz").json()["degraded"] == []

    Checkup.objects.create(code="R3", at=timezone.now(), found=1, breach=True)
    assert client.get("/readyz").json()["degraded"] == ["doctor"]


def test_readyz_refuses_while_a_migration_is_missing(client, db):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'guardian'")

    answer = client.get("/readyz")

    assert answer.status_code == 503
    assert answer.json()["reason"] == "migrations"
    assert "guardian.0001_initial" in answer.json()["missing"]


def test_readyz_refuses_without_the_database(client, monkeypatch, caplog):
    def gone(*_arguments):
        raise OperationalError("gone")

    monkeypatch.setattr("django.db.backends.postgresql.base.DatabaseWrapper.ensure_connection", gone)

    answer = client.get("/readyz")

    assert (answer.status_code, answer.json()["reason"]) == (503, "database")
    assert "The database does not answer" in caplog.text
