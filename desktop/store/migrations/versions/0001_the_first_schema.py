"""The first schema"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "act",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("by", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("final", sa.String(length=200), nullable=True),
        sa.Column("undone_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["undone_by"], ["act.id"], name=op.f("fk_act_undone_by_act")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_act")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "attachment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("taken_at", sa.DateTime(), nullable=True),
        sa.Column("voided_at", sa.DateTime(), nullable=True),
        sa.Column("void_reason", sa.String(length=200), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("search_text", sa.String(length=4000), nullable=False),
        sa.Column("initials", sa.String(length=2000), nullable=False),
        sa.Column("sort_key", sa.String(length=400), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachment")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("attachment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_attachment_sha256"), ["sha256"], unique=False)
        batch_op.create_index(batch_op.f("ix_attachment_sort_key"), ["sort_key"], unique=False)

    op.create_table(
        "department",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("voided_at", sa.DateTime(), nullable=True),
        sa.Column("void_reason", sa.String(length=200), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_department")),
        sa.UniqueConstraint("name", name=op.f("uq_department_name")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "filing",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("form", sa.String(length=40), nullable=False),
        sa.Column("basis", sa.String(length=2), nullable=False),
        sa.Column("state", sa.String(length=3), nullable=False),
        sa.Column("frozen_version", sa.Integer(), nullable=False),
        sa.Column("frozen_at", sa.DateTime(), nullable=True),
        sa.Column("frozen_by", sa.String(length=40), nullable=True),
        sa.Column("correcting", sa.String(length=400), nullable=True),
        sa.Column("signer", sa.String(length=40), nullable=True),
        sa.Column("signer_post", sa.String(length=40), nullable=True),
        sa.Column("preparer", sa.String(length=40), nullable=True),
        sa.Column("contact", sa.String(length=60), nullable=True),
        sa.Column("unit", sa.String(length=60), nullable=True),
        sa.Column("filled_on", sa.Date(), nullable=True),
        sa.Column("edits", sa.Integer(), nullable=False),
        sa.Column("voided_at", sa.DateTime(), nullable=True),
        sa.Column("void_reason", sa.String(length=200), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_filing")),
        sa.UniqueConstraint("month", "form", name=op.f("uq_filing_month_form")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("filing", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_filing_month"), ["month"], unique=False)

    op.create_table(
        "institution",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("code", sa.String(length=32), nullable=True),
        sa.Column("category", sa.String(length=4), nullable=True),
        sa.Column("department", sa.String(length=60), nullable=True),
        sa.Column("nature", sa.String(length=3), nullable=True),
        sa.Column("stage", sa.String(length=60), nullable=True),
        sa.Column("content", sa.String(length=200), nullable=True),
        sa.Column("founder", sa.String(length=100), nullable=True),
        sa.Column("founded_on", sa.Date(), nullable=True),
        sa.Column("town", sa.String(length=40), nullable=True),
        sa.Column("community", sa.String(length=40), nullable=True),
        sa.Column("grid", sa.String(length=40), nullable=True),
        sa.Column("grid_person", sa.String(length=40), nullable=True),
        sa.Column("grid_phone", sa.String(length=40), nullable=True),
        sa.Column("keeper", sa.String(length=60), nullable=True),
        sa.Column("address", sa.String(length=200), nullable=True),
        sa.Column("area", sa.BigInteger(), nullable=True),
        sa.Column("rooms", sa.Integer(), nullable=True),
        sa.Column("sites", sa.String(length=500), nullable=True),
        sa.Column("licence_no", sa.String(length=60), nullable=True),
        sa.Column("licence_office", sa.String(length=60), nullable=True),
        sa.Column("licence_on", sa.Date(), nullable=True),
        sa.Column("licence_from", sa.Date(), nullable=True),
        sa.Column("licence_until", sa.Date(), nullable=True),
        sa.Column("licence_ended_on", sa.Date(), nullable=True),
        sa.Column("registration", sa.String(length=7), nullable=True),
        sa.Column("registrar", sa.String(length=60), nullable=True),
        sa.Column("registered_address", sa.String(length=200), nullable=True),
        sa.Column("legal_person", sa.String(length=40), nullable=True),
        sa.Column("legal_person_id", sa.String(length=40), nullable=True),
        sa.Column("principal", sa.String(length=40), nullable=True),
        sa.Column("phone", sa.String(length=60), nullable=True),
        sa.Column("students", sa.Integer(), nullable=True),
        sa.Column("staff", sa.Integer(), nullable=True),
        sa.Column("teachers", sa.Integer(), nullable=True),
        sa.Column("platform_included", sa.Boolean(), nullable=True),
        sa.Column("platform_on", sa.Date(), nullable=True),
        sa.Column("prepaid", sa.String(length=5), nullable=True),
        sa.Column("bank", sa.String(length=60), nullable=True),
        sa.Column("account_name", sa.String(length=100), nullable=True),
        sa.Column("account_no", sa.String(length=40), nullable=True),
        sa.Column("agreement_no", sa.String(length=60), nullable=True),
        sa.Column("agreement_from", sa.Date(), nullable=True),
        sa.Column("agreement_until", sa.Date(), nullable=True),
        sa.Column("filed_no", sa.String(length=60), nullable=True),
        sa.Column("filed_on", sa.Date(), nullable=True),
        sa.Column("deposit_due", sa.BigInteger(), nullable=True),
        sa.Column("deposit_held", sa.BigInteger(), nullable=True),
        sa.Column("deposit_checked_on", sa.Date(), nullable=True),
        sa.Column("list_state", sa.String(length=3), nullable=False),
        sa.Column("running", sa.String(length=4), nullable=False),
        sa.Column("conversion", sa.String(length=3), nullable=True),
        sa.Column("notes", sa.String(length=2000), nullable=True),
        sa.Column("marks", sa.String(length=1000), nullable=True),
        sa.Column("cleared", sa.String(length=2000), nullable=True),
        sa.Column("former", sa.String(length=2000), nullable=True),
        sa.Column("places", sa.String(length=4000), nullable=True),
        sa.Column("merged_into", sa.Integer(), nullable=True),
        sa.Column("code_key", sa.String(length=32), nullable=True),
        sa.Column("name_key", sa.String(length=100), nullable=True),
        sa.Column("address_key", sa.String(length=200), nullable=True),
        sa.Column("phone_key", sa.String(length=60), nullable=True),
        sa.Column("person_key", sa.String(length=100), nullable=True),
        sa.Column("voided_at", sa.DateTime(), nullable=True),
        sa.Column("void_reason", sa.String(length=200), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("search_text", sa.String(length=4000), nullable=False),
        sa.Column("initials", sa.String(length=2000), nullable=False),
        sa.Column("sort_key", sa.String(length=400), nullable=False),
        sa.ForeignKeyConstraint(
            ["merged_into"], ["institution.id"], name=op.f("fk_institution_merged_into_institution")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_institution")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("institution", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_institution_address_key"), ["address_key"], unique=False)
        batch_op.create_index(batch_op.f("ix_institution_agreement_until"), ["agreement_until"], unique=False)
        batch_op.create_index(batch_op.f("ix_institution_category"), ["category"], unique=False)
        batch_op.create_index(batch_op.f("ix_institution_code"), ["code"], unique=False)
        batch_op.create_index(batch_op.f("ix_institution_code_key"), ["code_key"], unique=False)
        batch_op.create_index(batch_op.f("ix_institution_licence_no"), ["licence_no"], unique=False)
        batch_op.create_index(batch_op.f("ix_institution_licence_until"), ["licence_until"], unique=False)
        batch_op.create_index("ix_institution_living_code", ["voided_at", "code"], unique=False)
        batch_op.create_index("ix_institution_living_sort_key", ["voided_at", "sort_key"], unique=False)
        batch_op.create_index(batch_op.f("ix_institution_merged_into"), ["merged_into"], unique=False)
        batch_op.create_index(batch_op.f("ix_institution_name_key"), ["name_key"], unique=False)
        batch_op.create_index(batch_op.f("ix_institution_person_key"), ["person_key"], unique=False)
        batch_op.create_index(batch_op.f("ix_institution_phone_key"), ["phone_key"], unique=False)
        batch_op.create_index(batch_op.f("ix_institution_prepaid"), ["prepaid"], unique=False)
        batch_op.create_index(batch_op.f("ix_institution_running"), ["running"], unique=False)
        batch_op.create_index(batch_op.f("ix_institution_sort_key"), ["sort_key"], unique=False)
        batch_op.create_index(batch_op.f("ix_institution_town"), ["town"], unique=False)

    op.create_table(
        "journal_head",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal_head")),
    )
    op.create_table(
        "list_view",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("listing", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=20), nullable=False),
        sa.Column("definition", sa.String(length=20000), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("voided_at", sa.DateTime(), nullable=True),
        sa.Column("void_reason", sa.String(length=200), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_list_view")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("list_view", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_list_view_listing"), ["listing"], unique=False)

    op.create_table(
        "mailbox_confirmation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("recipient", sa.String(length=40), nullable=False),
        sa.Column("mailbox", sa.String(length=100), nullable=False),
        sa.Column("confirmed_by", sa.String(length=60), nullable=False),
        sa.Column("how", sa.String(length=100), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("voided_at", sa.DateTime(), nullable=True),
        sa.Column("void_reason", sa.String(length=200), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mailbox_confirmation")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("mailbox_confirmation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_mailbox_confirmation_recipient"), ["recipient"], unique=False)

    op.create_table(
        "number",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("series", sa.String(length=40), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=2), nullable=False),
        sa.Column("taken_on", sa.Date(), nullable=False),
        sa.Column("taken_by", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=True),
        sa.Column("voided_at", sa.DateTime(), nullable=True),
        sa.Column("void_reason", sa.String(length=200), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_number")),
        sa.UniqueConstraint("series", "year", "number", name=op.f("uq_number_series_year_number")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "paper_draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("template", sa.String(length=60), nullable=False),
        sa.Column("about", sa.String(length=60), nullable=False),
        sa.Column("about_id", sa.Integer(), nullable=False),
        sa.Column("content", sa.String(length=200000), nullable=False),
        sa.Column("voided_at", sa.DateTime(), nullable=True),
        sa.Column("void_reason", sa.String(length=200), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_draft")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "school_term",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("school_year", sa.String(length=9), nullable=False),
        sa.Column("stage", sa.String(length=3), nullable=False),
        sa.Column("vacation", sa.String(length=2), nullable=False),
        sa.Column("starts", sa.Date(), nullable=False),
        sa.Column("ends", sa.Date(), nullable=True),
        sa.Column("place", sa.String(length=40), nullable=True),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("checked", sa.Boolean(), nullable=False),
        sa.Column("voided_at", sa.DateTime(), nullable=True),
        sa.Column("void_reason", sa.String(length=200), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_school_term")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("school_term", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_school_term_school_year"), ["school_year"], unique=False)

    op.create_table(
        "scratch",
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_scratch")),
    )
    op.create_table(
        "setting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("value", sa.String(length=20000), nullable=False),
        sa.Column("voided_at", sa.DateTime(), nullable=True),
        sa.Column("void_reason", sa.String(length=200), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_setting")),
        sa.UniqueConstraint("key", name=op.f("uq_setting_key")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "special_day",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("name", sa.String(length=20), nullable=False),
        sa.Column("working", sa.Boolean(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("voided_at", sa.DateTime(), nullable=True),
        sa.Column("void_reason", sa.String(length=200), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_special_day")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("special_day", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_special_day_on"), ["on"], unique=False)

    op.create_table(
        "statute",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("law", sa.String(length=120), nullable=False),
        sa.Column("short", sa.String(length=60), nullable=False),
        sa.Column("number", sa.String(length=60), nullable=True),
        sa.Column("edition", sa.String(length=100), nullable=True),
        sa.Column("effective", sa.Date(), nullable=True),
        sa.Column("article", sa.String(length=60), nullable=False),
        sa.Column("text", sa.String(length=8000), nullable=False),
        sa.Column("text_kind", sa.String(length=2), nullable=False),
        sa.Column("verified", sa.Boolean(), nullable=False),
        sa.Column("topics", sa.String(length=200), nullable=True),
        sa.Column("source", sa.String(length=300), nullable=True),
        sa.Column("note", sa.String(length=1000), nullable=True),
        sa.Column("confirmed_by", sa.String(length=40), nullable=True),
        sa.Column("confirmed_on", sa.Date(), nullable=True),
        sa.Column("basis", sa.String(length=300), nullable=True),
        sa.Column("voided_at", sa.DateTime(), nullable=True),
        sa.Column("void_reason", sa.String(length=200), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("search_text", sa.String(length=4000), nullable=False),
        sa.Column("initials", sa.String(length=2000), nullable=False),
        sa.Column("sort_key", sa.String(length=400), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_statute")),
        sa.UniqueConstraint("key", name=op.f("uq_statute_key")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("statute", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_statute_sort_key"), ["sort_key"], unique=False)

    op.create_table(
        "town",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("voided_at", sa.DateTime(), nullable=True),
        sa.Column("void_reason", sa.String(length=200), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_town")),
        sa.UniqueConstraint("name", name=op.f("uq_town_name")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "wording",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("shipped", sa.Boolean(), nullable=False),
        sa.Column("heading", sa.String(length=120), nullable=False),
        sa.Column("source", sa.String(length=20000), nullable=False),
        sa.Column("saved_by", sa.String(length=40), nullable=False),
        sa.Column("voided_at", sa.DateTime(), nullable=True),
        sa.Column("void_reason", sa.String(length=200), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wording")),
        sa.UniqueConstraint("key", "edition", name=op.f("uq_wording_key_edition")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("wording", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_wording_key"), ["key"], unique=False)

    op.create_table(
        "blank",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("file_name", sa.String(length=255), nullable=False),
        sa.Column("attachment_id", sa.Integer(), nullable=False),
        sa.Column("last_month", sa.String(length=7), nullable=True),
        sa.Column("edits", sa.Integer(), nullable=False),
        sa.Column("voided_at", sa.DateTime(), nullable=True),
        sa.Column("void_reason", sa.String(length=200), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["attachment_id"], ["attachment.id"], name=op.f("fk_blank_attachment_id_attachment")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_blank")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("blank", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_blank_attachment_id"), ["attachment_id"], unique=False)

    op.create_table(
        "document",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=80), nullable=False),
        sa.Column("series", sa.String(length=40), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number_id", sa.Integer(), nullable=False),
        sa.Column("heading", sa.String(length=120), nullable=False),
        sa.Column("addressee", sa.String(length=200), nullable=False),
        sa.Column("about_title", sa.String(length=200), nullable=True),
        sa.Column("about", sa.String(length=60), nullable=True),
        sa.Column("about_id", sa.Integer(), nullable=True),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("issued_by", sa.String(length=40), nullable=False),
        sa.Column("signed_by", sa.String(length=40), nullable=True),
        sa.Column("state", sa.String(length=3), nullable=False),
        sa.Column("by_hand", sa.Boolean(), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=True),
        sa.Column("pages", sa.Integer(), nullable=True),
        sa.Column("attachment_id", sa.Integer(), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("template", sa.String(length=60), nullable=True),
        sa.Column("wording", sa.String(length=20000), nullable=True),
        sa.Column("content", sa.String(length=200000), nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=True),
        sa.Column("token", sa.String(length=64), nullable=True),
        sa.Column("delivered_at", sa.DateTime(), nullable=True),
        sa.Column("delivery_way", sa.String(length=4), nullable=True),
        sa.Column("receiver", sa.String(length=60), nullable=True),
        sa.Column("deliverers", sa.String(length=80), nullable=True),
        sa.Column("refusal", sa.String(length=200), nullable=True),
        sa.Column("delivery_place", sa.String(length=200), nullable=True),
        sa.Column("witnesses", sa.String(length=80), nullable=True),
        sa.Column("receipt_number", sa.String(length=80), nullable=True),
        sa.Column("delivery_note", sa.String(length=200), nullable=True),
        sa.Column("limit_days", sa.Integer(), nullable=True),
        sa.Column("limit_on", sa.Date(), nullable=True),
        sa.Column("voided_at", sa.DateTime(), nullable=True),
        sa.Column("void_reason", sa.String(length=200), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("search_text", sa.String(length=4000), nullable=False),
        sa.Column("initials", sa.String(length=2000), nullable=False),
        sa.Column("sort_key", sa.String(length=400), nullable=False),
        sa.ForeignKeyConstraint(
            ["attachment_id"], ["attachment.id"], name=op.f("fk_document_attachment_id_attachment")
        ),
        sa.ForeignKeyConstraint(["number_id"], ["number.id"], name=op.f("fk_document_number_id_number")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document")),
        sa.UniqueConstraint("number", name=op.f("uq_document_number")),
        sa.UniqueConstraint("token", name=op.f("uq_document_token")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("document", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_document_attachment_id"), ["attachment_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_document_digest"), ["digest"], unique=False)
        batch_op.create_index(batch_op.f("ix_document_number_id"), ["number_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_document_sort_key"), ["sort_key"], unique=False)

    op.create_table(
        "filing_figure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("filing_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("value", sa.Integer(), nullable=True),
        sa.Column("source", sa.String(length=200), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=True),
        sa.Column("confirmed", sa.Boolean(), nullable=False),
        sa.Column("voided_at", sa.DateTime(), nullable=True),
        sa.Column("void_reason", sa.String(length=200), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["filing_id"], ["filing.id"], name=op.f("fk_filing_figure_filing_id_filing")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_filing_figure")),
        sa.UniqueConstraint("filing_id", "key", name=op.f("uq_filing_figure_filing_id_key")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("filing_figure", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_filing_figure_filing_id"), ["filing_id"], unique=False)

    op.create_table(
        "filing_note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("filing_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("value", sa.Integer(), nullable=True),
        sa.Column("voided_at", sa.DateTime(), nullable=True),
        sa.Column("void_reason", sa.String(length=200), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["filing_id"], ["filing.id"], name=op.f("fk_filing_note_filing_id_filing")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_filing_note")),
        sa.UniqueConstraint("filing_id", "key", name=op.f("uq_filing_note_filing_id_key")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("filing_note", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_filing_note_filing_id"), ["filing_id"], unique=False)

    op.create_table(
        "filing_sending",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("filing_id", sa.Integer(), nullable=False),
        sa.Column("recipient", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=3), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("how", sa.String(length=40), nullable=True),
        sa.Column("handler", sa.String(length=40), nullable=False),
        sa.Column("sent_version", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=True),
        sa.Column("voided_at", sa.DateTime(), nullable=True),
        sa.Column("void_reason", sa.String(length=200), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["filing_id"], ["filing.id"], name=op.f("fk_filing_sending_filing_id_filing")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_filing_sending")),
        sa.UniqueConstraint("filing_id", "recipient", name=op.f("uq_filing_sending_filing_id_recipient")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("filing_sending", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_filing_sending_filing_id"), ["filing_id"], unique=False)

    op.create_table(
        "filing_text",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("filing_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("content", sa.String(length=4000), nullable=False),
        sa.Column("voided_at", sa.DateTime(), nullable=True),
        sa.Column("void_reason", sa.String(length=200), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["filing_id"], ["filing.id"], name=op.f("fk_filing_text_filing_id_filing")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_filing_text")),
        sa.UniqueConstraint("filing_id", "key", name=op.f("uq_filing_text_filing_id_key")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("filing_text", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_filing_text_filing_id"), ["filing_id"], unique=False)

    op.create_table(
        "filing_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("filing_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("frozen_on", sa.Date(), nullable=False),
        sa.Column("frozen_by", sa.String(length=40), nullable=False),
        sa.Column("basis", sa.String(length=2), nullable=False),
        sa.Column("cutoff", sa.Date(), nullable=False),
        sa.Column("xlsx_id", sa.Integer(), nullable=False),
        sa.Column("pdf_id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("content", sa.String(length=400000), nullable=False),
        sa.Column("reason", sa.String(length=400), nullable=True),
        sa.Column("changes", sa.String(length=40000), nullable=True),
        sa.Column("voided_at", sa.DateTime(), nullable=True),
        sa.Column("void_reason", sa.String(length=200), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["filing_id"], ["filing.id"], name=op.f("fk_filing_version_filing_id_filing")
        ),
        sa.ForeignKeyConstraint(
            ["pdf_id"], ["attachment.id"], name=op.f("fk_filing_version_pdf_id_attachment")
        ),
        sa.ForeignKeyConstraint(
            ["xlsx_id"], ["attachment.id"], name=op.f("fk_filing_version_xlsx_id_attachment")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_filing_version")),
        sa.UniqueConstraint("filing_id", "number", name=op.f("uq_filing_version_filing_id_number")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("filing_version", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_filing_version_filing_id"), ["filing_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_filing_version_pdf_id"), ["pdf_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_filing_version_xlsx_id"), ["xlsx_id"], unique=False)

    op.create_table(
        "institution_alias",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("institution_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=3), nullable=False),
        sa.Column("value", sa.String(length=100), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("voided_at", sa.DateTime(), nullable=True),
        sa.Column("void_reason", sa.String(length=200), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["institution_id"],
            ["institution.id"],
            name=op.f("fk_institution_alias_institution_id_institution"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_institution_alias")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("institution_alias", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_institution_alias_institution_id"), ["institution_id"], unique=False
        )

    op.create_table(
        "institution_apart",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("first_id", sa.Integer(), nullable=False),
        sa.Column("second_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=True),
        sa.Column("voided_at", sa.DateTime(), nullable=True),
        sa.Column("void_reason", sa.String(length=200), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["first_id"], ["institution.id"], name=op.f("fk_institution_apart_first_id_institution")
        ),
        sa.ForeignKeyConstraint(
            ["second_id"], ["institution.id"], name=op.f("fk_institution_apart_second_id_institution")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_institution_apart")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("institution_apart", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_institution_apart_first_id"), ["first_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_institution_apart_second_id"), ["second_id"], unique=False)

    op.create_table(
        "institution_site",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("institution_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("town", sa.String(length=40), nullable=True),
        sa.Column("community", sa.String(length=40), nullable=True),
        sa.Column("address", sa.String(length=200), nullable=False),
        sa.Column("area", sa.BigInteger(), nullable=True),
        sa.Column("rooms", sa.Integer(), nullable=True),
        sa.Column("licensed", sa.Boolean(), nullable=True),
        sa.Column("note", sa.String(length=200), nullable=True),
        sa.Column("voided_at", sa.DateTime(), nullable=True),
        sa.Column("void_reason", sa.String(length=200), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["institution_id"],
            ["institution.id"],
            name=op.f("fk_institution_site_institution_id_institution"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_institution_site")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("institution_site", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_institution_site_institution_id"), ["institution_id"], unique=False
        )

    op.create_table(
        "journal",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("act", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("by", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("record", sa.String(length=60), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("action", sa.String(length=10), nullable=False),
        sa.Column("changes", sa.Text(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["act"], ["act.id"], name=op.f("fk_journal_act_act")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_journal")),
    )
    with op.batch_alter_table("journal", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_journal_act"), ["act"], unique=False)
        batch_op.create_index(batch_op.f("ix_journal_record"), ["record"], unique=False)
        batch_op.create_index(batch_op.f("ix_journal_record_id"), ["record_id"], unique=False)

    op.create_table(
        "prepaid_charge",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("institution_id", sa.Integer(), nullable=False),
        sa.Column("charged_on", sa.Date(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("months", sa.Integer(), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("hours", sa.Integer(), nullable=True),
        sa.Column("student", sa.String(length=60), nullable=True),
        sa.Column("course", sa.String(length=4), nullable=True),
        sa.Column("source", sa.String(length=100), nullable=True),
        sa.Column("excess", sa.String(length=600), nullable=True),
        sa.Column("voided_at", sa.DateTime(), nullable=True),
        sa.Column("void_reason", sa.String(length=200), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["institution_id"], ["institution.id"], name=op.f("fk_prepaid_charge_institution_id_institution")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_prepaid_charge")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("prepaid_charge", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_prepaid_charge_institution_id"), ["institution_id"], unique=False
        )

    op.create_table(
        "problem",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("token", sa.String(length=64), nullable=True),
        sa.Column("found_on", sa.Date(), nullable=False),
        sa.Column("source", sa.String(length=5), nullable=False),
        sa.Column("institution_id", sa.Integer(), nullable=True),
        sa.Column("subject", sa.String(length=100), nullable=False),
        sa.Column("town", sa.String(length=40), nullable=True),
        sa.Column("address", sa.String(length=200), nullable=True),
        sa.Column("category", sa.String(length=6), nullable=False),
        sa.Column("subcategory", sa.String(length=4), nullable=True),
        sa.Column("category_label", sa.String(length=30), nullable=False),
        sa.Column("description", sa.String(length=2000), nullable=False),
        sa.Column("basis", sa.String(length=2000), nullable=True),
        sa.Column("statute_keys", sa.String(length=400), nullable=True),
        sa.Column("students", sa.Integer(), nullable=True),
        sa.Column("refunds", sa.Integer(), nullable=True),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.Column("measures", sa.String(length=2000), nullable=True),
        sa.Column("limit", sa.Date(), nullable=True),
        sa.Column("original_limit", sa.Date(), nullable=True),
        sa.Column("extensions", sa.Integer(), nullable=False),
        sa.Column("duty_department", sa.String(length=60), nullable=True),
        sa.Column("duty_person", sa.String(length=40), nullable=True),
        sa.Column("subject_person", sa.String(length=40), nullable=True),
        sa.Column("handler", sa.String(length=40), nullable=True),
        sa.Column("level", sa.String(length=6), nullable=False),
        sa.Column("papers", sa.String(length=200), nullable=True),
        sa.Column("progress", sa.String(length=2000), nullable=True),
        sa.Column("result", sa.String(length=2000), nullable=True),
        sa.Column("finished_on", sa.Date(), nullable=True),
        sa.Column("state", sa.String(length=4), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("evidence_count", sa.Integer(), nullable=False),
        sa.Column("checkers", sa.String(length=80), nullable=True),
        sa.Column("checked_on", sa.Date(), nullable=True),
        sa.Column("conclusion", sa.String(length=6), nullable=True),
        sa.Column("approved_by", sa.String(length=40), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("lookback_due", sa.Date(), nullable=True),
        sa.Column("lookback_on", sa.Date(), nullable=True),
        sa.Column("lookback_result", sa.String(length=2), nullable=True),
        sa.Column("exit_on", sa.Date(), nullable=True),
        sa.Column("exit_to", sa.String(length=100), nullable=True),
        sa.Column("exit_number", sa.String(length=60), nullable=True),
        sa.Column("exit_way", sa.String(length=60), nullable=True),
        sa.Column("merged_into", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(length=2000), nullable=True),
        sa.Column("voided_at", sa.DateTime(), nullable=True),
        sa.Column("void_reason", sa.String(length=200), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("search_text", sa.String(length=4000), nullable=False),
        sa.Column("initials", sa.String(length=2000), nullable=False),
        sa.Column("sort_key", sa.String(length=400), nullable=False),
        sa.ForeignKeyConstraint(
            ["institution_id"], ["institution.id"], name=op.f("fk_problem_institution_id_institution")
        ),
        sa.ForeignKeyConstraint(["merged_into"], ["problem.id"], name=op.f("fk_problem_merged_into_problem")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_problem")),
        sa.UniqueConstraint("number", name=op.f("uq_problem_number")),
        sa.UniqueConstraint("token", name=op.f("uq_problem_token")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("problem", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_problem_category"), ["category"], unique=False)
        batch_op.create_index(batch_op.f("ix_problem_closed_on"), ["closed_on"], unique=False)
        batch_op.create_index("ix_problem_found_on", ["found_on", "voided_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_problem_institution_id"), ["institution_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_problem_merged_into"), ["merged_into"], unique=False)
        batch_op.create_index(batch_op.f("ix_problem_sort_key"), ["sort_key"], unique=False)
        batch_op.create_index("ix_problem_state_limit", ["state", "limit"], unique=False)
        batch_op.create_index("ix_problem_subject", ["subject"], unique=False)
        batch_op.create_index(batch_op.f("ix_problem_town"), ["town"], unique=False)

    op.create_table(
        "blank_cell",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("blank_id", sa.Integer(), nullable=False),
        sa.Column("sheet", sa.String(length=120), nullable=False),
        sa.Column("cell", sa.String(length=10), nullable=False),
        sa.Column("source", sa.String(length=5), nullable=False),
        sa.Column("key", sa.String(length=1000), nullable=False),
        sa.Column("voided_at", sa.DateTime(), nullable=True),
        sa.Column("void_reason", sa.String(length=200), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["blank_id"], ["blank.id"], name=op.f("fk_blank_cell_blank_id_blank")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_blank_cell")),
        sa.UniqueConstraint("blank_id", "sheet", "cell", name=op.f("uq_blank_cell_blank_id_sheet_cell")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("blank_cell", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_blank_cell_blank_id"), ["blank_id"], unique=False)

    op.create_table(
        "evidence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("problem_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=5), nullable=False),
        sa.Column("attachment_id", sa.Integer(), nullable=False),
        sa.Column("copies", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("added_on", sa.Date(), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=True),
        sa.Column("voided_at", sa.DateTime(), nullable=True),
        sa.Column("void_reason", sa.String(length=200), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["attachment_id"], ["attachment.id"], name=op.f("fk_evidence_attachment_id_attachment")
        ),
        sa.ForeignKeyConstraint(["problem_id"], ["problem.id"], name=op.f("fk_evidence_problem_id_problem")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("evidence", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_evidence_attachment_id"), ["attachment_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_evidence_problem_id"), ["problem_id"], unique=False)

    op.create_table(
        "extension",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("problem_id", sa.Integer(), nullable=False),
        sa.Column("old_limit", sa.Date(), nullable=False),
        sa.Column("new_limit", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=400), nullable=False),
        sa.Column("approved_by", sa.String(length=40), nullable=False),
        sa.Column("approved_on", sa.Date(), nullable=False),
        sa.Column("voided_at", sa.DateTime(), nullable=True),
        sa.Column("void_reason", sa.String(length=200), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["problem_id"], ["problem.id"], name=op.f("fk_extension_problem_id_problem")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_extension")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("extension", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_extension_problem_id"), ["problem_id"], unique=False)

    op.create_table(
        "printout",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=True),
        sa.Column("sheet", sa.String(length=200), nullable=False),
        sa.Column("way", sa.String(length=9), nullable=False),
        sa.Column("copies", sa.Integer(), nullable=False),
        sa.Column("printed_by", sa.String(length=40), nullable=False),
        sa.Column("voided_at", sa.DateTime(), nullable=True),
        sa.Column("void_reason", sa.String(length=200), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_printout_document_id_document")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_printout")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("printout", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_printout_document_id"), ["document_id"], unique=False)

    op.create_table(
        "problem_check",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("problem_id", sa.Integer(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("way", sa.String(length=4), nullable=False),
        sa.Column("checked_on", sa.Date(), nullable=False),
        sa.Column("first_checker", sa.String(length=40), nullable=False),
        sa.Column("first_card", sa.String(length=40), nullable=True),
        sa.Column("second_checker", sa.String(length=40), nullable=True),
        sa.Column("second_card", sa.String(length=40), nullable=True),
        sa.Column("conclusion", sa.String(length=6), nullable=True),
        sa.Column("note", sa.String(length=2000), nullable=True),
        sa.Column("voided_at", sa.DateTime(), nullable=True),
        sa.Column("void_reason", sa.String(length=200), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["problem_id"], ["problem.id"], name=op.f("fk_problem_check_problem_id_problem")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_problem_check")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("problem_check", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_problem_check_problem_id"), ["problem_id"], unique=False)

    op.create_table(
        "problem_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("problem_id", sa.Integer(), nullable=False),
        sa.Column("move", sa.String(length=20), nullable=False),
        sa.Column("from_state", sa.String(length=4), nullable=True),
        sa.Column("to_state", sa.String(length=4), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("signer", sa.String(length=40), nullable=True),
        sa.Column("signer_role", sa.String(length=40), nullable=True),
        sa.Column("reason", sa.String(length=400), nullable=True),
        sa.Column("recorded_by", sa.String(length=40), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("voided_at", sa.DateTime(), nullable=True),
        sa.Column("void_reason", sa.String(length=200), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["problem_id"], ["problem.id"], name=op.f("fk_problem_step_problem_id_problem")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_problem_step")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("problem_step", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_problem_step_on"), ["on"], unique=False)
        batch_op.create_index(batch_op.f("ix_problem_step_problem_id"), ["problem_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_problem_step_to_state"), ["to_state"], unique=False)
