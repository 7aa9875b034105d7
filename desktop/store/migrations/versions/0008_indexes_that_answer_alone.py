"""Indexes that alone answer what is asked of the living rows"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("institution", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_institution_licence_until"))
        batch_op.drop_index(batch_op.f("ix_institution_agreement_until"))
        batch_op.create_index(
            "ix_institution_living_licence_until", ["voided_at", "licence_until"], unique=False)
        batch_op.create_index(
            "ix_institution_living_agreement_until", ["voided_at", "agreement_until"], unique=False)

    with op.batch_alter_table("problem", schema=None) as batch_op:
        batch_op.drop_index("ix_problem_state_limit")
        batch_op.drop_index("ix_problem_found_on")
        for first, *more in (("state", "limit", "number"), ("found_on",), ("duty_department",)):
            batch_op.create_index(f"ix_problem_living_{first}", [first, *more], unique=False,
                                  sqlite_where=sa.text("voided_at IS NULL"))
