"""Institutions, batches and black lines for tests of the lists."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from zlib import crc32

from desktop.base.social_code import check_character
from desktop.features.institutions.operations import save_institution
from desktop.features.institutions.records import Category, Institution, Registration
from desktop.features.lists.operations.black import approve_black, list_black, propose_black
from desktop.features.lists.operations.white import create_batch, propose_white, publish_batch
from desktop.features.lists.records import ListBatch, ListEntry, ListKind, Standing
from desktop.store.desk import Desk

PUBLISHED = date(2023, 7, 28)
DECIDED = date(2023, 9, 20)


def made_code(number: int, start: str = "91") -> str:
    """A valid code of that kind and number."""
    plain = f"{start}350582MA{number:07d}"
    return plain + check_character(plain)


def institution(desk: Desk, name: str = "晋江市启衡艺术培训中心", code: str | None = None,
                **more: Any) -> Institution:
    """A licensed institution of the ledger."""
    values: dict[str, Any] = {
        "name": name, "code": code, "category": Category.ART, "town": "梅岭街道",
        "address": "福兴路96号二楼", "legal_person": "许文海", "licence_no": f"教民{crc32(name.encode())}号",
        "registration": Registration.BUSINESS,
        "licence_from": date(2023, 3, 1), "licence_until": date(2026, 2, 28), **more}
    return desk.do(save_institution, "新增机构", values=values, confirmed=True)


def publish(desk: Desk, institutions: Sequence[int], name: str = "2023年第一批") -> ListBatch:
    """A published batch of the white list."""
    batch = desk.do(create_batch, "新建批次", name=name)
    desk.do(propose_white, "列入批次", batch=batch.id, institutions=list(institutions), confirmed=True)
    return desk.do(publish_batch, "公布", row=batch.id, published_on=PUBLISHED,
                   approval="晋教双减〔2023〕6号", approved_by="陈志远")


def facts(**more: Any) -> dict[str, Any]:
    """What is typed of a black line."""
    return {"item": "N05", "reason": "一次性收取6个月学费，拒不整改", "found_on": date(2023, 9, 12),
            "basis": "《中华人民共和国民办教育促进法实施条例》第六十三条第一款第（十一）项",
            "told_on": date(2023, 9, 14), "objection": "当事人未提出陈述申辩", **more}


def prepare(desk: Desk, row: int | None, **more: Any) -> ListEntry:
    """A line prepared for the black list."""
    return desk.do(propose_black, "拟列入黑名单", values=facts(institution_id=row, **more), confirmed=True)


def approve(desk: Desk, line: ListEntry, **more: Any) -> ListEntry:
    """Both moves in one act."""
    given: dict[str, Any] = {"listed_on": DECIDED, "approved_by": "陈志远", "confirmed": True, **more}
    return desk.do(approve_black, "批准列入黑名单", row=line.id, **given)


def blacklist(desk: Desk, row: int | None, **more: Any) -> ListEntry:
    """Prepared and approved at once."""
    return desk.do(list_black, "列入黑名单", values=facts(institution_id=row, **more), listed_on=DECIDED,
                   approved_by="陈志远", confirmed=True)


def lines(desk: Desk) -> list[ListEntry]:
    """All lines, void ones too, in the order they were made."""
    with desk.store.reading() as session:
        return session.query(ListEntry).order_by(ListEntry.id).all()


def standing(desk: Desk) -> dict[str, list[str]]:
    """Names by list."""
    found: dict[str, list[str]] = {kind.value: [] for kind in ListKind}
    for line in lines(desk):
        if line.standing is Standing.LISTED and not line.voided:
            found[line.listing.value].append(line.name)
    return found
