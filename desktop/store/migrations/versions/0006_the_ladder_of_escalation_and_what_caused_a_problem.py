"""The ladder of escalation and what caused a problem"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

CAUSES = {"visit_id": "visit", "finding_id": "visit_finding", "complaint_id": "complaint"}


def upgrade() -> None:
    op.create_table(
        "escalation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("problem_id", sa.Integer(), nullable=False),
        sa.Column("rung", sa.String(length=7), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("target", sa.String(length=100), nullable=True),
        sa.Column("decided_by", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.String(length=1000), nullable=False),
        sa.Column("skipped", sa.String(length=400), nullable=True),
        sa.Column("reply_by", sa.Date(), nullable=True),
        sa.Column("number", sa.String(length=60), nullable=True),
        sa.Column("replied_on", sa.Date(), nullable=True),
        sa.Column("reply", sa.String(length=2000), nullable=True),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("visit_id", sa.Integer(), nullable=True),
        sa.Column("recorded_by", sa.String(length=40), nullable=False),
        sa.Column("voided_at", sa.DateTime(), nullable=True),
        sa.Column("void_reason", sa.String(length=200), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["problem_id"], ["problem.id"], name=op.f("fk_escalation_problem_id_problem")
        ),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_escalation_visit_id_visit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_escalation")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("escalation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_escalation_on"), ["on"], unique=False)
        batch_op.create_index(batch_op.f("ix_escalation_problem_id"), ["problem_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_escalation_rung"), ["rung"], unique=False)
        batch_op.create_index(batch_op.f("ix_escalation_visit_id"), ["visit_id"], unique=False)
        batch_op.create_index("ix_escalation_due", ["replied_on", "reply_by"], unique=False)

    for column, table in CAUSES.items():
        name = f"fk_problem_{column}_{table}"
        op.execute(
            f"ALTER TABLE problem ADD COLUMN {column} INTEGER CONSTRAINT {name} REFERENCES {table} (id)"
        )
        op.create_index(f"ix_problem_{column}", "problem", [column])
    op.create_table(
        "problem_visit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("problem_id", sa.Integer(), nullable=False),
        sa.Column("visit_id", sa.Integer(), nullable=False),
        sa.Column("finding_id", sa.Integer(), nullable=True),
        sa.Column("tie", sa.String(length=4), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("voided_at", sa.DateTime(), nullable=True),
        sa.Column("void_reason", sa.String(length=200), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["finding_id"], ["visit_finding.id"], name=op.f("fk_problem_visit_finding_id_visit_finding")
        ),
        sa.ForeignKeyConstraint(
            ["problem_id"], ["problem.id"], name=op.f("fk_problem_visit_problem_id_problem")
        ),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_problem_visit_visit_id_visit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_problem_visit")),
        sqlite_autoincrement=True,
    )
    for column in ("finding_id", "problem_id", "visit_id"):
        op.create_index(f"ix_problem_visit_{column}", "problem_visit", [column])
