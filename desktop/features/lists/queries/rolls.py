"""The rolls: a batch as it was published, both lists as they stand, and what changed since publication."""

from datetime import date

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from desktop.base.chinese import date_cn
from desktop.base.errors import UserError
from desktop.features.institutions.records import Institution
from desktop.features.lists.listing import NATIONAL, papers_of_entry
from desktop.features.lists.queries.standing import faults_of_lists, figures
from desktop.features.lists.records import ListBatch, ListEntry, ListKind, Standing
from desktop.features.lists.rules.figures import need_agreeing
from desktop.features.lists.rules.published import FROZEN, Change, Published, read_published
from desktop.features.lists.rules.rolls import Roll, RollColumn
from desktop.features.office.queries import office

NUMBER = RollColumn("序号", 11.0, centred=True)
WHITE_COLUMNS = (NUMBER, *(RollColumn(head, mm, centred=key in ("category", "legal_person", "town"))
                           for key, head, mm in FROZEN))
BLACK_COLUMNS = (
    NUMBER, RollColumn("机构名称（姓名）", 44.0), RollColumn("统一社会信用代码", 40.0),
    RollColumn("办学地点"), RollColumn("列入黑名单原因"), RollColumn("查处时间", 21.0, centred=True),
    RollColumn("处理结果", 34.0), RollColumn("列入日期", 21.0, centred=True),
    RollColumn("决定文书号", 34.0),
)  # fmt: skip
FEET = ("填表人：", "审核人：", "联系电话：")
EARLIEST = date(2000, 1, 1)


def published(session: Session, row: int) -> Published:
    """The published version of a batch; UserError when there is none or it is not what its hash says."""
    found = session.get_one(ListBatch, row)
    return read_published(found.frozen, found.frozen_hash)


def published_roll(session: Session, row: int) -> Roll:
    """What was published, to be printed again as it was."""
    found, own = published(session, row), office(session)
    return Roll(
        f"{own.county}校外培训机构白名单（{found.name}）", WHITE_COLUMNS, tuple(map(tuple, found.texts)),
        f"公布单位：{own.bureau}", f"公布日期：{date_cn(found.published_on)}",
        (f"本批 {len(found.rows)} 家。批准文号：{found.approval}。批准人：{found.approved_by}。",
         f"公布版校验值：{found.digest}"), FEET, own.bureau, found.published_on)


def standing_roll(session: Session, kind: ListKind, today: date) -> Roll:
    """The list as it stands today; UserError with the sums that do not agree."""
    need_agreeing(faults_of_lists(session, tuple(ListKind), EARLIEST, today))
    rows = _white_rows(session) if kind is ListKind.WHITE else _black_rows(session, today)
    counted, own = figures(session, kind, EARLIEST, today), office(session)
    if len(rows) != counted.closing:
        need_agreeing([f"{kind.value}在册 {counted.closing} 条，名册却有 {len(rows)} 行"])
    white = kind is ListKind.WHITE
    title = "校外培训机构白名单" if white else "校外培训行业黑名单（负面名单）"
    notes = (f"{counted.words}。", *(() if white else (f"{NATIONAL}。",)))
    return Roll(f"{own.county}{title}", WHITE_COLUMNS if white else BLACK_COLUMNS,
                tuple((str(place), *row) for place, row in enumerate(rows, 1)),
                f"填表单位（盖章）：{own.bureau}", f"截至{date_cn(today)}", notes, FEET, own.bureau, today)


def _standing(kind: ListKind) -> list[ColumnElement[bool]]:
    return [ListEntry.listing == kind, ListEntry.standing == Standing.LISTED, ListEntry.voided_at.is_(None)]


def _white_rows(session: Session) -> list[tuple[str, ...]]:
    wanted = [getattr(ListEntry, key) for key, _, _ in FROZEN]
    query = select(*wanted).where(*_standing(ListKind.WHITE)).order_by(ListEntry.sort_key, ListEntry.id)
    return [tuple(word or "" for word in row) for row in session.execute(query)]


def _black_rows(session: Session, today: date) -> list[tuple[str, ...]]:
    query = select(ListEntry, papers_of_entry(today)).where(*_standing(ListKind.BLACK)).order_by(
        ListEntry.listed_on, ListEntry.sort_key, ListEntry.id)
    return [(line.name, line.code or "", line.address or line.town or "",
             f"{line.item_label or ''}：{line.reason or ''}".strip("："),
             _short(line.found_on), line.result or "", _short(line.listed_on), number or "")
            for line, number in session.execute(query)]


def _short(day: date | None) -> str:
    return f"{day.year}/{day.month}/{day.day}" if day else ""


def changes_since(session: Session, row: int) -> list[Change]:
    """What differs today from a published batch: gone, renamed, moved, void; in the order of the batch."""
    found = published(session, row)
    ids = [int(line["entry"]) for line in found.rows]
    lines = {line.id: line for line in session.scalars(select(ListEntry).where(ListEntry.id.in_(ids)))}
    owners = {owner.id: owner for owner in session.scalars(select(Institution).where(
        Institution.id.in_([line.institution_id for line in lines.values() if line.institution_id])))}
    changes = []
    for said in found.rows:
        line = lines.get(int(said["entry"]))
        name = str(said["name"])
        if line is None or line.standing is Standing.REMOVED:
            changes.append(Change(name, "移出", _gone(line), int(said["entry"])))
            continue
        owner = owners.get(line.institution_id or 0)
        changes += [Change(name, kind, words, line.id) for kind, words in _differences(said, owner)]
    return changes


def _gone(line: ListEntry | None) -> str:
    if line is None or line.removed_on is None or line.removal is None:
        return "已不在名单上"
    return f"{date_cn(line.removed_on)}移出：{line.removal.value}"


def _differences(said: object, owner: Institution | None) -> list[tuple[str, str]]:
    assert isinstance(said, dict)
    if owner is None or owner.voided:
        return [("作废", "机构已在台账里作废或合并")]
    pairs = (("改名", "name", owner.name), ("代码变更", "code", owner.code),
             ("地址变更", "address", owner.address), ("许可证变更", "licence_no", owner.licence_no))
    return [(kind, f"现为{now or '空'}") for kind, key, now in pairs if (said[key] or "") != (now or "")]


def joined_since(session: Session, row: int) -> list[ListEntry]:
    """White lines listed by later batches than this one, still standing."""
    found = session.get_one(ListBatch, row)
    if found.published_on is None:
        raise UserError("这一批还没有公布。")
    query = select(ListEntry).where(*_standing(ListKind.WHITE), ListEntry.batch_id != found.id,
                                    ListEntry.listed_on >= found.published_on)
    return list(session.scalars(query.order_by(ListEntry.listed_on, ListEntry.sort_key)))
