"""first

Revision: 0001, after:
"""

import sqlalchemy as sa
from alembic import op

import storage.types

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:  # noqa: PLR0915 - generated: a statement for every table
    op.create_table(
        "bot_state",
        sa.Column("bot", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("bot", "key", name=op.f("pk_bot_state")),
    )
    op.create_table(
        "journal_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("bot", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("external_id", sa.String(), nullable=False),
        sa.Column("sender", sa.String(), nullable=False),
        sa.Column("raw", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("received_at", storage.types.Instant(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("waiting", "fetching", "handled", "parked", name="eventstate", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("claimed_by", sa.String(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("error", sa.String(), nullable=True),
        sa.Column("files", sa.JSON(none_as_null=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal_event")),
        sa.UniqueConstraint("bot", "kind", "external_id", name=op.f("uq_journal_event_bot_kind_external_id")),
    )
    with op.batch_alter_table("journal_event", schema=None) as batch_op:
        batch_op.create_index("ix_journal_open", ["state", "id"], unique=False)

    op.create_table(
        "person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=True),
        sa.Column("phone", sa.String(), nullable=True),
        sa.Column("locale", sa.String(), nullable=True),
        sa.Column("reminder_hour", sa.String(), nullable=True),
        sa.Column("brief", sa.Boolean(), nullable=False),
        sa.Column("consent_version", sa.String(), nullable=True),
        sa.Column("consented_at", storage.types.Instant(), nullable=True),
        sa.Column("withdrawn_at", storage.types.Instant(), nullable=True),
        sa.Column("created_at", storage.types.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
    )
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_person_phone"), ["phone"], unique=False)

    op.create_table(
        "process",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("channels", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("alive_until", storage.types.Instant(), nullable=False),
        sa.Column("place", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_process")),
    )
    op.create_table(
        "reminder_morning",
        sa.Column("at", storage.types.Instant(), nullable=False),
        sa.Column("reached", sa.Integer(), nullable=False),
        sa.Column("finished_at", storage.types.Instant(), nullable=True),
        sa.Column("caught_up", sa.Boolean(), nullable=False),
        sa.Column("digested", sa.Boolean(), nullable=False),
        sa.Column("spare", sa.JSON(none_as_null=True), nullable=True),
        sa.PrimaryKeyConstraint("at", name=op.f("pk_reminder_morning")),
    )
    op.create_table(
        "stored_file",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("stored_at", storage.types.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_stored_file")),
    )
    op.create_table(
        "trail_head",
        sa.Column("chain", sa.String(), nullable=False),
        sa.Column("length", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("chain", name=op.f("pk_trail_head")),
    )
    op.create_table(
        "unit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("unit_type", sa.String(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit")),
        sa.UniqueConstraint("code", name=op.f("uq_unit_code")),
    )
    op.create_table(
        "access_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("unit_text", sa.String(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("waiting", "accepted", "refused", name="requeststate", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("created_at", storage.types.Instant(), nullable=False),
        sa.Column("decided_at", storage.types.Instant(), nullable=True),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["decided_by"], ["person.id"], name=op.f("fk_access_request_decided_by_person")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_access_request_person_id_person")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_access_request_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_request")),
    )
    with op.batch_alter_table("access_request", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_access_request_person_id"), ["person_id"], unique=False)

    op.create_table(
        "calendar_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("batch", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column(
            "kind", sa.Enum("off", "worked", "ordinary", name="daykind", native_enum=False, length=32), nullable=False
        ),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("changed_by", sa.Integer(), nullable=True),
        sa.Column("changed_at", storage.types.Instant(), nullable=False),
        sa.Column("undone_at", storage.types.Instant(), nullable=True),
        sa.ForeignKeyConstraint(["changed_by"], ["person.id"], name=op.f("fk_calendar_change_changed_by_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_change")),
    )
    with op.batch_alter_table("calendar_change", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_calendar_change_batch"), ["batch"], unique=False)

    op.create_table(
        "campaign_draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.String(), nullable=False),
        sa.Column("definition", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("received_at", storage.types.Instant(), nullable=False),
        sa.Column("received_by", sa.Integer(), nullable=True),
        sa.Column("kept_at", storage.types.Instant(), nullable=True),
        sa.ForeignKeyConstraint(["received_by"], ["person.id"], name=op.f("fk_campaign_draft_received_by_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign_draft")),
    )
    with op.batch_alter_table("campaign_draft", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_campaign_draft_campaign_id"), ["campaign_id"], unique=False)

    op.create_table(
        "channel_account",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("external_id", sa.String(), nullable=False),
        sa.Column("reachable", sa.Boolean(), nullable=False),
        sa.Column("last_seen_at", storage.types.Instant(), nullable=False),
        sa.Column("seen", sa.JSON(none_as_null=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_channel_account_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_channel_account")),
        sa.UniqueConstraint("channel", "external_id", name=op.f("uq_channel_account_channel_external_id")),
    )
    with op.batch_alter_table("channel_account", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_channel_account_person_id"), ["person_id"], unique=False)

    op.create_table(
        "code_attempt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", storage.types.Instant(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_code_attempt_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_code_attempt")),
    )
    with op.batch_alter_table("code_attempt", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_code_attempt_person_id"), ["person_id"], unique=False)

    op.create_table(
        "conflict",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("declared_at", storage.types.Instant(), nullable=False),
        sa.Column("ended_at", storage.types.Instant(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_conflict_person_id_person")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_conflict_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conflict")),
    )
    with op.batch_alter_table("conflict", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_conflict_person_id"), ["person_id"], unique=False)

    op.create_table(
        "data_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column(
            "kind",
            sa.Enum("access", "correction", "deletion", "other", name="datarequestkind", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("text", sa.String(), nullable=True),
        sa.Column("asked_at", storage.types.Instant(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("done_at", storage.types.Instant(), nullable=True),
        sa.Column("done_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["done_by"], ["person.id"], name=op.f("fk_data_request_done_by_person")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_data_request_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_data_request")),
    )
    with op.batch_alter_table("data_request", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_data_request_person_id"), ["person_id"], unique=False)

    op.create_table(
        "entry_source",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Enum("phone", "paper", name="sourcekind", native_enum=False, length=32), nullable=False),
        sa.Column("files", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("talked_to", sa.String(), nullable=True),
        sa.Column("talked_on", sa.Date(), nullable=True),
        sa.Column("entered_by", sa.Integer(), nullable=False),
        sa.Column("begun_at", storage.types.Instant(), nullable=False),
        sa.Column("papers_since", storage.types.Instant(), nullable=True),
        sa.Column("papers_at", storage.types.Instant(), nullable=True),
        sa.ForeignKeyConstraint(["entered_by"], ["person.id"], name=op.f("fk_entry_source_entered_by_person")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_entry_source_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entry_source")),
    )
    with op.batch_alter_table("entry_source", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_entry_source_papers_at"), ["papers_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_entry_source_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "history",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", storage.types.Instant(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("campaign_id", sa.String(), nullable=True),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("submission_id", sa.Integer(), nullable=True),
        sa.Column("on_behalf", sa.Boolean(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("before", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("after", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("why", sa.String(), nullable=True),
        sa.Column("chain", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_history_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_history")),
        sa.UniqueConstraint("chain", "position", name=op.f("uq_history_chain_position")),
    )
    with op.batch_alter_table("history", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_history_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "opened_campaign",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column(
            "state", sa.Enum("open", "closed", name="campaignstate", native_enum=False, length=32), nullable=False
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("opened_at", storage.types.Instant(), nullable=False),
        sa.Column("opened_by", sa.Integer(), nullable=True),
        sa.Column("closed_at", storage.types.Instant(), nullable=True),
        sa.ForeignKeyConstraint(["opened_by"], ["person.id"], name=op.f("fk_opened_campaign_opened_by_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opened_campaign")),
    )
    op.create_table(
        "personal_reminder",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", storage.types.Instant(), nullable=False),
        sa.Column("deadline", sa.String(), nullable=True),
        sa.Column("asked_at", storage.types.Instant(), nullable=False),
        sa.Column("sent_at", storage.types.Instant(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_personal_reminder_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_personal_reminder")),
    )
    with op.batch_alter_table("personal_reminder", schema=None) as batch_op:
        batch_op.create_index("ix_personal_reminder_due", ["sent_at", "at"], unique=False)

    op.create_table(
        "ready_phrase",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_ready_phrase_person_id_person")),
        sa.PrimaryKeyConstraint("person_id", "position", name=op.f("pk_ready_phrase")),
    )
    op.create_table(
        "roster_contact",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=True),
        sa.Column(
            "role",
            sa.Enum(
                "unit_contact",
                "unit_leader",
                "reviewer",
                "council_secretary",
                "decision_maker",
                "organizer",
                "individual",
                name="role",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("listed_at", storage.types.Instant(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("closed_at", storage.types.Instant(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_roster_contact_person_id_person")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_roster_contact_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roster_contact")),
    )
    with op.batch_alter_table("roster_contact", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_roster_contact_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_roster_contact_phone"), ["phone"], unique=False)
        batch_op.create_index(batch_op.f("ix_roster_contact_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "stand_in",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("deputy_id", sa.Integer(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("named_by", sa.Integer(), nullable=True),
        sa.Column("named_at", storage.types.Instant(), nullable=False),
        sa.Column("ended_at", storage.types.Instant(), nullable=True),
        sa.ForeignKeyConstraint(["deputy_id"], ["person.id"], name=op.f("fk_stand_in_deputy_id_person")),
        sa.ForeignKeyConstraint(["named_by"], ["person.id"], name=op.f("fk_stand_in_named_by_person")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_stand_in_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stand_in")),
    )
    with op.batch_alter_table("stand_in", schema=None) as batch_op:
        batch_op.create_index("ix_stand_in_deputy", ["deputy_id"], unique=False)

    op.create_table(
        "trial",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("tables", sa.String(), nullable=False),
        sa.Column("updated_at", storage.types.Instant(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_trial_person_id_person")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_trial")),
    )
    with op.batch_alter_table("trial", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_trial_updated_at"), ["updated_at"], unique=False)

    op.create_table(
        "campaign_version",
        sa.Column("campaign_id", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("definition", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("created_at", storage.types.Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["opened_campaign.id"], name=op.f("fk_campaign_version_campaign_id_opened_campaign")
        ),
        sa.PrimaryKeyConstraint("campaign_id", "version", name=op.f("pk_campaign_version")),
    )
    op.create_table(
        "candidate",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.String(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("added_by", sa.Integer(), nullable=True),
        sa.Column("added_at", storage.types.Instant(), nullable=False),
        sa.Column("removed_at", storage.types.Instant(), nullable=True),
        sa.ForeignKeyConstraint(["added_by"], ["person.id"], name=op.f("fk_candidate_added_by_person")),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["opened_campaign.id"], name=op.f("fk_candidate_campaign_id_opened_campaign")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_candidate_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_candidate")),
    )
    with op.batch_alter_table("candidate", schema=None) as batch_op:
        batch_op.create_index("ix_candidate_unit", ["campaign_id", "unit_id"], unique=False)

    op.create_table(
        "deadline_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.String(), nullable=False),
        sa.Column("deadline", sa.String(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("counts", sa.Boolean(), nullable=False),
        sa.Column("changed_by", sa.Integer(), nullable=True),
        sa.Column("changed_at", storage.types.Instant(), nullable=False),
        sa.Column("undone_at", storage.types.Instant(), nullable=True),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["opened_campaign.id"], name=op.f("fk_deadline_change_campaign_id_opened_campaign")
        ),
        sa.ForeignKeyConstraint(["changed_by"], ["person.id"], name=op.f("fk_deadline_change_changed_by_person")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_deadline_change_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deadline_change")),
    )
    with op.batch_alter_table("deadline_change", schema=None) as batch_op:
        batch_op.create_index("ix_deadline_change_campaign", ["campaign_id", "deadline"], unique=False)

    op.create_table(
        "initiative",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.String(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("fields", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("receipt", sa.String(), nullable=True),
        sa.Column("registered_by", sa.Integer(), nullable=True),
        sa.Column("registered_at", storage.types.Instant(), nullable=False),
        sa.Column("status", sa.String(), nullable=True),
        sa.Column("status_by", sa.Integer(), nullable=True),
        sa.Column("status_at", storage.types.Instant(), nullable=True),
        sa.Column("removed_at", storage.types.Instant(), nullable=True),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["opened_campaign.id"], name=op.f("fk_initiative_campaign_id_opened_campaign")
        ),
        sa.ForeignKeyConstraint(["registered_by"], ["person.id"], name=op.f("fk_initiative_registered_by_person")),
        sa.ForeignKeyConstraint(["status_by"], ["person.id"], name=op.f("fk_initiative_status_by_person")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_initiative_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_initiative")),
        sa.UniqueConstraint("receipt", name=op.f("uq_initiative_receipt")),
    )
    with op.batch_alter_table("initiative", schema=None) as batch_op:
        batch_op.create_index("ix_initiative_unit", ["campaign_id", "unit_id"], unique=False)

    op.create_table(
        "outgoing",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=True),
        sa.Column("payload", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("proactive", sa.Boolean(), nullable=False),
        sa.Column("not_before", storage.types.Instant(), nullable=False),
        sa.Column("valid_until", storage.types.Instant(), nullable=True),
        sa.Column("report_to", sa.Integer(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "waiting", "sent", "rejected", "gone", "outdated", name="outboxstate", native_enum=False, length=32
            ),
            nullable=False,
        ),
        sa.Column("claimed_by", sa.String(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("retry_at", storage.types.Instant(), nullable=True),
        sa.Column("sent_at", storage.types.Instant(), nullable=True),
        sa.Column("external_id", sa.String(), nullable=True),
        sa.Column("error", sa.String(), nullable=True),
        sa.Column("doubted_at", storage.types.Instant(), nullable=True),
        sa.Column("pressed_choice", sa.Integer(), nullable=True),
        sa.Column("pressed_at", storage.types.Instant(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["channel_account.id"], name=op.f("fk_outgoing_account_id_channel_account")
        ),
        sa.ForeignKeyConstraint(["event_id"], ["journal_event.id"], name=op.f("fk_outgoing_event_id_journal_event")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_outgoing_person_id_person")),
        sa.ForeignKeyConstraint(["report_to"], ["person.id"], name=op.f("fk_outgoing_report_to_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outgoing")),
    )
    with op.batch_alter_table("outgoing", schema=None) as batch_op:
        batch_op.create_index("ix_outbox_account", ["account_id"], unique=False)
        batch_op.create_index(
            "ix_outbox_doubted",
            ["doubted_at"],
            unique=False,
            sqlite_where=sa.text("doubted_at IS NOT NULL"),
            postgresql_where=sa.text("doubted_at IS NOT NULL"),
        )
        batch_op.create_index("ix_outbox_due", ["state", "channel", "not_before"], unique=False)
        batch_op.create_index(batch_op.f("ix_outgoing_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_outgoing_report_to"), ["report_to"], unique=False)

    op.create_table(
        "publication",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.String(), nullable=False),
        sa.Column("published_by", sa.Integer(), nullable=True),
        sa.Column("published_at", storage.types.Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["opened_campaign.id"], name=op.f("fk_publication_campaign_id_opened_campaign")
        ),
        sa.ForeignKeyConstraint(["published_by"], ["person.id"], name=op.f("fk_publication_published_by_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_publication")),
    )
    with op.batch_alter_table("publication", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_publication_campaign_id"), ["campaign_id"], unique=False)

    op.create_table(
        "reminder",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.String(), nullable=False),
        sa.Column("deadline", sa.String(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("candidate_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("offset", sa.String(), nullable=False),
        sa.Column("planned_at", storage.types.Instant(), nullable=False),
        sa.Column("sent_at", storage.types.Instant(), nullable=False),
        sa.Column("caught_up", sa.Boolean(), nullable=False),
        sa.Column("lost", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["opened_campaign.id"], name=op.f("fk_reminder_campaign_id_opened_campaign")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_reminder_person_id_person")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_reminder_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminder")),
        sa.UniqueConstraint(
            "campaign_id",
            "deadline",
            "due_on",
            "unit_id",
            "candidate_id",
            "person_id",
            "offset",
            name="uq_reminder_once",
        ),
    )
    with op.batch_alter_table("reminder", schema=None) as batch_op:
        batch_op.create_index("ix_reminder_lost", ["lost", "person_id"], unique=False)
        batch_op.create_index("ix_reminder_person", ["person_id"], unique=False)

    op.create_table(
        "roster_import",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "shown",
                "confirmed",
                "applying",
                "done",
                "dropped",
                name="importstate",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("shown", sa.String(), nullable=True),
        sa.Column("at", storage.types.Instant(), nullable=False),
        sa.Column("claimed_until", storage.types.Instant(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["channel_account.id"], name=op.f("fk_roster_import_account_id_channel_account")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_roster_import_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roster_import")),
    )
    op.create_table(
        "second_rule",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.String(), nullable=False),
        sa.Column("percent", sa.Integer(), nullable=False),
        sa.Column("seed", sa.String(), nullable=False),
        sa.Column("least", sa.String(), nullable=True),
        sa.Column("blind", sa.Boolean(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=False),
        sa.Column("made_at", storage.types.Instant(), nullable=False),
        sa.Column("ended_at", storage.types.Instant(), nullable=True),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["opened_campaign.id"], name=op.f("fk_second_rule_campaign_id_opened_campaign")
        ),
        sa.ForeignKeyConstraint(["made_by"], ["person.id"], name=op.f("fk_second_rule_made_by_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_second_rule")),
    )
    with op.batch_alter_table("second_rule", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_second_rule_campaign_id"), ["campaign_id"], unique=False)

    op.create_table(
        "step_member",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.String(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("since", storage.types.Instant(), nullable=False),
        sa.Column("until", storage.types.Instant(), nullable=True),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["opened_campaign.id"], name=op.f("fk_step_member_campaign_id_opened_campaign")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_step_member_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_step_member")),
    )
    with op.batch_alter_table("step_member", schema=None) as batch_op:
        batch_op.create_index("ix_step_member_step", ["campaign_id", "step"], unique=False)

    op.create_table(
        "award_ruling",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.String(), nullable=False),
        sa.Column("round", sa.String(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("candidate_id", sa.Integer(), nullable=True),
        sa.Column("item", sa.String(), nullable=False),
        sa.Column("award", sa.String(), nullable=True),
        sa.Column(
            "ruling", sa.Enum("accepted", "refused", name="ruling", native_enum=False, length=32), nullable=False
        ),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("decided_by", sa.Integer(), nullable=False),
        sa.Column("decided_at", storage.types.Instant(), nullable=False),
        sa.Column("undone_by", sa.Integer(), nullable=True),
        sa.Column("undone_at", storage.types.Instant(), nullable=True),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["opened_campaign.id"], name=op.f("fk_award_ruling_campaign_id_opened_campaign")
        ),
        sa.ForeignKeyConstraint(
            ["candidate_id"], ["candidate.id"], name=op.f("fk_award_ruling_candidate_id_candidate")
        ),
        sa.ForeignKeyConstraint(["decided_by"], ["person.id"], name=op.f("fk_award_ruling_decided_by_person")),
        sa.ForeignKeyConstraint(["undone_by"], ["person.id"], name=op.f("fk_award_ruling_undone_by_person")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_award_ruling_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_award_ruling")),
    )
    with op.batch_alter_table("award_ruling", schema=None) as batch_op:
        batch_op.create_index("ix_award_ruling_campaign", ["campaign_id", "round", "unit_id"], unique=False)

    op.create_table(
        "conversation",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("behalf_unit_id", sa.Integer(), nullable=True),
        sa.Column("entry_source_id", sa.Integer(), nullable=True),
        sa.Column("candidate_id", sa.Integer(), nullable=True),
        sa.Column("round", sa.String(), nullable=True),
        sa.Column("flow", sa.String(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("data", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("question", sa.Integer(), nullable=True),
        sa.Column("standing", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("updated_at", storage.types.Instant(), nullable=False),
        sa.ForeignKeyConstraint(["behalf_unit_id"], ["unit.id"], name=op.f("fk_conversation_behalf_unit_id_unit")),
        sa.ForeignKeyConstraint(
            ["candidate_id"], ["candidate.id"], name=op.f("fk_conversation_candidate_id_candidate")
        ),
        sa.ForeignKeyConstraint(
            ["entry_source_id"], ["entry_source.id"], name=op.f("fk_conversation_entry_source_id_entry_source")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_conversation_person_id_person")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_conversation_unit_id_unit")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_conversation")),
    )
    op.create_table(
        "dossier_check",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.String(), nullable=False),
        sa.Column("round", sa.String(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("candidate_id", sa.Integer(), nullable=True),
        sa.Column(
            "finding", sa.Enum("complete", "insufficient", name="finding", native_enum=False, length=32), nullable=False
        ),
        sa.Column("document", sa.String(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("upto", sa.Integer(), nullable=False),
        sa.Column("fix_by", sa.Date(), nullable=True),
        sa.Column("found_by", sa.Integer(), nullable=False),
        sa.Column("found_at", storage.types.Instant(), nullable=False),
        sa.Column("undone_by", sa.Integer(), nullable=True),
        sa.Column("undone_at", storage.types.Instant(), nullable=True),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["opened_campaign.id"], name=op.f("fk_dossier_check_campaign_id_opened_campaign")
        ),
        sa.ForeignKeyConstraint(
            ["candidate_id"], ["candidate.id"], name=op.f("fk_dossier_check_candidate_id_candidate")
        ),
        sa.ForeignKeyConstraint(["found_by"], ["person.id"], name=op.f("fk_dossier_check_found_by_person")),
        sa.ForeignKeyConstraint(["undone_by"], ["person.id"], name=op.f("fk_dossier_check_undone_by_person")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_dossier_check_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dossier_check")),
    )
    with op.batch_alter_table("dossier_check", schema=None) as batch_op:
        batch_op.create_index("ix_dossier_check_unit", ["campaign_id", "unit_id", "candidate_id"], unique=False)

    op.create_table(
        "dossier_paper",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.String(), nullable=False),
        sa.Column("round", sa.String(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("candidate_id", sa.Integer(), nullable=True),
        sa.Column("document", sa.String(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("file", "link", "document", "explanation", name="evidencekind", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("digest", sa.String(), nullable=True),
        sa.Column("name", sa.String(), nullable=True),
        sa.Column("text", sa.String(), nullable=True),
        sa.Column("document_date", sa.Date(), nullable=True),
        sa.Column("album", sa.String(), nullable=True),
        sa.Column("added_by", sa.Integer(), nullable=True),
        sa.Column("added_at", storage.types.Instant(), nullable=False),
        sa.Column("entry_source_id", sa.Integer(), nullable=True),
        sa.Column("removed_by", sa.Integer(), nullable=True),
        sa.Column("removed_at", storage.types.Instant(), nullable=True),
        sa.ForeignKeyConstraint(["added_by"], ["person.id"], name=op.f("fk_dossier_paper_added_by_person")),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["opened_campaign.id"], name=op.f("fk_dossier_paper_campaign_id_opened_campaign")
        ),
        sa.ForeignKeyConstraint(
            ["candidate_id"], ["candidate.id"], name=op.f("fk_dossier_paper_candidate_id_candidate")
        ),
        sa.ForeignKeyConstraint(["digest"], ["stored_file.digest"], name=op.f("fk_dossier_paper_digest_stored_file")),
        sa.ForeignKeyConstraint(
            ["entry_source_id"], ["entry_source.id"], name=op.f("fk_dossier_paper_entry_source_id_entry_source")
        ),
        sa.ForeignKeyConstraint(["removed_by"], ["person.id"], name=op.f("fk_dossier_paper_removed_by_person")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_dossier_paper_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dossier_paper")),
    )
    with op.batch_alter_table("dossier_paper", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_dossier_paper_digest"), ["digest"], unique=False)
        batch_op.create_index("ix_dossier_paper_unit", ["campaign_id", "unit_id", "candidate_id"], unique=False)

    op.create_table(
        "fulfilment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.String(), nullable=False),
        sa.Column("deadline", sa.String(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("candidate_id", sa.Integer(), nullable=True),
        sa.Column("done_on", sa.Date(), nullable=False),
        sa.Column("recorded_by", sa.Integer(), nullable=True),
        sa.Column("recorded_at", storage.types.Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["opened_campaign.id"], name=op.f("fk_fulfilment_campaign_id_opened_campaign")
        ),
        sa.ForeignKeyConstraint(["candidate_id"], ["candidate.id"], name=op.f("fk_fulfilment_candidate_id_candidate")),
        sa.ForeignKeyConstraint(["recorded_by"], ["person.id"], name=op.f("fk_fulfilment_recorded_by_person")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_fulfilment_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fulfilment")),
    )
    with op.batch_alter_table("fulfilment", schema=None) as batch_op:
        batch_op.create_index("uq_fulfilment_candidate", ["campaign_id", "deadline", "candidate_id"], unique=True)
        batch_op.create_index(
            "uq_fulfilment_unit",
            ["campaign_id", "deadline", "unit_id"],
            unique=True,
            sqlite_where=sa.text("candidate_id IS NULL"),
            postgresql_where=sa.text("candidate_id IS NULL"),
        )

    op.create_table(
        "invitation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code_hash", sa.String(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "unit_contact",
                "unit_leader",
                "reviewer",
                "council_secretary",
                "decision_maker",
                "organizer",
                "individual",
                name="role",
                native_enum=False,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("candidate_id", sa.Integer(), nullable=True),
        sa.Column("contact_id", sa.Integer(), nullable=True),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("replaces", sa.Integer(), nullable=True),
        sa.Column("created_at", storage.types.Instant(), nullable=False),
        sa.Column("expires_at", storage.types.Instant(), nullable=False),
        sa.Column("channel", sa.String(), nullable=True),
        sa.Column("used_at", storage.types.Instant(), nullable=True),
        sa.Column("used_by", sa.Integer(), nullable=True),
        sa.Column("revoked_at", storage.types.Instant(), nullable=True),
        sa.ForeignKeyConstraint(["candidate_id"], ["candidate.id"], name=op.f("fk_invitation_candidate_id_candidate")),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["roster_contact.id"], name=op.f("fk_invitation_contact_id_roster_contact")
        ),
        sa.ForeignKeyConstraint(["created_by"], ["person.id"], name=op.f("fk_invitation_created_by_person")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_invitation_person_id_person")),
        sa.ForeignKeyConstraint(["replaces"], ["person.id"], name=op.f("fk_invitation_replaces_person")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_invitation_unit_id_unit")),
        sa.ForeignKeyConstraint(["used_by"], ["person.id"], name=op.f("fk_invitation_used_by_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_invitation_code_hash")),
    )
    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_invitation_candidate_id"), ["candidate_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_invitation_contact_id"), ["contact_id"], unique=False)

    op.create_table(
        "membership",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "unit_contact",
                "unit_leader",
                "reviewer",
                "council_secretary",
                "decision_maker",
                "organizer",
                "individual",
                name="role",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("candidate_id", sa.Integer(), nullable=True),
        sa.Column("since", storage.types.Instant(), nullable=False),
        sa.Column("until", storage.types.Instant(), nullable=True),
        sa.ForeignKeyConstraint(["candidate_id"], ["candidate.id"], name=op.f("fk_membership_candidate_id_candidate")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_membership_person_id_person")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_membership_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership")),
    )
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_membership_candidate_id"), ["candidate_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_membership_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_membership_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "office_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.String(), nullable=False),
        sa.Column("round", sa.String(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("candidate_id", sa.Integer(), nullable=True),
        sa.Column("item", sa.String(), nullable=False),
        sa.Column("facts", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("answered_by", sa.Integer(), nullable=True),
        sa.Column("answered_at", storage.types.Instant(), nullable=False),
        sa.Column("undone_at", storage.types.Instant(), nullable=True),
        sa.ForeignKeyConstraint(["answered_by"], ["person.id"], name=op.f("fk_office_answer_answered_by_person")),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["opened_campaign.id"], name=op.f("fk_office_answer_campaign_id_opened_campaign")
        ),
        sa.ForeignKeyConstraint(
            ["candidate_id"], ["candidate.id"], name=op.f("fk_office_answer_candidate_id_candidate")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_office_answer_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_office_answer")),
    )
    with op.batch_alter_table("office_answer", schema=None) as batch_op:
        batch_op.create_index("ix_office_answer_campaign", ["campaign_id", "round"], unique=False)

    op.create_table(
        "officer_question",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("candidate_id", sa.Integer(), nullable=True),
        sa.Column("criterion", sa.String(), nullable=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("asked_at", storage.types.Instant(), nullable=False),
        sa.Column("answer", sa.String(), nullable=True),
        sa.Column("answered_by", sa.Integer(), nullable=True),
        sa.Column("answered_at", storage.types.Instant(), nullable=True),
        sa.ForeignKeyConstraint(["answered_by"], ["person.id"], name=op.f("fk_officer_question_answered_by_person")),
        sa.ForeignKeyConstraint(
            ["candidate_id"], ["candidate.id"], name=op.f("fk_officer_question_candidate_id_candidate")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_officer_question_person_id_person")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_officer_question_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_officer_question")),
    )
    with op.batch_alter_table("officer_question", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_officer_question_person_id"), ["person_id"], unique=False)

    op.create_table(
        "registration",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.String(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("candidate_id", sa.Integer(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "sent",
                "requested",
                "refused",
                "superseded",
                name="registrationstate",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("points", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("marks", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("fields", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("document_number", sa.String(), nullable=True),
        sa.Column("document_date", sa.Date(), nullable=True),
        sa.Column("document_file", sa.String(), nullable=True),
        sa.Column("changed_by", sa.Integer(), nullable=True),
        sa.Column("changed_at", storage.types.Instant(), nullable=False),
        sa.Column("sent_at", storage.types.Instant(), nullable=True),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("receipt", sa.String(), nullable=True),
        sa.Column("entry_source_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["opened_campaign.id"], name=op.f("fk_registration_campaign_id_opened_campaign")
        ),
        sa.ForeignKeyConstraint(
            ["candidate_id"], ["candidate.id"], name=op.f("fk_registration_candidate_id_candidate")
        ),
        sa.ForeignKeyConstraint(["changed_by"], ["person.id"], name=op.f("fk_registration_changed_by_person")),
        sa.ForeignKeyConstraint(
            ["document_file"], ["stored_file.digest"], name=op.f("fk_registration_document_file_stored_file")
        ),
        sa.ForeignKeyConstraint(
            ["entry_source_id"], ["entry_source.id"], name=op.f("fk_registration_entry_source_id_entry_source")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_registration_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registration")),
        sa.UniqueConstraint("receipt", name=op.f("uq_registration_receipt")),
    )
    with op.batch_alter_table("registration", schema=None) as batch_op:
        batch_op.create_index("ix_registration_unit", ["campaign_id", "unit_id"], unique=False)

    op.create_table(
        "submission",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.String(), nullable=False),
        sa.Column("campaign_version", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("candidate_id", sa.Integer(), nullable=True),
        sa.Column("round", sa.String(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("draft", "submitted", "returned", "approved", name="submissionstate", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("step", sa.String(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("first_sent_at", storage.types.Instant(), nullable=True),
        sa.Column("sent_at", storage.types.Instant(), nullable=True),
        sa.Column("receipt", sa.String(), nullable=True),
        sa.Column("return_due_on", sa.Date(), nullable=True),
        sa.Column("review_touched_at", storage.types.Instant(), nullable=True),
        sa.Column("approved_at", storage.types.Instant(), nullable=True),
        sa.Column("taken_by", sa.Integer(), nullable=True),
        sa.Column("taken_at", storage.types.Instant(), nullable=True),
        sa.Column("explain_until", sa.Date(), nullable=True),
        sa.Column("explain_from", storage.types.Instant(), nullable=True),
        sa.Column("second_at", storage.types.Instant(), nullable=True),
        sa.Column("entry_source_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["opened_campaign.id"], name=op.f("fk_submission_campaign_id_opened_campaign")
        ),
        sa.ForeignKeyConstraint(["candidate_id"], ["candidate.id"], name=op.f("fk_submission_candidate_id_candidate")),
        sa.ForeignKeyConstraint(
            ["entry_source_id"], ["entry_source.id"], name=op.f("fk_submission_entry_source_id_entry_source")
        ),
        sa.ForeignKeyConstraint(["taken_by"], ["person.id"], name=op.f("fk_submission_taken_by_person")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_submission_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submission")),
        sa.UniqueConstraint("receipt", name=op.f("uq_submission_receipt")),
    )
    with op.batch_alter_table("submission", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_submission_review_touched_at"), ["review_touched_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_submission_unit_id"), ["unit_id"], unique=False)
        batch_op.create_index("uq_submission_candidate", ["campaign_id", "candidate_id", "round"], unique=True)
        batch_op.create_index(
            "uq_submission_unit",
            ["campaign_id", "unit_id", "round"],
            unique=True,
            sqlite_where=sa.text("candidate_id IS NULL"),
            postgresql_where=sa.text("candidate_id IS NULL"),
        )

    op.create_table(
        "answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("criterion", sa.String(), nullable=False),
        sa.Column("facts", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("evidence_postponed", sa.Boolean(), nullable=False),
        sa.Column("answered_by", sa.Integer(), nullable=True),
        sa.Column("answered_at", storage.types.Instant(), nullable=False),
        sa.ForeignKeyConstraint(["answered_by"], ["person.id"], name=op.f("fk_answer_answered_by_person")),
        sa.ForeignKeyConstraint(["submission_id"], ["submission.id"], name=op.f("fk_answer_submission_id_submission")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer")),
        sa.UniqueConstraint("submission_id", "criterion", name=op.f("uq_answer_submission_id_criterion")),
    )
    op.create_table(
        "appraisal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("criterion", sa.String(), nullable=False),
        sa.Column("facts", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("decided_by", sa.Integer(), nullable=False),
        sa.Column("decided_at", storage.types.Instant(), nullable=False),
        sa.Column("undone_at", storage.types.Instant(), nullable=True),
        sa.ForeignKeyConstraint(["decided_by"], ["person.id"], name=op.f("fk_appraisal_decided_by_person")),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_appraisal_submission_id_submission")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appraisal")),
    )
    with op.batch_alter_table("appraisal", schema=None) as batch_op:
        batch_op.create_index("ix_appraisal_submission", ["submission_id", "number"], unique=False)

    op.create_table(
        "decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("criterion", sa.String(), nullable=False),
        sa.Column(
            "verdict",
            sa.Enum("approved", "returned", "left", name="verdict", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("points", sa.String(), nullable=True),
        sa.Column("decided_by", sa.Integer(), nullable=False),
        sa.Column("decided_at", storage.types.Instant(), nullable=False),
        sa.Column("undone_at", storage.types.Instant(), nullable=True),
        sa.Column("told_at", storage.types.Instant(), nullable=True),
        sa.ForeignKeyConstraint(["decided_by"], ["person.id"], name=op.f("fk_decision_decided_by_person")),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_decision_submission_id_submission")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision")),
    )
    with op.batch_alter_table("decision", schema=None) as batch_op:
        batch_op.create_index("ix_decision_submission", ["submission_id", "number"], unique=False)

    op.create_table(
        "explanation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("criterion", sa.String(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("begun_by", sa.Integer(), nullable=True),
        sa.Column("begun_at", storage.types.Instant(), nullable=False),
        sa.Column("sent_at", storage.types.Instant(), nullable=True),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_at", storage.types.Instant(), nullable=True),
        sa.Column("reopened_by", sa.Integer(), nullable=True),
        sa.Column("reopened_at", storage.types.Instant(), nullable=True),
        sa.ForeignKeyConstraint(["begun_by"], ["person.id"], name=op.f("fk_explanation_begun_by_person")),
        sa.ForeignKeyConstraint(["decided_by"], ["person.id"], name=op.f("fk_explanation_decided_by_person")),
        sa.ForeignKeyConstraint(["reopened_by"], ["person.id"], name=op.f("fk_explanation_reopened_by_person")),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_explanation_submission_id_submission")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_explanation")),
    )
    with op.batch_alter_table("explanation", schema=None) as batch_op:
        batch_op.create_index("ix_explanation_submission", ["submission_id", "number"], unique=False)

    op.create_table(
        "first_seen",
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("seen_at", storage.types.Instant(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_first_seen_person_id_person")),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_first_seen_submission_id_submission")
        ),
        sa.PrimaryKeyConstraint("submission_id", "person_id", name=op.f("pk_first_seen")),
    )
    op.create_table(
        "second_review",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("drawn", sa.Boolean(), nullable=False),
        sa.Column("difference", sa.String(), nullable=False),
        sa.Column("blind", sa.Boolean(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=True),
        sa.Column("asked_at", storage.types.Instant(), nullable=False),
        sa.Column("second_id", sa.Integer(), nullable=True),
        sa.Column("compared_at", storage.types.Instant(), nullable=True),
        sa.Column("settler_id", sa.Integer(), nullable=True),
        sa.Column("waived_by", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("ended_at", storage.types.Instant(), nullable=True),
        sa.ForeignKeyConstraint(["second_id"], ["person.id"], name=op.f("fk_second_review_second_id_person")),
        sa.ForeignKeyConstraint(["settler_id"], ["person.id"], name=op.f("fk_second_review_settler_id_person")),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_second_review_submission_id_submission")
        ),
        sa.ForeignKeyConstraint(["waived_by"], ["person.id"], name=op.f("fk_second_review_waived_by_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_second_review")),
    )
    with op.batch_alter_table("second_review", schema=None) as batch_op:
        batch_op.create_index("ix_second_review_submission", ["submission_id", "number"], unique=False)

    op.create_table(
        "step_record",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column(
            "act",
            sa.Enum("passed", "returned", "recorded", name="stepact", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("on", sa.Date(), nullable=True),
        sa.Column("by", sa.Integer(), nullable=True),
        sa.Column("at", storage.types.Instant(), nullable=False),
        sa.Column("undone_at", storage.types.Instant(), nullable=True),
        sa.ForeignKeyConstraint(["by"], ["person.id"], name=op.f("fk_step_record_by_person")),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_step_record_submission_id_submission")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_step_record")),
    )
    with op.batch_alter_table("step_record", schema=None) as batch_op:
        batch_op.create_index("ix_step_record_submission", ["submission_id"], unique=False)

    op.create_table(
        "submission_version",
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("total", sa.String(), nullable=True),
        sa.Column("sent_by", sa.Integer(), nullable=True),
        sa.Column("sent_at", storage.types.Instant(), nullable=False),
        sa.ForeignKeyConstraint(["sent_by"], ["person.id"], name=op.f("fk_submission_version_sent_by_person")),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_submission_version_submission_id_submission")
        ),
        sa.PrimaryKeyConstraint("submission_id", "number", name=op.f("pk_submission_version")),
    )
    op.create_table(
        "evidence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("criterion", sa.String(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("file", "link", "document", "explanation", name="evidencekind", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("digest", sa.String(), nullable=True),
        sa.Column("name", sa.String(), nullable=True),
        sa.Column("text", sa.String(), nullable=True),
        sa.Column("document_date", sa.Date(), nullable=True),
        sa.Column("album", sa.String(), nullable=True),
        sa.Column("added_by", sa.Integer(), nullable=True),
        sa.Column("added_at", storage.types.Instant(), nullable=False),
        sa.Column("removed_at", storage.types.Instant(), nullable=True),
        sa.Column("explanation_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["added_by"], ["person.id"], name=op.f("fk_evidence_added_by_person")),
        sa.ForeignKeyConstraint(["digest"], ["stored_file.digest"], name=op.f("fk_evidence_digest_stored_file")),
        sa.ForeignKeyConstraint(
            ["explanation_id"], ["explanation.id"], name=op.f("fk_evidence_explanation_id_explanation")
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_evidence_submission_id_submission")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence")),
    )
    with op.batch_alter_table("evidence", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_evidence_submission_id"), ["submission_id"], unique=False)

    op.create_table(
        "second_opinion",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("review_id", sa.Integer(), nullable=False),
        sa.Column("criterion", sa.String(), nullable=False),
        sa.Column(
            "opinion",
            sa.Enum("approved", "corrected", "left", "returned", name="opinion", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("facts", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("decided_by", sa.Integer(), nullable=False),
        sa.Column("decided_at", storage.types.Instant(), nullable=False),
        sa.Column("undone_at", storage.types.Instant(), nullable=True),
        sa.Column("settled_for", sa.String(), nullable=True),
        sa.Column("settled_reason", sa.String(), nullable=True),
        sa.Column("settled_by", sa.Integer(), nullable=True),
        sa.Column("settled_at", storage.types.Instant(), nullable=True),
        sa.ForeignKeyConstraint(["decided_by"], ["person.id"], name=op.f("fk_second_opinion_decided_by_person")),
        sa.ForeignKeyConstraint(
            ["review_id"], ["second_review.id"], name=op.f("fk_second_opinion_review_id_second_review")
        ),
        sa.ForeignKeyConstraint(["settled_by"], ["person.id"], name=op.f("fk_second_opinion_settled_by_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_second_opinion")),
    )
    with op.batch_alter_table("second_opinion", schema=None) as batch_op:
        batch_op.create_index("ix_second_opinion_review", ["review_id"], unique=False)


def downgrade() -> None:  # noqa: PLR0915 - generated: a statement for every table
    with op.batch_alter_table("second_opinion", schema=None) as batch_op:
        batch_op.drop_index("ix_second_opinion_review")

    op.drop_table("second_opinion")
    with op.batch_alter_table("evidence", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_evidence_submission_id"))

    op.drop_table("evidence")
    op.drop_table("submission_version")
    with op.batch_alter_table("step_record", schema=None) as batch_op:
        batch_op.drop_index("ix_step_record_submission")

    op.drop_table("step_record")
    with op.batch_alter_table("second_review", schema=None) as batch_op:
        batch_op.drop_index("ix_second_review_submission")

    op.drop_table("second_review")
    op.drop_table("first_seen")
    with op.batch_alter_table("explanation", schema=None) as batch_op:
        batch_op.drop_index("ix_explanation_submission")

    op.drop_table("explanation")
    with op.batch_alter_table("decision", schema=None) as batch_op:
        batch_op.drop_index("ix_decision_submission")

    op.drop_table("decision")
    with op.batch_alter_table("appraisal", schema=None) as batch_op:
        batch_op.drop_index("ix_appraisal_submission")

    op.drop_table("appraisal")
    op.drop_table("answer")
    with op.batch_alter_table("submission", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_submission_unit",
            sqlite_where=sa.text("candidate_id IS NULL"),
            postgresql_where=sa.text("candidate_id IS NULL"),
        )
        batch_op.drop_index("uq_submission_candidate")
        batch_op.drop_index(batch_op.f("ix_submission_unit_id"))
        batch_op.drop_index(batch_op.f("ix_submission_review_touched_at"))

    op.drop_table("submission")
    with op.batch_alter_table("registration", schema=None) as batch_op:
        batch_op.drop_index("ix_registration_unit")

    op.drop_table("registration")
    with op.batch_alter_table("officer_question", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_officer_question_person_id"))

    op.drop_table("officer_question")
    with op.batch_alter_table("office_answer", schema=None) as batch_op:
        batch_op.drop_index("ix_office_answer_campaign")

    op.drop_table("office_answer")
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_membership_unit_id"))
        batch_op.drop_index(batch_op.f("ix_membership_person_id"))
        batch_op.drop_index(batch_op.f("ix_membership_candidate_id"))

    op.drop_table("membership")
    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_invitation_contact_id"))
        batch_op.drop_index(batch_op.f("ix_invitation_candidate_id"))

    op.drop_table("invitation")
    with op.batch_alter_table("fulfilment", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_fulfilment_unit",
            sqlite_where=sa.text("candidate_id IS NULL"),
            postgresql_where=sa.text("candidate_id IS NULL"),
        )
        batch_op.drop_index("uq_fulfilment_candidate")

    op.drop_table("fulfilment")
    with op.batch_alter_table("dossier_paper", schema=None) as batch_op:
        batch_op.drop_index("ix_dossier_paper_unit")
        batch_op.drop_index(batch_op.f("ix_dossier_paper_digest"))

    op.drop_table("dossier_paper")
    with op.batch_alter_table("dossier_check", schema=None) as batch_op:
        batch_op.drop_index("ix_dossier_check_unit")

    op.drop_table("dossier_check")
    op.drop_table("conversation")
    with op.batch_alter_table("award_ruling", schema=None) as batch_op:
        batch_op.drop_index("ix_award_ruling_campaign")

    op.drop_table("award_ruling")
    with op.batch_alter_table("step_member", schema=None) as batch_op:
        batch_op.drop_index("ix_step_member_step")

    op.drop_table("step_member")
    with op.batch_alter_table("second_rule", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_second_rule_campaign_id"))

    op.drop_table("second_rule")
    op.drop_table("roster_import")
    with op.batch_alter_table("reminder", schema=None) as batch_op:
        batch_op.drop_index("ix_reminder_person")
        batch_op.drop_index("ix_reminder_lost")

    op.drop_table("reminder")
    with op.batch_alter_table("publication", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_publication_campaign_id"))

    op.drop_table("publication")
    with op.batch_alter_table("outgoing", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_outgoing_report_to"))
        batch_op.drop_index(batch_op.f("ix_outgoing_person_id"))
        batch_op.drop_index("ix_outbox_due")
        batch_op.drop_index(
            "ix_outbox_doubted",
            sqlite_where=sa.text("doubted_at IS NOT NULL"),
            postgresql_where=sa.text("doubted_at IS NOT NULL"),
        )
        batch_op.drop_index("ix_outbox_account")

    op.drop_table("outgoing")
    with op.batch_alter_table("initiative", schema=None) as batch_op:
        batch_op.drop_index("ix_initiative_unit")

    op.drop_table("initiative")
    with op.batch_alter_table("deadline_change", schema=None) as batch_op:
        batch_op.drop_index("ix_deadline_change_campaign")

    op.drop_table("deadline_change")
    with op.batch_alter_table("candidate", schema=None) as batch_op:
        batch_op.drop_index("ix_candidate_unit")

    op.drop_table("candidate")
    op.drop_table("campaign_version")
    with op.batch_alter_table("trial", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_trial_updated_at"))

    op.drop_table("trial")
    with op.batch_alter_table("stand_in", schema=None) as batch_op:
        batch_op.drop_index("ix_stand_in_deputy")

    op.drop_table("stand_in")
    with op.batch_alter_table("roster_contact", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_roster_contact_unit_id"))
        batch_op.drop_index(batch_op.f("ix_roster_contact_phone"))
        batch_op.drop_index(batch_op.f("ix_roster_contact_person_id"))

    op.drop_table("roster_contact")
    op.drop_table("ready_phrase")
    with op.batch_alter_table("personal_reminder", schema=None) as batch_op:
        batch_op.drop_index("ix_personal_reminder_due")

    op.drop_table("personal_reminder")
    op.drop_table("opened_campaign")
    with op.batch_alter_table("history", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_history_unit_id"))

    op.drop_table("history")
    with op.batch_alter_table("entry_source", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_entry_source_unit_id"))
        batch_op.drop_index(batch_op.f("ix_entry_source_papers_at"))

    op.drop_table("entry_source")
    with op.batch_alter_table("data_request", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_data_request_person_id"))

    op.drop_table("data_request")
    with op.batch_alter_table("conflict", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_conflict_person_id"))

    op.drop_table("conflict")
    with op.batch_alter_table("code_attempt", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_code_attempt_person_id"))

    op.drop_table("code_attempt")
    with op.batch_alter_table("channel_account", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_channel_account_person_id"))

    op.drop_table("channel_account")
    with op.batch_alter_table("campaign_draft", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_campaign_draft_campaign_id"))

    op.drop_table("campaign_draft")
    with op.batch_alter_table("calendar_change", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_calendar_change_batch"))

    op.drop_table("calendar_change")
    with op.batch_alter_table("access_request", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_access_request_person_id"))

    op.drop_table("access_request")
    op.drop_table("unit")
    op.drop_table("trail_head")
    op.drop_table("stored_file")
    op.drop_table("reminder_morning")
    op.drop_table("process")
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_person_phone"))

    op.drop_table("person")
    with op.batch_alter_table("journal_event", schema=None) as batch_op:
        batch_op.drop_index("ix_journal_open")

    op.drop_table("journal_event")
    op.drop_table("bot_state")
