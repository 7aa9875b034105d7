"""The complaints, their callers and work orders"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "complaint_caller",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=True),
        sa.Column("phone", sa.String(length=60), nullable=True),
        sa.Column("note", sa.String(length=200), nullable=True),
        sa.Column("phone_key", sa.String(length=60), nullable=True),
        sa.Column("name_key", sa.String(length=60), nullable=True),
        sa.Column("voided_at", sa.DateTime(), nullable=True),
        sa.Column("void_reason", sa.String(length=200), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaint_caller")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("complaint_caller", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_complaint_caller_name_key"), ["name_key"], unique=False)
        batch_op.create_index(batch_op.f("ix_complaint_caller_phone_key"), ["phone_key"], unique=False)

    op.create_table(
        "complaint",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("token", sa.String(length=64), nullable=True),
        sa.Column("received_on", sa.Date(), nullable=True),
        sa.Column("state", sa.String(length=5), nullable=False),
        sa.Column("kind", sa.String(length=2), nullable=False),
        sa.Column("kind_words", sa.String(length=40), nullable=True),
        sa.Column("channel", sa.String(length=7), nullable=False),
        sa.Column("channel_words", sa.String(length=40), nullable=True),
        sa.Column("tier", sa.String(length=2), nullable=True),
        sa.Column("institution_id", sa.Integer(), nullable=True),
        sa.Column("proposed_id", sa.Integer(), nullable=True),
        sa.Column("subject", sa.String(length=100), nullable=True),
        sa.Column("town", sa.String(length=40), nullable=True),
        sa.Column("address", sa.String(length=200), nullable=True),
        sa.Column("sector", sa.String(length=6), nullable=True),
        sa.Column("project", sa.String(length=20), nullable=True),
        sa.Column("summary", sa.String(length=2000), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("due_basis", sa.String(length=60), nullable=True),
        sa.Column("department", sa.String(length=60), nullable=True),
        sa.Column("handler", sa.String(length=40), nullable=True),
        sa.Column("verdict", sa.String(length=4), nullable=True),
        sa.Column("conclusion", sa.String(length=2000), nullable=True),
        sa.Column("checkers", sa.String(length=80), nullable=True),
        sa.Column("checked_on", sa.Date(), nullable=True),
        sa.Column("disposal", sa.String(length=2000), nullable=True),
        sa.Column("reply", sa.String(length=2000), nullable=True),
        sa.Column("replied_on", sa.Date(), nullable=True),
        sa.Column("satisfaction", sa.String(length=4), nullable=True),
        sa.Column("satisfaction_words", sa.String(length=60), nullable=True),
        sa.Column("revisited_on", sa.Date(), nullable=True),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("platform_closed_on", sa.Date(), nullable=True),
        sa.Column("exit_to", sa.String(length=60), nullable=True),
        sa.Column("exit_reason", sa.String(length=400), nullable=True),
        sa.Column("merged_into", sa.Integer(), nullable=True),
        sa.Column("calls", sa.Integer(), nullable=False),
        sa.Column("callers", sa.Integer(), nullable=False),
        sa.Column("orders", sa.String(length=2000), nullable=True),
        sa.Column("note", sa.String(length=2000), nullable=True),
        sa.Column("unchecked", sa.String(length=1), nullable=True),
        sa.Column("voided_at", sa.DateTime(), nullable=True),
        sa.Column("void_reason", sa.String(length=200), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("search_text", sa.String(length=4000), nullable=False),
        sa.Column("initials", sa.String(length=2000), nullable=False),
        sa.Column("sort_key", sa.String(length=400), nullable=False),
        sa.CheckConstraint(
            "state <> '办结' OR (conclusion IS NOT NULL AND checkers IS NOT NULL AND checked_on IS NOT NULL)",
            name=op.f("ck_complaint_closed_is_checked"),
        ),
        sa.ForeignKeyConstraint(
            ["institution_id"], ["institution.id"], name=op.f("fk_complaint_institution_id_institution")
        ),
        sa.ForeignKeyConstraint(
            ["merged_into"], ["complaint.id"], name=op.f("fk_complaint_merged_into_complaint")
        ),
        sa.ForeignKeyConstraint(
            ["proposed_id"], ["institution.id"], name=op.f("fk_complaint_proposed_id_institution")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaint")),
        sa.UniqueConstraint("number", name=op.f("uq_complaint_number")),
        sa.UniqueConstraint("token", name=op.f("uq_complaint_token")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("complaint", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_complaint_institution_id"), ["institution_id"], unique=False)
        batch_op.create_index("ix_complaint_living_due_on", ["voided_at", "due_on"], unique=False)
        batch_op.create_index("ix_complaint_living_number", ["voided_at", "number"], unique=False)
        batch_op.create_index("ix_complaint_living_sort_key", ["voided_at", "sort_key"], unique=False)
        batch_op.create_index(batch_op.f("ix_complaint_merged_into"), ["merged_into"], unique=False)
        batch_op.create_index(batch_op.f("ix_complaint_proposed_id"), ["proposed_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_complaint_sort_key"), ["sort_key"], unique=False)
        batch_op.create_index("ix_complaint_state_due", ["state", "due_on", "voided_at"], unique=False)
        batch_op.create_index(
            "ix_complaint_told",
            [
                "voided_at",
                "received_on",
                "town",
                "sector",
                "project",
                "state",
                "kind",
                "satisfaction",
                "closed_on",
                "due_on",
                "platform_closed_on",
                "calls",
                "callers",
                "institution_id",
                "subject",
                "channel",
                "tier",
                "round",
                "proposed_id",
                "verdict",
                "unchecked",
            ],
            unique=False,
        )

    op.create_table(
        "complaint_order",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("complaint_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=60), nullable=True),
        sa.Column("on", sa.Date(), nullable=True),
        sa.Column("at", sa.DateTime(), nullable=True),
        sa.Column("channel", sa.String(length=7), nullable=False),
        sa.Column("kind", sa.String(length=2), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=True),
        sa.Column("content", sa.String(length=8000), nullable=True),
        sa.Column("original", sa.String(length=8000), nullable=True),
        sa.Column("department", sa.String(length=100), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("resolved", sa.String(length=40), nullable=True),
        sa.Column("satisfaction", sa.String(length=4), nullable=True),
        sa.Column("satisfaction_words", sa.String(length=60), nullable=True),
        sa.Column("answer", sa.String(length=2000), nullable=True),
        sa.Column("voided_at", sa.DateTime(), nullable=True),
        sa.Column("void_reason", sa.String(length=200), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["complaint_id"], ["complaint.id"], name=op.f("fk_complaint_order_complaint_id_complaint")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaint_order")),
        sa.UniqueConstraint("number", name=op.f("uq_complaint_order_number")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("complaint_order", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_complaint_order_complaint_id"), ["complaint_id"], unique=False)
        batch_op.create_index("ix_complaint_order_on_case", ["voided_at", "on", "complaint_id"], unique=False)

    op.create_table(
        "complaint_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("complaint_id", sa.Integer(), nullable=False),
        sa.Column("move", sa.String(length=20), nullable=False),
        sa.Column("from_state", sa.String(length=5), nullable=True),
        sa.Column("to_state", sa.String(length=5), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=400), nullable=True),
        sa.Column("recorded_by", sa.String(length=40), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("voided_at", sa.DateTime(), nullable=True),
        sa.Column("void_reason", sa.String(length=200), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["complaint_id"], ["complaint.id"], name=op.f("fk_complaint_step_complaint_id_complaint")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaint_step")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("complaint_step", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_complaint_step_complaint_id"), ["complaint_id"], unique=False)

    op.create_table(
        "complaint_visit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("complaint_id", sa.Integer(), nullable=False),
        sa.Column("visit_id", sa.Integer(), nullable=False),
        sa.Column("voided_at", sa.DateTime(), nullable=True),
        sa.Column("void_reason", sa.String(length=200), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["complaint_id"], ["complaint.id"], name=op.f("fk_complaint_visit_complaint_id_complaint")
        ),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_complaint_visit_visit_id_visit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaint_visit")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("complaint_visit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_complaint_visit_complaint_id"), ["complaint_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_complaint_visit_visit_id"), ["visit_id"], unique=False)

    op.create_table(
        "complaint_order_caller",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("complaint_id", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("caller_id", sa.Integer(), nullable=False),
        sa.Column("voided_at", sa.DateTime(), nullable=True),
        sa.Column("void_reason", sa.String(length=200), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["caller_id"],
            ["complaint_caller.id"],
            name=op.f("fk_complaint_order_caller_caller_id_complaint_caller"),
        ),
        sa.ForeignKeyConstraint(
            ["complaint_id"], ["complaint.id"], name=op.f("fk_complaint_order_caller_complaint_id_complaint")
        ),
        sa.ForeignKeyConstraint(
            ["order_id"],
            ["complaint_order.id"],
            name=op.f("fk_complaint_order_caller_order_id_complaint_order"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaint_order_caller")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("complaint_order_caller", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_complaint_order_caller_caller_id"), ["caller_id"], unique=False)
        batch_op.create_index(
            "ix_complaint_order_caller_of_case", ["complaint_id", "voided_at", "caller_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_complaint_order_caller_order_id"), ["order_id"], unique=False)
