"""Large invented counties, written straight into the tables: what the figures are measured on.

Everything is derived from the row's number, so that two runs measure the same rows.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import xlsxwriter
from sqlalchemy import Table
from sqlalchemy.orm import Session

from desktop.app.setup import set_up
from desktop.base.chinese import initials, pinyin_key
from desktop.base.clock import FixedClock
from desktop.base.social_code import check_character
from desktop.features.institutions.excel import INSTITUTION_IMPORT
from desktop.features.institutions.records import Category, Institution, ListState, Prepaid, Running
from desktop.features.office.rules import Office
from desktop.features.problems.records import Category as ProblemCategory
from desktop.features.problems.records import Level, Problem, Source, State
from desktop.store.desk import Desk
from desktop.store.search_index import keep_index
from desktop.store.store import Store
from desktop.store.table_writer import TableWriter

TODAY = date(2023, 9, 25)
TOWNS = ("青阳街道", "梅岭街道", "罗山街道", "陈埭镇", "池店镇", "安海镇", "磁灶镇", "金井镇")
_FIRST = "启明博雅育才思源星辰知行弘文致远新苗金桥绿洲蓝天海峡春晖润泽晨光"
_KINDS = ("文化教育培训中心", "篮球培训有限公司", "舞蹈培训中心", "编程培训有限公司", "综合素质培训有限公司")
_SURNAMES = "林陈黄许吴蔡庄施王李曾仇洪柯丁张郑苏"
_GIVEN = ("志坚", "秋月", "文彬", "雨桐", "承业", "婉清", "海生", "若兰")
_BATCH = 20_000
_OFFICE = Office(
    county="晋江市",
    code="350582",
    bureau="晋江市教育局",
    prefix="晋教",
    plan="quanzhou-2023",
    towns=TOWNS,
    departments=("晋江市教育局", "晋江市科技局", "晋江市文化和旅游局"),
    operator="林晓燕",
    contact_person="林晓燕",
    contact_phone="0595-82080000",
    address="晋江市青阳街道崇德路1号",
    review_body="晋江市人民政府",
    court="晋江市人民法院",
)
COLUMNS = (
    "name", "code", "category", "town", "community", "address", "legal_person", "principal", "phone",
    "licence_no", "licence_office", "licence_from", "licence_until", "students", "staff", "teachers",
    "platform_included", "prepaid", "bank", "running",
)  # fmt: skip
"""Keys of the 20 columns of the workbook that is imported."""


_SEARCHED = ("name", "code", "address", "principal")


def open_county(folder: Path) -> Desk:
    """A set-up desk below `folder`, on a day that stands still."""
    return set_up(Desk(Store(folder, FixedClock.on(TODAY)), _OFFICE.operator), _OFFICE)


def values_of(number: int) -> dict[str, Any]:
    """Values of the `number`-th institution by field key; names and codes differ, the rest repeats."""
    category = tuple(Category)[number % 5]
    plain = f"91350582MA{number:07d}"
    start = date(2020, 9, 10) + timedelta(days=number % 1000)
    return {
        "name": f"晋江市{_word(number)}{_KINDS[number % 5].replace('培训', f'第{number}培训')}",
        "code": plain + check_character(plain),
        "category": category,
        "town": TOWNS[number % len(TOWNS)],
        "community": f"第{number % 90 + 1}社区",
        "address": f"崇德路{number % 900 + 1}号{number % 30 + 1}层",
        "legal_person": _SURNAMES[number % 18] + _GIVEN[number % 8],
        "principal": _SURNAMES[number % 17] + _GIVEN[number % 7],
        "phone": f"139{number % 100_000_000:08d}",
        "licence_no": f"教民135058270{number:06d}号",
        "licence_office": "晋江市教育局",
        "licence_from": start,
        "licence_until": start + timedelta(days=1096),
        "students": 20 + number % 300,
        "staff": 12 + number % 20,
        "teachers": 2 + number % 10,
        "platform_included": number % 7 != 0,
        "prepaid": tuple(Prepaid)[number % 3],
        "bank": "农商银行" if number % 2 else "泉州银行",
        "running": Running.OPEN if number % 11 else Running.SUSPENDED,
    }


def add_institutions(desk: Desk, count: int) -> None:
    """`count` living institutions, written without journal and ORM."""
    fill(desk, Institution.__table__, (_stored(number) for number in range(1, count + 1)))


def add_problems(desk: Desk, count: int, institutions: int) -> None:
    """`count` problems over `institutions` institutions; most are closed, as after years of use."""
    fill(desk, Problem.__table__, (_problem(number, institutions) for number in range(1, count + 1)))


def write_workbook(path: Path, rows: int) -> None:
    """A received workbook of `rows` rows and 20 columns with the ledger's own heads."""
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    sheet = book.add_worksheet("台账")
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    for place, key in enumerate(COLUMNS):
        sheet.write_string(0, place, INSTITUTION_IMPORT.column(key).field.label)
    for number in range(1, rows + 1):
        values = values_of(number)
        for place, key in enumerate(COLUMNS):
            value = values[key]
            if isinstance(value, bool):
                sheet.write_string(number, place, "是" if value else "否")
            elif isinstance(value, date):
                sheet.write_datetime(number, place, value, day)
            elif isinstance(value, int):
                sheet.write_number(number, place, value)
            else:
                sheet.write_string(number, place, str(value))
    book.close()


