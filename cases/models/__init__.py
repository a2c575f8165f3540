"""What happens: one case, its reports, its legs in departments, its clocks and its history."""

from cases.models.board import BoardCount, BoardDelta, Heartbeat
from cases.models.case import ENDED, Case, CaseShare, HistoryEntry, Status
from cases.models.outbox import Delivery, Notice
from cases.models.report import Attachment, Channel, Contact, ContactReading, IdempotencyKey, Rating, Report
from cases.models.work import OPEN_LEG, Clock, ClockState, FieldTask, Leg, LegState

__all__ = [
    "ENDED",
    "OPEN_LEG",
    "Attachment",
    "BoardCount",
    "BoardDelta",
    "Case",
    "CaseShare",
    "Channel",
    "Clock",
    "ClockState",
    "Contact",
    "ContactReading",
    "Delivery",
    "FieldTask",
    "Heartbeat",
    "HistoryEntry",
    "IdempotencyKey",
    "Leg",
    "LegState",
    "Notice",
    "Rating",
    "Report",
    "Status",
]
