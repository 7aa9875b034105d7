"""The random draws: what was drawn from which list, and who steps aside from whom"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "draw",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("purpose", sa.String(length=60), nullable=False),
        sa.Column("drawn_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("scope", sa.String(length=200), nullable=False),
        sa.Column("wanted", sa.Integer(), nullable=False),
        sa.Column("pool_size", sa.Integer(), nullable=False),
        sa.Column("people_count", sa.Integer(), nullable=False),
        sa.Column("seed", sa.String(length=64), nullable=False),
        sa.Column("way", sa.String(length=20), nullable=False),
        sa.Column("pool_hash", sa.String(length=64), nullable=False),
        sa.Column("pool_text", sa.String(length=4000000), nullable=False),
        sa.Column("reasons", sa.String(length=4000000), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("round_reason", sa.String(length=200), nullable=True),
        sa.Column("witness", sa.String(length=40), nullable=True),
        sa.Column("drawn_by", sa.String(length=40), nullable=False),
        sa.Column("voided_at", sa.DateTime(), nullable=True),
        sa.Column("void_reason", sa.String(length=200), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draw")),
        sa.UniqueConstraint("number", name=op.f("uq_draw_number")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("draw", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_draw_drawn_on"), ["drawn_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_draw_purpose"), ["purpose"], unique=False)

    op.create_table(
        "avoidance",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("inspector_id", sa.Integer(), nullable=False),
        sa.Column("institution_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("told_on", sa.Date(), nullable=False),
        sa.Column("voided_at", sa.DateTime(), nullable=True),
        sa.Column("void_reason", sa.String(length=200), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["inspector_id"], ["inspector.id"], name=op.f("fk_avoidance_inspector_id_inspector")
        ),
        sa.ForeignKeyConstraint(
            ["institution_id"], ["institution.id"], name=op.f("fk_avoidance_institution_id_institution")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_avoidance")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("avoidance", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_avoidance_inspector_id"), ["inspector_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_avoidance_institution_id"), ["institution_id"], unique=False)

    op.create_table(
        "draw_pick",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("draw_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("institution_id", sa.Integer(), nullable=True),
        sa.Column("pair", sa.String(length=100), nullable=False),
        sa.Column("aside", sa.String(length=200), nullable=True),
        sa.Column("visit_id", sa.Integer(), nullable=False),
        sa.Column("voided_at", sa.DateTime(), nullable=True),
        sa.Column("void_reason", sa.String(length=200), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["draw_id"], ["draw.id"], name=op.f("fk_draw_pick_draw_id_draw")),
        sa.ForeignKeyConstraint(
            ["institution_id"], ["institution.id"], name=op.f("fk_draw_pick_institution_id_institution")
        ),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_draw_pick_visit_id_visit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draw_pick")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("draw_pick", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_draw_pick_draw_id"), ["draw_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_draw_pick_institution_id"), ["institution_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_draw_pick_visit_id"), ["visit_id"], unique=False)
