"""Licences of the living institutions by their day: what is due of them is found without reading all"""

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("institution", schema=None) as batch_op:
        batch_op.create_index(
            "ix_institution_living_licence_on", ["voided_at", "licence_on", "licence_from"], unique=False)
