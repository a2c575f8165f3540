"""What happens: one case, its reports, its legs in departments, its clocks and its history."""

from cases.models.board import BoardCount, BoardDelta, Checkup, Heartbeat
from cases.models.case import ENDED, Case, CaseShare, ChainAnchor, Follower, HistoryEntry, Link, Review, Status
from cases.models.clock import LIVE_CLOCK, Clock, ClockPause, ClockState, Recount
from cases.models.leg import OPEN_LEG, Leg, LegState
from cases.models.outbox import Delivery, Notice
from cases.models.patrol import CheckIn, Patrol
from cases.models.report import Attachment, Channel, Contact, ContactReading, IdempotencyKey, Question, Rating, Report
from cases.models.trial import DutyTrial, TrialRow
from cases.models.work import FieldTask, Request, Score

__all__ = [
    "ENDED",
    "LIVE_CLOCK",
    "OPEN_LEG",
    "Attachment",
    "BoardCount",
    "BoardDelta",
    "Case",
    "CaseShare",
    "ChainAnchor",
    "Channel",
    "CheckIn",
    "Checkup",
    "Clock",
    "ClockPause",
    "ClockState",
    "Contact",
    "ContactReading",
    "Delivery",
    "DutyTrial",
    "FieldTask",
    "Follower",
    "Heartbeat",
    "HistoryEntry",
    "IdempotencyKey",
    "Leg",
    "LegState",
    "Link",
    "Notice",
    "Patrol",
    "Question",
    "Rating",
    "Recount",
    "Report",
    "Request",
    "Review",
    "Score",
    "Status",
    "TrialRow",
]
