"""Every table of the program, in six groups: people, campaign, answers, review, deadlines, and the chat's machinery.

Names, phones and channel ids live in the people tables alone; everything else refers to a person by number, so that
deleting somebody's data breaks no history. Instants are aware and stored in UTC; facts are JSON with exact decimals
as strings.
"""

from storage.tables.answers import (
    Answer,
    Evidence,
    EvidenceKind,
    Registration,
    RegistrationState,
    StoredFile,
    Submission,
    SubmissionState,
)
from storage.tables.base import Row, document, instant, word
from storage.tables.campaigns import (
    CampaignState,
    CampaignVersion,
    OpenedCampaign,
)
from storage.tables.chat import (
    BotState,
    Conversation,
    EventState,
    JournalEvent,
    OutboxState,
    Outgoing,
    Process,
)
from storage.tables.deadlines import (
    CalendarChange,
    DayKind,
    DeadlineChange,
    Fulfilment,
    PersonalReminder,
    Reminder,
    ReminderMorning,
)
from storage.tables.people import (
    AccessRequest,
    ChannelAccount,
    CodeAttempt,
    DataRequest,
    DataRequestKind,
    ImportState,
    Invitation,
    Membership,
    OfficerQuestion,
    Person,
    RequestState,
    Role,
    RosterContact,
    RosterImport,
    Unit,
)
from storage.tables.review import (
    Appraisal,
    Decision,
    SubmissionVersion,
    Verdict,
)
from storage.tables.trail import History, TrailHead

__all__ = [
    "AccessRequest",
    "Answer",
    "Appraisal",
    "BotState",
    "CalendarChange",
    "CampaignState",
    "CampaignVersion",
    "ChannelAccount",
    "CodeAttempt",
    "Conversation",
    "DataRequest",
    "DataRequestKind",
    "DayKind",
    "DeadlineChange",
    "Decision",
    "EventState",
    "Evidence",
    "EvidenceKind",
    "Fulfilment",
    "History",
    "ImportState",
    "Invitation",
    "JournalEvent",
    "Membership",
    "OfficerQuestion",
    "OpenedCampaign",
    "OutboxState",
    "Outgoing",
    "Person",
    "PersonalReminder",
    "Process",
    "Registration",
    "RegistrationState",
    "Reminder",
    "ReminderMorning",
    "RequestState",
    "Role",
    "RosterContact",
    "RosterImport",
    "Row",
    "StoredFile",
    "Submission",
    "SubmissionState",
    "SubmissionVersion",
    "TrailHead",
    "Unit",
    "Verdict",
    "document",
    "instant",
    "word",
]
