"""Named questions to the database, by subject. Each takes the session first and runs inside its transaction."""

from storage.queries.answers import (
    answers_of,
    appraisals_of,
    current_registration,
    decisions_of,
    draft_registration,
    evidence_of,
    next_receipt,
    submission_for,
    submissions_waiting,
)
from storage.queries.campaigns import close_campaign, definition, open_campaign, open_campaigns
from storage.queries.history import record
from storage.queries.invitations import (
    Target,
    find_invitation,
    hash_code,
    make_invitation,
    new_code,
    outstanding_invitations,
    store_invitations,
)
from storage.queries.people import account_for, contacts_of, people_with_role, roles_of, units_of, waiting_requests

__all__ = [
    "Target",
    "account_for",
    "answers_of",
    "appraisals_of",
    "close_campaign",
    "contacts_of",
    "current_registration",
    "decisions_of",
    "definition",
    "draft_registration",
    "evidence_of",
    "find_invitation",
    "hash_code",
    "make_invitation",
    "new_code",
    "next_receipt",
    "open_campaign",
    "open_campaigns",
    "outstanding_invitations",
    "people_with_role",
    "record",
    "roles_of",
    "store_invitations",
    "submission_for",
    "submissions_waiting",
    "units_of",
    "waiting_requests",
]
