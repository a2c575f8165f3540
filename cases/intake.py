"""Intake: a telling becomes a Report and a Case at once, in one statement and one round trip to the database.

The statement writes the idempotency key, contact, case, report, first history entry, board count and the notice
that asks a worker to route: all or nothing. What the worker finds comes later; the number is answered now.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any
from zoneinfo import ZoneInfo

import orjson
from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from cases import photos
from cases.contacts import SealedContact
from cases.models import Attachment, Channel, IdempotencyKey, Status
from cases.photos import CleanPhoto
from cases.workflow import district_of
from departments.models import User
from govgrid.lib.geo import Point
from govgrid.lib.refusals import Refusal
from grids.city import city_day, this_city
from grids.locate import inside_city


class OutsideCity(Refusal):
    code = "outside_city"
    status = 422


class NoPlace(Refusal):
    code = "no_place"
    status = 422


class KeyReused(Refusal):
    """The sender used one key for two different reports."""

    code = "idempotency_key_reused"
    status = 422


@dataclass(frozen=True)
class Telling:
    """What a reporter tells: already checked field by field. A place is a point, or an area and an address."""

    words: str
    channel: Channel
    category_id: int | None = None
    component_id: int | None = None
    point: Point | None = None
    raw_point: tuple[float, float] | None = None
    coord_system: str = "wgs84"
    accuracy_m: float | None = None
    address: str = ""
    area_id: int | None = None
    area_path: str = ""
    contact: SealedContact | None = None
    claimed_at: datetime | None = None
    reference: str = ""
    photos: Sequence[CleanPhoto] = field(default=())
    # As cases.answers keeps them.
    answers: Sequence[Mapping[str, Any]] = field(default=())


@dataclass(frozen=True)
class SenderKey:
    """A sender's own key for a report, within its own scope; `digest` is of the whole request."""

    scope: str
    key: str
    digest: str


@dataclass(frozen=True)
class Receipt:
    """The number to give out; `repeated` says that this very report was already there."""

    number: str
    case_id: int
    report_id: int
    repeated: bool = False


WRITE = """
WITH fresh AS (
    SELECT nextval('cases_number') AS serial
     WHERE NOT EXISTS (SELECT 1 FROM cases_idempotencykey WHERE scope = %(scope)s AND key = %(key)s)),
named AS (SELECT %(prefix)s || lpad(serial::text, 6, '0') AS number FROM fresh),
told_by AS (
    INSERT INTO cases_contact (name_sealed, phone_sealed, email_sealed, phone_digest, email_digest, language,
        created_at)
    SELECT %(name_sealed)s, %(phone_sealed)s, %(email_sealed)s, %(phone_digest)s, %(email_digest)s,
        %(language)s, %(at)s
      FROM fresh WHERE %(has_contact)s RETURNING id),
matter AS (
    INSERT INTO cases_case (number, status, step, entries, category_id, component_id, area_path, lon, lat, address,
        words, urgent, close_kind, reported_at, reworks, reopens, returns, level, public_words, disputed, review)
    SELECT number, %(reported)s, 1, 1, %(category_id)s, %(component_id)s, %(area_path)s, %(lon)s, %(lat)s,
        %(address)s, %(words)s, false, '', %(at)s, 0, 0, 0, 0, '', false, '' FROM named RETURNING id, number),
telling AS (
    INSERT INTO cases_report (number, case_id, channel, words, category_id, component_id, raw_lon, raw_lat,
        coord_system, accuracy_m, address, area_id, contact_id, by_id, claimed_at, reference, answers, at)
    SELECT number, id, %(channel)s, %(words)s, %(category_id)s, %(component_id)s, %(raw_lon)s, %(raw_lat)s,
        %(coord_system)s, %(accuracy_m)s, %(address)s, %(area_id)s, (SELECT id FROM told_by), %(by_id)s,
        %(claimed_at)s, %(reference)s, %(answers)s::jsonb, %(at)s FROM matter RETURNING id, case_id, number),
entry AS (
    INSERT INTO cases_historyentry (case_id, number, action, status, at, by_id, by_name, note, data)
    SELECT id, 1, 'report', %(reported)s, %(at)s, %(by_id)s, %(by_name)s, '', %(entry)s::jsonb FROM matter),
work_order AS (
    INSERT INTO cases_notice (topic, case_id, kind, data, created_at, available_at, attempts, error)
    SELECT 'route', id, '', '{}', %(at)s, %(at)s, 0, '' FROM matter),
counted AS (
    INSERT INTO cases_boarddelta (department_id, district_id, status, cases)
    SELECT NULL, %(district_id)s, %(reported)s, 1 FROM matter),
key AS (
    INSERT INTO cases_idempotencykey (scope, key, request_digest, report_id, created_at)
    SELECT %(scope)s, %(key)s, %(digest)s, id, %(at)s FROM telling WHERE %(key)s <> '')
SELECT number, case_id, id FROM telling
"""


