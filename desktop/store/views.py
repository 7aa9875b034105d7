"""Saved views of the lists: records, so that they travel with the data, are journaled and can be undone."""

import json
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Mapped, Session

from desktop.base.errors import NeedsConfirmation, UserError
from desktop.base.fields import integer, long_text, text
from desktop.base.listing import Listing
from desktop.base.records import Record
from desktop.base.views import View, definition, view_of
from desktop.store.editing import living
from desktop.store.scratch import kept

LONGEST = 20


class ListView(Record):
    """One view of one list; `definition` is JSON as `base.views.definition` writes it."""

    __tablename__ = "list_view"
    called = "视图"

    listing: Mapped[str] = text("台账", length=60, index=True)
    name: Mapped[str] = text("视图名称", length=LONGEST)
    definition: Mapped[str] = long_text("筛选和列", length=20000)
    place: Mapped[int] = integer("次序", default=0)

    def title(self) -> str:
        return f"视图“{self.name}”"

    def view(self) -> View:
        """What the view asks and shows."""
        return view_of(self.name, json.loads(self.definition))


def views(session: Session, listing: str) -> list[ListView]:
    """The views of a list in their order."""
    return list(session.scalars(select(ListView).where(
        ListView.listing == listing, ListView.voided_at.is_(None)).order_by(ListView.place, ListView.id)))


def named_view(session: Session, listing: Listing, name: str) -> View:
    """The view of that name; UserError when there is none, or when it asks for what is gone."""
    found = next((row.view() for row in views(session, listing.key) if row.name == name), None)
    if found is None:
        names = "、".join(row.name for row in views(session, listing.key))
        raise UserError(f"{listing.title}没有“{name}”这个视图。",
                        f"可选：{names}。" if names else "还没有存过视图。")
    check_view(listing, found)
    return found


def check_view(listing: Listing, view: View) -> None:
    """UserError when the view filters by something the list does not have any more: never other rows."""
    lost = listing.unknown(view.question)
    if lost:
        words = "、".join(key.rpartition(":")[2] for key in lost)
        raise UserError(f"视图“{view.name}”用到的“{words}”已经没有了。", "请重新选筛选，再存一次这个视图。")


def layout_key(listing: str, view: int | None) -> str:
    """Where the widths and columns of a view (None: the whole list) are kept between sessions."""
    return f"layout:{listing}:{view or ''}"


def shown_columns(session: Session, listing: Listing, view: View) -> tuple[str, ...]:
    """The columns the view shows now: as she last arranged them, else as they were stored."""
    row = next((row for row in views(session, listing.key) if row.name == view.name), None)
    layout = kept(session, layout_key(listing.key, row.id)) if row is not None else None
    wanted = view.columns
    if isinstance(layout, dict):
        hidden = set(layout.get("hidden", ()))
        wanted = tuple(key for key in layout.get("order", ()) if key not in hidden)
    known = {column.key for column in listing.columns}
    return tuple(key for key in wanted if key in known)


def save_view(session: Session, *, by: str, today: date, listing: str, view: View,
              confirmed: bool = False) -> ListView:
    """Store a view under its name; one of that name is replaced after a yes."""
    name = view.name.strip()
    if not name:
        raise UserError("没有存：请给视图起个名字。", fields={"name": "请填写"})
    if len(name) > LONGEST:
        raise UserError(f"没有存：名字最多 {LONGEST} 字。", fields={"name": f"最多 {LONGEST} 字"})
    if view.question.only is not None:
        raise UserError("没有存：现在列出的是点数字打开的那几条，不是筛选出来的。",
                        "请先清除筛选，再选要的条件。")
    words = json.dumps(definition(view), ensure_ascii=False)
    found = next((row for row in views(session, listing) if row.name == name), None)
    if found is None:
        last = session.scalar(select(func.max(ListView.place)).where(ListView.listing == listing)) or 0
        found = ListView(listing=listing, name=name, definition=words, place=last + 1)
        session.add(found)
    elif found.definition != words:
        if not confirmed:
            raise NeedsConfirmation(f"已有视图“{name}”。", "要换成现在的筛选和列吗？")
        found.definition = words
    session.flush()
    return found


def rename_view(session: Session, *, by: str, today: date, row: int, name: str) -> ListView:
    """Give a view another name, not one in use."""
    found: ListView = living(session, ListView, row)
    wanted = name.strip()
    if not wanted or len(wanted) > LONGEST:
        raise UserError(f"没有改：名字要有 1 到 {LONGEST} 字。", fields={"name": f"1 到 {LONGEST} 字"})
    if any(other.name == wanted and other.id != row for other in views(session, found.listing)):
        raise UserError(f"没有改：已有视图“{wanted}”。", "请换一个名字。", {"name": "已有这个名字"})
    found.name = wanted
    return found
