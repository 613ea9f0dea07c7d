"""Every table of the program, in eight groups: people, campaign, candidates, answers, dossiers, review, deadlines, and
the chat's machinery.

Names, phones and channel ids live in the people tables, names of candidates in theirs; everything else refers to a
person by number, so that deleting somebody's data breaks no history. Instants are aware and stored in UTC; facts are
JSON with exact decimals as strings.
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
    CampaignDraft,
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
    CalendarChange,
    DeadlineChange,
    Fulfilment,
    PersonalReminder,
    Reminder,
    ReminderMorning,
)
from storage.tables.dossier import DossierCheck, DossierPaper, Finding
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
    Explanation,
    ReadyPhrase,
    SubmissionVersion,
    Verdict,
)
from storage.tables.second import FirstSeen, Opinion, SecondOpinion, SecondReview, SecondRule
from storage.tables.steps import (
    Conflict,
    Publication,
    StandIn,
    StepAct,
    StepMember,
    StepRecord,
)
from storage.tables.trail import History, TrailHead

__all__ = [
    "AccessRequest",
    "Answer",
    "Appraisal",
    "AwardRuling",
    "BotState",
    "CalendarChange",
    "CampaignDraft",
    "CampaignState",
    "CampaignVersion",
    "Candidate",
    "ChannelAccount",
    "CodeAttempt",
    "Conflict",
    "Conversation",
    "DataRequest",
    "DataRequestKind",
    "DeadlineChange",
    "Decision",
    "DossierCheck",
    "DossierPaper",
    "EventState",
    "Evidence",
    "EvidenceKind",
    "Explanation",
    "Finding",
    "FirstSeen",
    "Fulfilment",
    "History",
    "ImportState",
    "Initiative",
    "Invitation",
    "JournalEvent",
    "Membership",
    "OfficeAnswer",
    "OfficerQuestion",
    "OpenedCampaign",
    "Opinion",
    "OutboxState",
    "Outgoing",
    "Person",
    "PersonalReminder",
    "Process",
    "Publication",
    "ReadyPhrase",
    "Registration",
    "RegistrationState",
    "Reminder",
    "ReminderMorning",
    "RequestState",
    "Role",
    "RosterContact",
    "RosterImport",
    "Row",
    "Ruling",
    "SecondOpinion",
    "SecondReview",
    "SecondRule",
    "StandIn",
    "StepAct",
    "StepMember",
    "StepRecord",
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
