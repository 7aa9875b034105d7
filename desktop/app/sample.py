"""The sample county: made by the program's own operations, the same every time, on one fixed day.

No institution, person or number in it is real. It lives on 2023-09-25, three working days before 国庆.
"""

from argparse import Namespace
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from sqlalchemy.orm import Session

from desktop.app.sample_complaints import tell_complaints
from desktop.app.sample_data import (
    BANKS,
    COMMUNITIES,
    FIRST,
    KINDS,
    ROADS,
    SURNAMES,
    TOWNS,
)
from desktop.app.sample_ladder import tell_ladder
from desktop.app.sample_lists import tell_lists
from desktop.app.sample_people import code, person
from desktop.app.sample_problems import stories, tell
from desktop.app.sample_visits import tell_visits
from desktop.app.setup import SAMPLE_DAY, set_up
from desktop.base.clock import DayClock
from desktop.base.command import Answer
from desktop.base.errors import UserError
from desktop.base.progress import Progress, silent
from desktop.features.filings.operations import set_figure, set_text
from desktop.features.institutions.operations import save_charge, save_institution
from desktop.features.institutions.records import Category, Prepaid
from desktop.features.office.queries import is_set_up
from desktop.features.office.rules import Office, defaults
from desktop.store import settings
from desktop.store.desk import Desk
from desktop.store.whole_file import write_whole

DAY = date(2023, 9, 25)
SEED = 20230925
INSTITUTIONS = 86
SOURCE = "派驻纪检组每月来文"
MONTHS = {
    "2023-09": {
        "cases": 1,
        "handled": 1,
        "disciplined": 0,
        "department_problems": 1,
        "advices": 1,
        "advices_done": 1,
    },
}


def run_sample(desk: Desk, given: Namespace) -> Answer:
    """The command `sample`; with --workbook a township's ledger to import is written as well."""
    made: dict[str, Any] = {**load(desk, silent())}
    if given.workbook is not None:
        # openpyxl takes 0.1 s to import: only for this workbook.
        from desktop.app.sample_workbook import township_workbook

        write_whole(given.workbook, township_workbook())
        made["workbook"] = str(given.workbook)
    words = f"已载入示例县：机构 {made['institutions']} 家，问题 {made['problems']} 个，"
    words += f"检查 {made['visits']} 次，投诉 {made['complaints']} 件，"
    words += f"名单 {made['lists']} 条，日期固定为 2023年9月25日。"
    return Answer({"county": "晋江市", "day": DAY.isoformat(), **made}, [words])


def office_facts() -> Office:
    """The sample's office."""
    plain = defaults("晋江市", "350582", "quanzhou-2023")
    return Office(
        **{
            **{key: getattr(plain, key) for key in plain.__dataclass_fields__},
            "towns": TOWNS,
            "operator": "林晓燕",
            "contact_person": "林晓燕",
            "contact_phone": "0595-82080000",
            "address": "晋江市青阳街道崇德路1号",
            "postcode": "362200",
        }
    )


def load(desk: Desk, progress: Progress) -> dict[str, int]:
    """Fill a fresh data folder; UserError when an office is there already."""
    with desk.store.reading() as session:
        if is_set_up(session):
            raise UserError("这个文件夹已经有台账，不能再载入示例县。", "请用 --data 另选一个空文件夹。")
    desk.store.clock = DayClock(DAY)
    named = set_up(desk, office_facts())
    random = Random(SEED)
    ids = named.do(_institutions, "载入示例机构", random=random, progress=progress)
    told = stories(random, ids, DAY)
    for place, story in enumerate(told):
        progress.step(place, len(told), "载入示例问题")
        named.do(tell, "载入示例问题", random=random, story=story)
    progress.step(1, 2, "载入示例检查和投诉")
    visits = named.do(tell_visits, "载入示例检查")
    complaints = named.do(tell_complaints, "载入示例投诉")
    named.do(tell_ladder, "载入示例督办移送")
    lists = named.do(tell_lists, "载入示例名单")
    named.do(_figures, "载入示例报送数")
    named.do(_mark, "记下示例日期")
    return {"institutions": len(ids), "problems": len(told), "visits": visits, "complaints": complaints,
            "lists": lists}


