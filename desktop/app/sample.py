"""The sample county: made by the program's own operations, the same every time, on one fixed day.

No institution, person or number in it is real. It lives on 2023-09-25, three working days before 国庆.
"""

import struct
import zlib
from argparse import Namespace
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from sqlalchemy.orm import Session

from desktop.app.sample_data import (
    BANKS,
    COMMUNITIES,
    FIRST,
    INSPECTORS,
    KINDS,
    PROBLEMS,
    ROADS,
    SURNAMES,
    TOWNS,
)
from desktop.app.sample_people import code, person
from desktop.app.sample_workbook import township_workbook
from desktop.app.setup import SAMPLE_DAY, set_up
from desktop.base.clock import DayClock
from desktop.base.command import Answer
from desktop.base.errors import UserError
from desktop.base.progress import Progress, silent
from desktop.features.calendar.queries import work_calendar
from desktop.features.institutions.operations import save_charge, save_institution
from desktop.features.institutions.records import Category, Institution, ListState, Prepaid
from desktop.features.office.queries import is_set_up
from desktop.features.office.rules import Office, defaults
from desktop.features.problems import records as problems
from desktop.features.problems.operations import add_evidence, move_problem, record_check, register_problem
from desktop.features.problems.queries import case_of
from desktop.output.whole_file import write_whole
from desktop.store import settings
from desktop.store.desk import Desk

DAY = date(2023, 9, 25)
SEED = 20230925
INSTITUTIONS = 86
CLOSED, OPEN = 31, 33
MAIN = ("assign", "start", "apply", "check", "pass", "review", "approve")


def run_sample(desk: Desk, given: Namespace) -> Answer:
    """The command `sample`; with --workbook a township's ledger to import is written as well."""
    made: dict[str, Any] = {**load(desk, silent())}
    if given.workbook is not None:
        write_whole(given.workbook, township_workbook())
        made["workbook"] = str(given.workbook)
    words = f"已载入示例县：机构 {made['institutions']} 家，问题 {made['problems']} 个，"
    words += "日期固定为 2023年9月25日。"
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
    plans = _plans(random, ids)
    for place, plan in enumerate(plans):
        progress.step(place, len(plans), "载入示例问题")
        named.do(_problem, "载入示例问题", random=random, **plan)
    named.do(_mark, "记下示例日期")
    return {"institutions": len(ids), "problems": len(plans)}


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
        "list_state": ListState.WHITE if licensed else ListState.NONE,
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


def _plans(random: Random, ids: list[int]) -> list[dict[str, Any]]:
    """When each problem was found and how far it has come: in the order of finding."""
    stages = [len(MAIN)] * CLOSED + [place % len(MAIN) for place in range(OPEN)]
    random.shuffle(stages)
    plans = []
    for place, stage in enumerate(stages):
        late = stage < len(MAIN)
        found = date(2023, 7, 3) + timedelta(days=place + (15 if late else 0))
        plans.append(
            {
                "institution": ids[(place * 7) % len(ids)],
                "words": PROBLEMS[place % len(PROBLEMS)],
                "found": min(found, DAY - timedelta(days=2)),
                "stage": stage,
                "place": place,
            }
        )
    return sorted(plans, key=lambda plan: plan["found"])


def _problem(
    session: Session,
    *,
    by: str,
    today: date,
    random: Random,
    institution: int,
    words: tuple[Any, ...],
    found: date,
    stage: int,
    place: int,
) -> None:
    category, kind, description, measures = words
    subject = session.get(Institution, institution)
    assert subject is not None
    made = register_problem(
        session,
        by=by,
        today=found,
        institution_id=institution,
        category=problems.Category(category),
        subcategory=kind,
        description=description,
        found_on=found,
        handler=random.choice(INSPECTORS[:3]),
        source=list(problems.Source)[place % len(problems.Source)],
        subject_person=subject.principal,
        refunds=2 if kind in ("E2", "E7") else None,
    )
    calendar = work_calendar(session)
    limit = (
        calendar.add_workdays(DAY, place % 14 - 3) if stage < len(MAIN) else calendar.add_workdays(found, 10)
    )
    limit = max(limit, calendar.add_workdays(found, 1))
    facts: dict[str, dict[str, Any]] = {
        "assign": {
            "measures": measures,
            "limit": limit,
            "duty_department": f"{subject.town}",
            "duty_person": person(random),
        },
        "apply": {"result": "已按要求整改到位，材料见佐证", "signer": subject.principal},
        "review": {"signer": "吴志坚", "signer_role": "股室负责人"},
        "approve": {"signer": "黄国梁", "signer_role": "分管局领导"},
    }
    day = found
    for step, move in enumerate(MAIN[:stage]):
        day = min(calendar.add_workdays(day, 2 if step in (2, 3) else 1), DAY)
        if move == "apply":
            facts["apply"] |= {"finished_on": day, "on": day}
        if move == "pass":
            _prove(session, by=by, day=day, problem=made.id)
        given = {**facts.get(move, {})}
        if move in ("review", "approve"):
            given["on"] = day
        move_problem(session, by=by, today=day, problem=made.id, move=move, **given)


def _prove(session: Session, *, by: str, day: date, problem: int) -> None:
    """Attach what the category asks for and record the check of two people."""
    found = session.get(problems.Problem, problem)
    assert found is not None
    for requirement in case_of(session, found).branch.evidence:
        for copy in range(requirement.needed(found.refunds)):
            name = f"{found.number}-{requirement.kind.value}-{copy + 1}.png"
            add_evidence(
                session,
                by=by,
                today=day,
                problem=problem,
                evidence_kind=requirement.kind,
                data=picture(f"{name}"),
                name=name,
            )
    record_check(
        session,
        by=by,
        today=day,
        problem=problem,
        checked_on=day,
        first_checker=INSPECTORS[0],
        second_checker=INSPECTORS[1],
        conclusion=problems.Conclusion.DONE,
        note="现场核查，整改到位",
    )


def picture(words: str, width: int = 240, height: int = 160) -> bytes:
    """A small picture (PNG), different for different words, standing for a photo or a scan."""
    tint = zlib.crc32(words.encode())
    paper, ink = (216, 223, 232), (tint & 127, tint >> 8 & 127, tint >> 16 & 127)
    lines = []
    for row in range(height):
        framed = 16 <= row < height - 16
        text = framed and row % 18 < 3
        line = bytearray()
        for column in range(width):
            inside = framed and 24 <= column < width - 24
            drawn = text and 40 <= column < width - 40 - (tint >> (row // 18)) % 60
            line += bytes(ink if drawn else (255, 255, 255) if inside else paper)
        lines.append(b"\0" + bytes(line))
    header = struct.pack(">2I5B", width, height, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(b"".join(lines), 6)), (b"IEND", b""))
    body = b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + body
