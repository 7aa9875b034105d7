"""A desk on a fresh data folder: office, calendar and statutes set up, 2023-09-25, 林晓燕 at work."""

from datetime import date
from pathlib import Path

from desktop.base.clock import Clock, FixedClock
from desktop.features.calendar.operations import seed_calendar
from desktop.features.office.operations import set_up_office
from desktop.features.office.rules import Office
from desktop.store.desk import Desk
from desktop.store.store import Store

TODAY = date(2023, 9, 25)
TOWNS = (
    "青阳街道",
    "梅岭街道",
    "罗山街道",
    "陈埭镇",
    "池店镇",
    "安海镇",
    "磁灶镇",
    "金井镇",
    "英林镇",
    "西园街道",
)
OFFICE = Office(
    county="晋江市",
    code="350582",
    bureau="晋江市教育局",
    prefix="晋教",
    plan="quanzhou-2023",
    towns=TOWNS,
    departments=("晋江市教育局", "晋江市市场监督管理局", "晋江市科技局", "晋江市文化和旅游局"),
    operator="林晓燕",
    contact_person="林晓燕",
    contact_phone="0595-82080000",
    address="晋江市青阳街道崇德路1号",
    review_body="晋江市人民政府",
    court="晋江市人民法院",
)


def make_desk(folder: Path, clock: Clock | None = None) -> Desk:
    """A desk whose store lies in `folder`/数据."""
    desk = Desk(Store(folder / "数据", clock or FixedClock.on(TODAY)), by="林晓燕")
    desk.do(set_up_office, "登记本单位", office=OFFICE)
    desk.do(seed_calendar, "录入放假安排")
    return desk
