"""What the database keeps of a summit; what others need is named here."""

from scheduler.summits.models.after import (
    FeedbackAnswer,
    FeedbackAsk,
    Priority,
    SignOff,
    StrategyComment,
    StrategyVersion,
)
from scheduler.summits.models.day import CheckIn
from scheduler.summits.models.homework import AssessmentChaser, AssessmentFile, AssessmentRequest, SummitTemplate
from scheduler.summits.models.places import Attendee, AttendeeNeeds, NeedsRight, Party
from scheduler.summits.models.programme import (
    ApartPair,
    ProgrammeRelease,
    Session,
    SessionSpeaker,
    SummitTable,
    TableSeat,
    Workshop,
    WorkshopSeat,
    WorkshopWish,
)
from scheduler.summits.models.summit import (
    Agency,
    AgencyLink,
    HostApproval,
    StepTick,
    Summit,
    SummitChapter,
    SummitPlaces,
    SummitRoom,
)
from scheduler.summits.models.waves import PlannedMember, PlannedWave

__all__ = [
    "Agency",
    "AgencyLink",
    "ApartPair",
    "AssessmentChaser",
    "AssessmentFile",
    "AssessmentRequest",
    "Attendee",
    "AttendeeNeeds",
    "CheckIn",
    "FeedbackAnswer",
    "FeedbackAsk",
    "HostApproval",
    "NeedsRight",
    "Party",
    "PlannedMember",
    "PlannedWave",
    "Priority",
    "ProgrammeRelease",
    "Session",
    "SessionSpeaker",
    "SignOff",
    "StepTick",
    "StrategyComment",
    "StrategyVersion",
    "Summit",
    "SummitChapter",
    "SummitPlaces",
    "SummitRoom",
    "SummitTable",
    "SummitTemplate",
    "TableSeat",
    "Workshop",
    "WorkshopSeat",
    "WorkshopWish",
]
