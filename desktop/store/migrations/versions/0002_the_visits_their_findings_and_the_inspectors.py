"""The visits, their findings and the inspectors"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "checklist_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("checklist", sa.String(length=40), nullable=False),
        sa.Column("wording", sa.String(length=400), nullable=False),
        sa.Column("finding", sa.String(length=400), nullable=True),
        sa.Column("statute_keys", sa.String(length=400), nullable=True),
        sa.Column("category", sa.String(length=20), nullable=True),
        sa.Column("subcategory", sa.String(length=4), nullable=True),
        sa.Column("measures", sa.String(length=1000), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.Column("voided_at", sa.DateTime(), nullable=True),
        sa.Column("void_reason", sa.String(length=200), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checklist_item")),
        sa.UniqueConstraint("key", name=op.f("uq_checklist_item_key")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "inspector",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("card_no", sa.String(length=40), nullable=True),
        sa.Column("department", sa.String(length=60), nullable=True),
        sa.Column("phone", sa.String(length=40), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=True),
        sa.Column("voided_at", sa.DateTime(), nullable=True),
        sa.Column("void_reason", sa.String(length=200), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("search_text", sa.String(length=4000), nullable=False),
        sa.Column("initials", sa.String(length=2000), nullable=False),
        sa.Column("sort_key", sa.String(length=400), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inspector")),
        sa.UniqueConstraint("card_no", name=op.f("uq_inspector_card_no")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("inspector", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_inspector_name"), ["name"], unique=False)
        batch_op.create_index(batch_op.f("ix_inspector_sort_key"), ["sort_key"], unique=False)

    op.create_table(
        "visit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("token", sa.String(length=64), nullable=True),
        sa.Column("way", sa.String(length=7), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("starts", sa.String(length=5), nullable=True),
        sa.Column("ends", sa.String(length=5), nullable=True),
        sa.Column("institution_id", sa.Integer(), nullable=True),
        sa.Column("subject", sa.String(length=100), nullable=False),
        sa.Column("site_kind", sa.String(length=4), nullable=False),
        sa.Column("town", sa.String(length=40), nullable=True),
        sa.Column("community", sa.String(length=40), nullable=True),
        sa.Column("address", sa.String(length=200), nullable=True),
        sa.Column("unannounced", sa.Boolean(), nullable=False),
        sa.Column("departments", sa.String(length=200), nullable=True),
        sa.Column("campaign", sa.String(length=60), nullable=True),
        sa.Column("inspectors", sa.String(length=200), nullable=True),
        sa.Column("inspector_count", sa.Integer(), nullable=False),
        sa.Column("grid", sa.String(length=40), nullable=True),
        sa.Column("grid_person", sa.String(length=40), nullable=True),
        sa.Column("keeper", sa.String(length=60), nullable=True),
        sa.Column("site_person", sa.String(length=40), nullable=True),
        sa.Column("site_phone", sa.String(length=40), nullable=True),
        sa.Column("state", sa.String(length=4), nullable=False),
        sa.Column("result", sa.String(length=3), nullable=True),
        sa.Column("record", sa.String(length=4000), nullable=True),
        sa.Column("handling", sa.String(length=1000), nullable=True),
        sa.Column("checked_items", sa.Integer(), nullable=False),
        sa.Column("failed_items", sa.Integer(), nullable=False),
        sa.Column("photo_count", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=True),
        sa.Column("slot_note", sa.String(length=200), nullable=True),
        sa.Column("handler", sa.String(length=40), nullable=True),
        sa.Column("note", sa.String(length=2000), nullable=True),
        sa.Column("object_key", sa.String(length=160), nullable=False),
        sa.Column("voided_at", sa.DateTime(), nullable=True),
        sa.Column("void_reason", sa.String(length=200), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("search_text", sa.String(length=4000), nullable=False),
        sa.Column("initials", sa.String(length=2000), nullable=False),
        sa.Column("sort_key", sa.String(length=400), nullable=False),
        sa.ForeignKeyConstraint(
            ["institution_id"], ["institution.id"], name=op.f("fk_visit_institution_id_institution")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit")),
        sa.UniqueConstraint("number", name=op.f("uq_visit_number")),
        sa.UniqueConstraint("token", name=op.f("uq_visit_token")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("visit", schema=None) as batch_op:
        batch_op.create_index(
            "ix_visit_institution_id_on", ["institution_id", "voided_at", "state", "on"], unique=False
        )
        batch_op.create_index(
            "ix_visit_living_object_key",
            ["voided_at", "object_key", "on", "state", "result", "way", "town"],
            unique=False,
        )
        batch_op.create_index(
            "ix_visit_living_on", ["voided_at", "on", "state", "result", "way", "town"], unique=False
        )
        batch_op.create_index(
            "ix_visit_living_sort_key",
            ["voided_at", "sort_key", "on", "state", "result", "way", "town"],
            unique=False,
        )
        batch_op.create_index(batch_op.f("ix_visit_result"), ["result"], unique=False)
        batch_op.create_index(batch_op.f("ix_visit_sort_key"), ["sort_key"], unique=False)
        batch_op.create_index(
            "ix_visit_town_community_on", ["voided_at", "state", "town", "community", "on"], unique=False
        )
        batch_op.create_index("ix_visit_voided_at_state_on", ["voided_at", "state", "on"], unique=False)
        batch_op.create_index(batch_op.f("ix_visit_way"), ["way"], unique=False)

    op.create_table(
        "visit_finding",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("visit_id", sa.Integer(), nullable=False),
        sa.Column("checklist", sa.String(length=40), nullable=False),
        sa.Column("item_key", sa.String(length=40), nullable=False),
        sa.Column("wording", sa.String(length=400), nullable=False),
        sa.Column("outcome", sa.String(length=3), nullable=False),
        sa.Column("detail", sa.String(length=1000), nullable=True),
        sa.Column("statute_keys", sa.String(length=400), nullable=True),
        sa.Column("category", sa.String(length=20), nullable=True),
        sa.Column("subcategory", sa.String(length=4), nullable=True),
        sa.Column("measures", sa.String(length=1000), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("voided_at", sa.DateTime(), nullable=True),
        sa.Column("void_reason", sa.String(length=200), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_visit_finding_visit_id_visit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit_finding")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("visit_finding", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_visit_finding_outcome"), ["outcome"], unique=False)
        batch_op.create_index(batch_op.f("ix_visit_finding_visit_id"), ["visit_id"], unique=False)

    op.create_table(
        "visit_inspector",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("visit_id", sa.Integer(), nullable=False),
        sa.Column("inspector_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("card_no", sa.String(length=40), nullable=True),
        sa.Column("department", sa.String(length=60), nullable=True),
        sa.Column("voided_at", sa.DateTime(), nullable=True),
        sa.Column("void_reason", sa.String(length=200), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["inspector_id"], ["inspector.id"], name=op.f("fk_visit_inspector_inspector_id_inspector")
        ),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_visit_inspector_visit_id_visit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit_inspector")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("visit_inspector", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_visit_inspector_inspector_id"), ["inspector_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_visit_inspector_visit_id"), ["visit_id"], unique=False)

    op.create_table(
        "visit_photo",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("visit_id", sa.Integer(), nullable=False),
        sa.Column("finding_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=4), nullable=False),
        sa.Column("attachment_id", sa.Integer(), nullable=False),
        sa.Column("added_on", sa.Date(), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=True),
        sa.Column("voided_at", sa.DateTime(), nullable=True),
        sa.Column("void_reason", sa.String(length=200), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["attachment_id"], ["attachment.id"], name=op.f("fk_visit_photo_attachment_id_attachment")
        ),
        sa.ForeignKeyConstraint(
            ["finding_id"], ["visit_finding.id"], name=op.f("fk_visit_photo_finding_id_visit_finding")
        ),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_visit_photo_visit_id_visit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit_photo")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("visit_photo", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_visit_photo_attachment_id"), ["attachment_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_visit_photo_finding_id"), ["finding_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_visit_photo_visit_id"), ["visit_id"], unique=False)