def report(telling: Telling, *, by: User | None, at: datetime, key: SenderKey | None = None) -> Receipt:
    """Write a report and its case, and leave the work order for routing. The only place where cases begin.

    The same `key` again answers with the report that is already there. Raises OutsideCity or NoPlace for a place
    that cannot be used, KeyReused when the key came with another request.
    """
    check_place(telling, at)
    try:
        return _write(telling, by, at, key)
    except IntegrityError:
        # Two requests with one key met at the same instant; the other one has won.
        if key and (winner := already_there(key)):
            return winner
        raise


def digest_of(*parts: object) -> str:
    """Return a digest of a request's meaning, for telling a repeated request from another one with its key."""
    return sha256(repr(parts).encode()).hexdigest()


def next_number(at: datetime) -> str:
    """Return a number that no report has, as the statement above makes them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT lpad(nextval('cases_number')::text, 6, '0')")
        return f"{_prefix(at)}{cursor.fetchone()[0]}"


def _prefix(at: datetime) -> str:
    city = this_city()
    return f"{city.number_prefix}{at.astimezone(ZoneInfo(city.time_zone)):%y%m%d}-"


def check_place(telling: Telling, at: datetime) -> None:
    """Raise NoPlace or OutsideCity where `telling` says no place that this city can use."""
    if telling.point is None:
        if not (telling.area_id and telling.address.strip()):
            raise NoPlace(_("Say where it is: a point on the map, or an area from the list and an address."))
        return
    if not inside_city(telling.point, on=city_day(at), within_m=this_city().tolerance_m):
        raise OutsideCity(
            _("This point lies outside %(city)s. Choose a point inside the city's border.") % {"city": this_city().name}
        )


def _write(telling: Telling, by: User | None, at: datetime, key: SenderKey | None) -> Receipt:
    if not telling.photos:
        return _insert(telling, by, at, key)
    with transaction.atomic():
        receipt = _insert(telling, by, at, key)
        if not receipt.repeated:
            photos.keep(
                telling.photos, case_id=receipt.case_id, report_id=receipt.report_id,
                stage=Attachment.Stage.REPORT, by=by, at=at,
            )  # fmt: skip
    return receipt


def _insert(telling: Telling, by: User | None, at: datetime, key: SenderKey | None) -> Receipt:
    with connection.cursor() as cursor:
        cursor.execute(WRITE, _values(telling, by, at, key))
        written = cursor.fetchone()
    if written:
        return Receipt(*written)
    repeated = already_there(key) if key else None
    if repeated is None:
        raise AssertionError("a report was neither written nor found under its key")
    return repeated


def already_there(key: SenderKey) -> Receipt | None:
    """Return the receipt of the report that came with `key` before. Raises KeyReused for another request."""
    kept = IdempotencyKey.objects.filter(scope=key.scope, key=key.key).select_related("report").first()
    if kept is None:
        return None
    if kept.report is None or kept.request_digest != key.digest:
        raise KeyReused(_("This Idempotency-Key was used for another report. Use a new key for each report."))
    return Receipt(kept.report.number, kept.report.case_id, kept.report.pk, repeated=True)


def _values(telling: Telling, by: User | None, at: datetime, key: SenderKey | None) -> dict[str, Any]:
    contact, point = telling.contact, telling.point
    raw = telling.raw_point or (point if point else (None, None))
    return {
        "prefix": _prefix(at),
        "reported": Status.REPORTED.value,
        "channel": telling.channel.value,
        "words": telling.words,
        "category_id": telling.category_id,
        "component_id": telling.component_id,
        "area_path": telling.area_path,
        "district_id": district_of(telling.area_path),
        "lon": point.lon if point else None,
        "lat": point.lat if point else None,
        "raw_lon": raw[0],
        "raw_lat": raw[1],
        "coord_system": telling.coord_system,
        "accuracy_m": telling.accuracy_m,
        "address": telling.address,
        "area_id": telling.area_id,
        "has_contact": contact is not None,
        "name_sealed": contact.name_sealed if contact else None,
        "phone_sealed": contact.phone_sealed if contact else None,
        "email_sealed": contact.email_sealed if contact else None,
        "phone_digest": contact.phone_digest if contact else "",
        "email_digest": contact.email_digest if contact else "",
        "language": contact.language if contact else "",
        "by_id": by.pk if by else None,
        "by_name": (by.name_zh or by.name) if by else "",
        "claimed_at": telling.claimed_at,
        "reference": telling.reference,
        "answers": orjson.dumps([dict(answer) for answer in telling.answers]).decode(),
        "entry": f'{{"channel": "{telling.channel.value}"}}',
        "scope": key.scope if key else "",
        "key": key.key if key else "",
        "digest": key.digest if key else "",
        "at": at,
    }
