"""Forms of the white list: a batch, who is in it, its publication, leaving the list."""

from typing import Any

from PySide6.QtWidgets import QWidget
from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.base.fields import Field, Kind, field_of
from desktop.features.institutions.records import Institution
from desktop.features.lists.form.ask import ChooseDialog
from desktop.features.lists.operations.black import remove_black
from desktop.features.lists.operations.white import create_batch, propose_white, publish_batch, remove_white
from desktop.features.lists.queries.standing import free_institutions, item_of
from desktop.features.lists.records import ListBatch, ListEntry, ListKind
from desktop.features.lists.rules.negative import removals_for
from desktop.ui.drafts import ALL_ROWS, keep_form
from desktop.ui.facts_dialog import Asked, FactsDialog, Faults
from desktop.ui.services import Services

LICENSED, CLAIMED, ANY = "licensed", "claimed", "any"
SOURCES = ((LICENSED, "证照齐全、不在名单上的"), (CLAIMED, "来件称在白名单上的"), (ANY, "台账里的全部"))


def batch_dialog(services: Services, parent: QWidget) -> FactsDialog:
    """A new batch, not yet shown."""
    def perform(values: dict[str, Any], faults: Faults) -> bool:
        return services.perform(
            create_batch, f"新建白名单批次{values['name'] or ''}", parent=dialog, faults=faults,
            name=values["name"] or "", note=values["note"] or "") is not None

    dialog = FactsDialog("新建批次", "一批一起拟定、一起公布；公布以后这一批不能再改。", [
        Asked("name", field_of(ListBatch.name)), Asked("note", field_of(ListBatch.note))],
        perform, parent, [("yes", "新建")])
    keep_form(dialog, services, dialog.editors, ListBatch, "batch", (ListBatch.__tablename__, ALL_ROWS))
    return dialog


def add_to_batch(services: Services, batch: ListBatch, parent: QWidget) -> None:
    """Ask where from, then whom, and put them into the batch."""
    def perform(values: dict[str, Any], faults: Faults) -> bool:
        return True

    asking = FactsDialog(f"列入{batch.name}", "先选从哪里挑，下一步再逐家勾选。", [
        Asked("source", Field("从哪里挑", Kind.TEXT), LICENSED, SOURCES)], perform, parent,
        [("yes", "下一步")])
    if not asking.exec():
        return
    source = asking.editors["source"].value()
    rows = services.read(_offered, source, services.today)
    if not rows:
        services.say("没有可以列入的机构：都在名单上，或者证照不齐", saved=False)
        return
    choosing = ChooseDialog(f"列入{batch.name}", "在黑名单上的、已在白名单上的不在下面。", rows, "列入这一批",
                            parent, ticked=source != ANY)
    if choosing.exec():
        services.perform(propose_white, f"{batch.name}列入 {len(choosing.chosen_rows)} 家", parent=parent,
                         batch=batch.id, institutions=choosing.chosen_rows)


def _offered(session: Session, source: str, today: Any) -> list[tuple[int, str]]:
    rows = free_institutions(session, today, licensed=source == LICENSED, claimed=source == CLAIMED)
    query = select(Institution.id, Institution.name, Institution.town).where(Institution.id.in_(rows))
    known = {row: (name, town) for row, name, town in session.execute(query)}
    return [(row, "　".join(word for word in known[row] if word)) for row in rows]


def publish_dialog(services: Services, batch: ListBatch, count: int, parent: QWidget) -> FactsDialog:
    """The publication of a batch, not yet shown."""
    def perform(values: dict[str, Any], faults: Faults) -> bool:
        return services.perform(
            publish_batch, f"公布白名单{batch.name}", parent=dialog, faults=faults, row=batch.id,
            done=f"{batch.name}已公布 {count} 家，公布版已封存",
            published_on=values["published_on"] or services.today, approval=values["approval"] or "",
            approved_by=values["approved_by"] or "") is not None

    hint = f"这一批 {count} 家。公布以后内容封存，不能撤销；以后有变动的，办移出或另列一批。"
    dialog = FactsDialog(f"公布{batch.name}", hint, [
        Asked("published_on", field_of(ListBatch.published_on), services.today),
        Asked("approval", field_of(ListBatch.approval)),
        Asked("approved_by", field_of(ListBatch.approved_by))], perform, parent, [("yes", "公布")])
    keep_form(dialog, services, dialog.editors, ListBatch, "publish", (ListBatch.__tablename__, batch.id))
    return dialog


def removal_dialog(services: Services, entry: ListEntry, parent: QWidget) -> FactsDialog:
    """Leaving either list for a reason that answers to the listing; not yet shown."""
    operation = remove_white if entry.listing is ListKind.WHITE else remove_black

    def perform(values: dict[str, Any], faults: Faults) -> bool:
        return services.perform(
            operation, f"{entry.name}移出{entry.listing.value}", parent=dialog, faults=faults, row=entry.id,
            done=f"{entry.name}已移出{entry.listing.value}", removal=values["removal"],
            removed_on=values["removed_on"] or services.today, removal_note=values["removal_note"] or "",
            removal_no=values["removal_no"] or "", removal_by=values["removal_by"] or "") is not None

    allowed = removals_for(entry.listing, item_of(entry))
    because = f"列入是因为“{entry.item_label}”，移出的理由要和它对应。" if entry.item_label else \
        "有负面清单行为的，请办“列入黑名单”：移出白名单和列入黑名单一步办。"
    dialog = FactsDialog(f"移出{entry.listing.value}", f"{entry.name}。{because}", [
        Asked("removal", field_of(ListEntry.removal), allowed[0],
              tuple((word, word.value) for word in allowed)),
        Asked("removed_on", field_of(ListEntry.removed_on), services.today),
        Asked("removal_note", field_of(ListEntry.removal_note)),
        Asked("removal_no", field_of(ListEntry.removal_no)),
        Asked("removal_by", field_of(ListEntry.removal_by))], perform, parent, [("yes", "移出")])
    keep_form(dialog, services, dialog.editors, ListEntry, "removal", (ListEntry.__tablename__, entry.id))
    return dialog
