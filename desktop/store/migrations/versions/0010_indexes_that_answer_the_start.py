"""Indexes that answer the start: licences by their day, living problems by the day they were found"""

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("institution", schema=None) as batch_op:
        batch_op.create_index(
            "ix_institution_living_licence_on", ["voided_at", "licence_on", "licence_from"], unique=False)

    with op.batch_alter_table("problem", schema=None) as batch_op:
        batch_op.drop_index("ix_problem_living_found_on")
        batch_op.create_index("ix_problem_living_found_on", ["voided_at", "found_on"], unique=False)