def _mark(session: Session, *, by: str, today: date) -> None:
    settings.put(session, SAMPLE_DAY, DAY.isoformat())


def _institutions(session: Session, *, by: str, today: date, random: Random, progress: Progress) -> list[int]:
    rows = []
    for place in range(INSTITUTIONS):
        progress.step(place, INSTITUTIONS, "载入示例机构")
        found = save_institution(
            session, by=by, today=today, values=institution(random, place), imported=True
        )
        rows.append(found.id)
        if found.prepaid is Prepaid.CUSTODY and place % 9 == 0:
            save_charge(
                session,
                by=by,
                today=today,
                values={
                    "institution_id": found.id,
                    "charged_on": DAY - timedelta(days=random.randint(5, 60)),
                    "amount": Decimal(random.randint(18, 60) * 100),
                    "months": 6 if place % 18 == 0 else 3,
                    "hours": 48,
                    "student": "周末班",
                    "source": "合同",
                },
            )
    return rows


def institution(random: Random, place: int) -> dict[str, Any]:
    """Values of the `place`-th institution."""
    category = random.choices(list(Category), weights=(10, 20, 45, 20, 5))[0]
    name = f"晋江市{FIRST[place % len(FIRST)]}{random.choice(KINDS[category.value])}"
    if place >= len(FIRST):
        name = name.replace("晋江市", f"晋江市{TOWNS[place % len(TOWNS)][:2]}", 1)
    town = TOWNS[place % len(TOWNS)]
    dark = place % 17 == 16
    licensed = not dark and place % 6 != 5
    profit = category is not Category.ACADEMIC and "中心" not in name
    values: dict[str, Any] = {
        "name": f"{town[:2]}“{random.choice(SURNAMES)}老师”托管点" if dark else name,
        "code": None if dark else code(random, "91" if profit else "52"),
        "category": Category.MIXED if dark else category,
        "town": town,
        "community": COMMUNITIES[place % len(COMMUNITIES)],
        "grid": f"第{place % 6 + 1}网格",
        "keeper": person(random),
        "grid_person": person(random),
        "legal_person": person(random),
        "principal": person(random),
        "phone": f"138{random.randint(0, 99999999):08d}",
        "address": f"晋江市{town}{random.choice(ROADS)}{random.randint(1, 400)}号{random.randint(1, 5)}楼",
        "area": random.randint(80, 900),
        "students": random.randint(10, 400),
        "stage": "小学、初中",
        "platform_included": licensed and place % 5 != 4,
        "prepaid": random.choice((Prepaid.CUSTODY, Prepaid.CUSTODY, Prepaid.DEPOSIT))
        if licensed
        else Prepaid.NONE,
        "founded_on": date(2015 + place % 7, place % 12 + 1, place % 27 + 1),
    }
    if licensed:
        until = DAY + timedelta(
            days=random.choice((3, 13, 21, 29)) if place % 20 == 1 else random.randint(40, 900)
        )
        values |= {
            "licence_no": f"教民13505827{place:07d}号",
            "licence_from": until - timedelta(days=3 * 365),
            "licence_until": until,
            "licence_office": "晋江市教育局",
        }
    if values["prepaid"] is Prepaid.CUSTODY:
        values["bank"] = random.choice(BANKS)
    return values


def _figures(session: Session, *, by: str, today: date) -> None:
    """What the 纪检 side told for the month, typed with its source."""
    for month, numbers in MONTHS.items():
        for key, value in numbers.items():
            set_figure(session, by=by, today=today, month=month, key=key, value=value, source=SOURCE)
        set_text(
            session,
            by=by,
            today=today,
            month=month,
            key="difficulties",
            content="个别无证点位隐蔽在居民楼内，发现难、取证难。",
        )