def _word(number: int) -> str:
    return _FIRST[number % 30] + _FIRST[number // 30 % 30]


def _stored(number: int) -> dict[str, Any]:
    values = values_of(number)
    key = pinyin_key(_word(number))
    return values | {
        "list_state": ListState.NONE,
        "search_text": "\n".join(str(values[key]).lower() for key in _SEARCHED),
        "initials": f"jjs{initials(_word(number))}",
        "sort_key": f"{key} {number:07d}",
    }


def _problem(number: int, institutions: int) -> dict[str, Any]:
    found = TODAY - timedelta(days=number % 900)
    state = State.RECTIFYING if number % 100 == 0 else State.ARCHIVED
    owner = number % institutions + 1
    name = values_of(owner)["name"]
    return {
        "number": f"{found.year}-{number:06d}",
        "found_on": found,
        "source": Source.INSPECTION,
        "institution_id": owner,
        "subject": name,
        "town": TOWNS[owner % len(TOWNS)],
        "category": tuple(ProblemCategory)[number % len(ProblemCategory)],
        "category_label": "预收费",
        "description": "未签资金托管协议，学费进入基本账户",
        "limit": found + timedelta(days=30),
        "original_limit": found + timedelta(days=30),
        "state": state,
        "closed_on": None if state is State.RECTIFYING else found + timedelta(days=20),
        "extensions": 0,
        "level": Level.ORDINARY,
        "round": 1,
        "attempt": 1,
        "evidence_count": 2,
        "search_text": f"{name}\n{number:06d}",
        "initials": f"jjs {number:06d}",
        "sort_key": f"jin4 {number:07d}",
    }


def fill(desk: Desk, table: Any, rows: Iterable[dict[str, Any]]) -> None:
    assert isinstance(table, Table)
    now = desk.store.clock.now()
    with Session(desk.store.engine.execution_options(writing=True)) as session:
        writer = TableWriter(session, table)
        for part in _parts(rows, _BATCH):
            writer.write({**row, "version": 1, "created_at": now, "updated_at": now} for row in part)
        session.commit()
    keep_index(desk.store.engine)


def _parts(rows: Iterable[dict[str, Any]], size: int) -> Iterator[Sequence[dict[str, Any]]]:
    part: list[dict[str, Any]] = []
    for row in rows:
        part.append(row)
        if len(part) == size:
            yield part
            part = []
    if part:
        yield part
