"""Every table of the program, in seven groups: people, campaign, candidates, answers, review, deadlines, and the chat's machinery.

Names, phones and channel ids live in the people tables, names of candidates in theirs; everything else refers to a
person by number, so that deleting somebody's data breaks no history. Instants are aware and stored in UTC; facts are JSON with exact decimals
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
from storage.tables.candidates import (
    AwardRuling,
    Candidate,
    Initiative,
    OfficeAnswer,
    Ruling,
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
    Invitation,
    Membership,
    OfficerQuestion,
    Person,
    RequestState,
    Role,
    RosterContact,
    Unit,
)
from storage.tables.review import (
    Appraisal,
    Decision,
    History,
    SubmissionVersion,
    Verdict,
)

__all__ = [
    "AccessRequest",
    "Answer",
    "Appraisal",
    "AwardRuling",
    "BotState",
    "CampaignState",
    "CampaignVersion",
    "Candidate",
    "ChannelAccount",
    "CodeAttempt",
    "Conversation",
    "DeadlineChange",
    "Decision",
    "EventState",
    "Evidence",
    "EvidenceKind",
    "Fulfilment",
    "History",
    "Initiative",
    "Invitation",
    "JournalEvent",
    "Membership",
    "OfficeAnswer",
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
    "Row",
    "Ruling",
    "StoredFile",
    "Submission",
    "SubmissionState",
    "SubmissionVersion",
    "Unit",
    "Verdict",
    "document",
    "instant",
    "word",
]
