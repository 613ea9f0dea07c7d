"""Named questions to the database, by subject. Each takes the session first and runs inside its transaction."""

from storage.queries.answers import (
    answers_of,
    appraisals_of,
    current_registration,
    decisions_of,
    draft_registration,
    evidence_of,
    first_registered_at,
    next_receipt,
    submission_for,
    submissions_at,
    submissions_waiting,
)
from storage.queries.campaigns import close_campaign, definition, open_campaign, open_campaigns
from storage.queries.candidates import (
    all_candidates,
    candidates_of,
    count_register,
    initiatives_of,
    office_answers,
    register_of,
    rulings_of,
)
from storage.queries.drafts import add_draft, draft_definition, kept_drafts
from storage.queries.history import record
from storage.queries.invitations import (
    Target,
    find_invitation,
    hash_code,
    make_invitation,
    new_code,
    outstanding_invitations,
    revoke_invitations,
    store_invitations,
)
from storage.queries.people import account_for, contacts_of, people_with_role, roles_of, units_of, waiting_requests
from storage.queries.steps import named_for

__all__ = [
    "Target",
    "account_for",
    "add_draft",
    "all_candidates",
    "answers_of",
    "appraisals_of",
    "candidates_of",
    "close_campaign",
    "contacts_of",
    "count_register",
    "current_registration",
    "decisions_of",
    "definition",
    "draft_definition",
    "draft_registration",
    "evidence_of",
    "find_invitation",
    "first_registered_at",
    "hash_code",
    "initiatives_of",
    "kept_drafts",
    "make_invitation",
    "named_for",
    "new_code",
    "next_receipt",
    "office_answers",
    "open_campaign",
    "open_campaigns",
    "outstanding_invitations",
    "people_with_role",
    "record",
    "register_of",
    "revoke_invitations",
    "roles_of",
    "rulings_of",
    "store_invitations",
    "submission_for",
    "submissions_at",
    "submissions_waiting",
    "units_of",
    "waiting_requests",
]
