"""What happens: one case, its reports, its legs in departments, its clocks and its history."""

from cases.models.board import BoardCount, BoardDelta, Checkup, CityFigures, Heartbeat
from cases.models.board_links import MorningSummary, SummaryWish, WallLink
from cases.models.case import ENDED, Case, CaseShare, ChainAnchor, Follower, HistoryEntry, Link, Review, Status
from cases.models.clock import LIVE_CLOCK, Clock, ClockPause, ClockState, Recount
from cases.models.code import AddressCode
from cases.models.desk import PartShare, PartShareOpening, PartShareWord, RingBack
from cases.models.draft import ReportDraft
from cases.models.finding import CaseText
from cases.models.leg import OPEN_LEG, Leg, LegState
from cases.models.message import Draft, Message
from cases.models.outbox import Delivery, Notice
from cases.models.patrol import CheckIn, Patrol
from cases.models.queue import BulkRow, BulkRun, SavedView
from cases.models.report import (
    Attachment,
    Channel,
    Contact,
    ContactReading,
    IdempotencyKey,
    OwnReading,
    Question,
    Rating,
    Report,
    ToldBy,
)
from cases.models.roll_ups import CaseDay, PartDay
from cases.models.trial import DutyTrial, TrialRow
from cases.models.work import FieldTask, Request, Score

__all__ = [
    "ENDED",
    "LIVE_CLOCK",
    "OPEN_LEG",
    "AddressCode",
    "Attachment",
    "BoardCount",
    "BoardDelta",
    "BulkRow",
    "BulkRun",
    "Case",
    "CaseDay",
    "CaseShare",
    "CaseText",
    "ChainAnchor",
    "Channel",
    "CheckIn",
    "Checkup",
    "CityFigures",
    "Clock",
    "ClockPause",
    "ClockState",
    "Contact",
    "ContactReading",
    "Delivery",
    "Draft",
    "DutyTrial",
    "FieldTask",
    "Follower",
    "Heartbeat",
    "HistoryEntry",
    "IdempotencyKey",
    "Leg",
    "LegState",
    "Link",
    "Message",
    "MorningSummary",
    "Notice",
    "OwnReading",
    "PartDay",
    "PartShare",
    "PartShareOpening",
    "PartShareWord",
    "Patrol",
    "Question",
    "Rating",
    "Recount",
    "Report",
    "ReportDraft",
    "Request",
    "Review",
    "RingBack",
    "SavedView",
    "Score",
    "Status",
    "SummaryWish",
    "ToldBy",
    "TrialRow",
    "WallLink",
]
