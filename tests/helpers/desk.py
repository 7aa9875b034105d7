"""A desk on a fresh data folder: office, calendar and statutes set up, 2023-09-25, 林晓燕 at work."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from desktop.base.clock import FixedClock
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


def make_desk(folder: Path, clock: FixedClock | None = None) -> Desk:
    """A desk whose store lies in `folder`/数据."""
    at, made = clock or FixedClock.on(TODAY), folder / "数据"
    for name, content in _fresh(at).items():
        place = made / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)
    return Desk(Store(made, at), by=OFFICE.operator)


@cache
def _fresh(clock: FixedClock) -> Mapping[str, bytes]:
    """The files of such a data folder, by their names below it: made once, for a migration takes long."""
    with TemporaryDirectory() as place:
        made = Path(place, "数据")
        desk = Desk(Store(made, clock), by=OFFICE.operator)
        desk.do(set_up_office, "登记本单位", office=OFFICE)
        desk.do(seed_calendar, "录入放假安排")
        desk.store.close()
        return {str(file.relative_to(made)): file.read_bytes() for file in made.rglob("*") if file.is_file()}
