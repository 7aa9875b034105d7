"""The white and the black list"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "credit_report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("platform", sa.String(length=16), nullable=False),
        sa.Column("matter", sa.String(length=5), nullable=False),
        sa.Column("about", sa.String(length=60), nullable=False),
        sa.Column("about_id", sa.Integer(), nullable=False),
        sa.Column("edition", sa.String(length=80), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("reported_on", sa.Date(), nullable=False),
        sa.Column("receipt", sa.String(length=80), nullable=True),
        sa.Column("reported_by", sa.String(length=40), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=True),
        sa.Column("live_key", sa.String(length=300), nullable=True),
        sa.Column("voided_at", sa.DateTime(), nullable=True),
        sa.Column("void_reason", sa.String(length=200), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credit_report")),
        sa.UniqueConstraint("live_key", name=op.f("uq_credit_report_live_key")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("credit_report", schema=None) as batch_op:
        batch_op.create_index("ix_credit_report_about", ["about", "about_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_credit_report_reported_on"), ["reported_on"], unique=False)

    op.create_table(
        "list_batch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("published_on", sa.Date(), nullable=True),
        sa.Column("approval", sa.String(length=80), nullable=True),
        sa.Column("approved_by", sa.String(length=40), nullable=True),
        sa.Column("state", sa.String(length=3), nullable=False),
        sa.Column("count", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(length=400), nullable=True),
        sa.Column("frozen", sa.String(length=4000000), nullable=True),
        sa.Column("frozen_hash", sa.String(length=64), nullable=True),
        sa.Column("voided_at", sa.DateTime(), nullable=True),
        sa.Column("void_reason", sa.String(length=200), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_list_batch")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("list_batch", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_list_batch_published_on"), ["published_on"], unique=False)

    op.create_table(
        "list_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("listing", sa.String(length=3), nullable=False),
        sa.Column("subject_kind", sa.String(length=7), nullable=False),
        sa.Column("institution_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("code", sa.String(length=32), nullable=True),
        sa.Column("legal_person", sa.String(length=40), nullable=True),
        sa.Column("id_number", sa.String(length=40), nullable=True),
        sa.Column("town", sa.String(length=40), nullable=True),
        sa.Column("address", sa.String(length=200), nullable=True),
        sa.Column("category", sa.String(length=20), nullable=True),
        sa.Column("content", sa.String(length=200), nullable=True),
        sa.Column("licence_no", sa.String(length=60), nullable=True),
        sa.Column("batch_id", sa.Integer(), nullable=True),
        sa.Column("standing", sa.String(length=3), nullable=False),
        sa.Column("listed_on", sa.Date(), nullable=True),
        sa.Column("item", sa.String(length=12), nullable=True),
        sa.Column("item_label", sa.String(length=120), nullable=True),
        sa.Column("reason", sa.String(length=2000), nullable=True),
        sa.Column("found_on", sa.Date(), nullable=True),
        sa.Column("basis", sa.String(length=2000), nullable=True),
        sa.Column("result", sa.String(length=400), nullable=True),
        sa.Column("decision_no", sa.String(length=80), nullable=True),
        sa.Column("decided_by", sa.String(length=60), nullable=True),
        sa.Column("approved_by", sa.String(length=40), nullable=True),
        sa.Column("told_on", sa.Date(), nullable=True),
        sa.Column("objection", sa.String(length=400), nullable=True),
        sa.Column("public_from", sa.Date(), nullable=True),
        sa.Column("public_until", sa.Date(), nullable=True),
        sa.Column("problem_id", sa.Integer(), nullable=True),
        sa.Column("removed_on", sa.Date(), nullable=True),
        sa.Column("removal", sa.String(length=13), nullable=True),
        sa.Column("removal_note", sa.String(length=400), nullable=True),
        sa.Column("removal_no", sa.String(length=80), nullable=True),
        sa.Column("removal_by", sa.String(length=40), nullable=True),
        sa.Column("note", sa.String(length=400), nullable=True),
        sa.Column("active_institution", sa.Integer(), nullable=True),
        sa.Column("active_code", sa.String(length=32), nullable=True),
        sa.Column("active_name", sa.String(length=340), nullable=True),
        sa.Column("voided_at", sa.DateTime(), nullable=True),
        sa.Column("void_reason", sa.String(length=200), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("search_text", sa.String(length=4000), nullable=False),
        sa.Column("initials", sa.String(length=2000), nullable=False),
        sa.Column("sort_key", sa.String(length=400), nullable=False),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["list_batch.id"], name=op.f("fk_list_entry_batch_id_list_batch")
        ),
        sa.ForeignKeyConstraint(
            ["institution_id"], ["institution.id"], name=op.f("fk_list_entry_institution_id_institution")
        ),
        sa.ForeignKeyConstraint(
            ["problem_id"], ["problem.id"], name=op.f("fk_list_entry_problem_id_problem")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_list_entry")),
        sa.UniqueConstraint("active_institution", name=op.f("uq_list_entry_active_institution")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("list_entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_list_entry_active_code"), ["active_code"], unique=False)
        batch_op.create_index(batch_op.f("ix_list_entry_active_name"), ["active_name"], unique=False)
        batch_op.create_index(batch_op.f("ix_list_entry_batch_id"), ["batch_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_list_entry_institution_id"), ["institution_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_list_entry_listed_on"), ["listed_on"], unique=False)
        batch_op.create_index(
            "ix_list_entry_listing_order", ["listing", "voided_at", "sort_key"], unique=False
        )
        batch_op.create_index(
            "ix_list_entry_listing_standing", ["listing", "standing", "voided_at"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_list_entry_problem_id"), ["problem_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_list_entry_public_until"), ["public_until"], unique=False)
        batch_op.create_index(batch_op.f("ix_list_entry_removed_on"), ["removed_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_list_entry_sort_key"), ["sort_key"], unique=False)
        batch_op.create_index(batch_op.f("ix_list_entry_town"), ["town"], unique=False)

    op.create_table(
        "penalty_decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=128), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("subject_kind", sa.String(length=7), nullable=False),
        sa.Column("institution_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("code", sa.String(length=32), nullable=True),
        sa.Column("legal_person", sa.String(length=50), nullable=True),
        sa.Column("id_number", sa.String(length=64), nullable=True),
        sa.Column("town", sa.String(length=40), nullable=True),
        sa.Column("offence", sa.String(length=200), nullable=False),
        sa.Column("facts", sa.String(length=2000), nullable=False),
        sa.Column("basis", sa.String(length=2000), nullable=False),
        sa.Column("kinds", sa.String(length=36), nullable=False),
        sa.Column("content", sa.String(length=2000), nullable=False),
        sa.Column("fine", sa.BigInteger(), nullable=True),
        sa.Column("confiscated", sa.BigInteger(), nullable=True),
        sa.Column("revoked", sa.String(length=200), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("public_until", sa.Date(), nullable=True),
        sa.Column("agency", sa.String(length=200), nullable=True),
        sa.Column("problem_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(length=400), nullable=True),
        sa.Column("live_number", sa.String(length=128), nullable=True),
        sa.Column("voided_at", sa.DateTime(), nullable=True),
        sa.Column("void_reason", sa.String(length=200), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("search_text", sa.String(length=4000), nullable=False),
        sa.Column("initials", sa.String(length=2000), nullable=False),
        sa.Column("sort_key", sa.String(length=400), nullable=False),
        sa.ForeignKeyConstraint(
            ["institution_id"],
            ["institution.id"],
            name=op.f("fk_penalty_decision_institution_id_institution"),
        ),
        sa.ForeignKeyConstraint(
            ["problem_id"], ["problem.id"], name=op.f("fk_penalty_decision_problem_id_problem")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_penalty_decision")),
        sa.UniqueConstraint("live_number", name=op.f("uq_penalty_decision_live_number")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("penalty_decision", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_penalty_decision_code"), ["code"], unique=False)
        batch_op.create_index(batch_op.f("ix_penalty_decision_decided_on"), ["decided_on"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_penalty_decision_institution_id"), ["institution_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_penalty_decision_problem_id"), ["problem_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_penalty_decision_sort_key"), ["sort_key"], unique=False)
