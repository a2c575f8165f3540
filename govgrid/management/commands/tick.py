"""The ticker: rings the workers by the clock, and does their work itself when they do not. Needs no broker."""

import logging
import signal
import time
from datetime import datetime, timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import OperationalError, close_old_connections

from cases import chains, chores, confirming, doctor, doorbell, drafts, patrols
from cases.models import Notice
from departments import access, calls
from govgrid.grids_desk import kept_files
from grids.city import city_today

log = logging.getLogger(__name__)

EVERY_S = 2.0
# A worker that was rung answers at once; work older than this means that none is there.
PATIENCE = timedelta(seconds=5)
# Drawing takes a while even where a worker is at it; maps work without, only slower.
PATIENCE_WITH_TILES = timedelta(minutes=1)
SIGN_OF_LIFE = timedelta(seconds=30)
DAILY_S = 600.0


class Command(BaseCommand):
    requires_system_checks = []  # they would load every page into a process that lives as long as the platform
    help = "Ring the workers every 2 s and take over what waits too long. Two may run at once."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="one round, then stop")

    def handle(self, *args: Any, once: bool = False, **options: Any) -> None:
        self.going = True
        self.next_housekeeping = 0.0
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        while self.going:
            self._round_that_survives()
            if once:
                return
            time.sleep(EVERY_S)

    def _stop(self, *_signal: object) -> None:
        self.going = False

    def _round_that_survives(self) -> None:
        try:
            close_old_connections()
            self.round()
        except OperationalError as fault:
            log.warning("the database is away: %s", type(fault).__name__)

    def round(self) -> None:
        """Ring for what waits; do it here where the workers are late; sweep the clocks; give out work."""
        chores.beat("ticker")
        if chores.silent("worker", SIGN_OF_LIFE):
            doorbell.ring()  # nothing to do, but /readyz asks whether somebody would
        if chores.behind(Notice.Topic.ROUTE, PATIENCE):
            chores.route_all()
        elif chores.behind(Notice.Topic.ROUTE, timedelta(0)):
            doorbell.ring()
        # Each reads a partial index of what is due: cheaper done than asked for.
        chores.sweep_all()
        chores.hand_out_all()
        if chores.recounts_wait(PATIENCE):
            chores.recount_some()
        elif chores.recounts_wait():
            doorbell.ring_for_recounts()
        if chores.behind(Notice.Topic.TELL, PATIENCE):
            chores.tell_all()
        elif chores.behind(Notice.Topic.TELL, timedelta(0)) or chores.letters_wait():
            doorbell.ring()
        self._have_many_moved()
        chores.look_ahead()
        self._have_words_written()
        chores.write_summaries()
        self._have_tiles_drawn()
        self._keep_house()

    def _have_words_written(self) -> None:
        if chores.indexing_waits(PATIENCE):
            chores.index_some()
        elif chores.indexing_waits():
            doorbell.ring_for_words()

    def _have_many_moved(self) -> None:
        if chores.bulk_waits(PATIENCE):
            chores.move_some()
        elif chores.bulk_waits():
            doorbell.ring_for_bulk()

    def _have_tiles_drawn(self) -> None:
        if chores.tiles_wait(PATIENCE_WITH_TILES):
            chores.publish_some()
        elif chores.tiles_wait():
            doorbell.ring_for_tiles()

    def _keep_house(self) -> None:
        if time.monotonic() > self.next_housekeeping:
            self.next_housekeeping = time.monotonic() + DAILY_S
            at = chores.now()
            calls.forget_old(at)
            confirming.forget_old(at=at)
            drafts.forget_old(at=at)
            kept_files.sweep(at=at)
            patrols.forget_old(at=at)
            access.grant_postings(on=city_today())
            chains.anchor(at=at)
            self._examine(at)

    def _examine(self, at: datetime) -> None:
        """A check that fails must not stop the clocks."""
        try:
            doctor.hourly_round(at=at)
        except OperationalError:
            raise
        except Exception:
            log.exception("the hourly examination failed")
