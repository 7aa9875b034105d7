"""The sample county's year of visits: recorded by the program's own operations, the last ones planned."""

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.app.sample_data import COMMUNITIES, INSPECTORS, TOWNS
from desktop.app.sample_people import person
from desktop.features.inspections.operations.draws import avoid, record_draw
from desktop.features.inspections.operations.entry import plan_visit, record_visit
from desktop.features.inspections.operations.findings import Found
from desktop.features.inspections.operations.moves import move_visit
from desktop.features.inspections.operations.people import save_inspector
from desktop.features.inspections.queries.checklists import checklists
from desktop.features.inspections.queries.draws import SCORES, Scope
from desktop.features.inspections.queries.visits import suggested_kind
from desktop.features.inspections.records.visits import Outcome, SiteKind, Visit, VisitKind
from desktop.features.inspections.rules.checklists import Checklist
from desktop.features.institutions.records import Institution

VISITS = 300
FIRST_DAY = date(2022, 10, 1)
SEED = 20221001
DRAW_DAY, DRAW_DUE, DRAWN = date(2023, 9, 20), date(2023, 9, 27), 6
HOURS = ("09:10", "10:00", "14:40", "15:30", "19:20", "20:10")
DEPARTMENTS = "晋江市市场监督管理局、晋江市公安局、晋江市消防救援大队"
SITES = ((SiteKind.HOUSING, "{}小区{}栋{}室补习点"), (SiteKind.OFFICE_BUILDING, "{}商务楼{}座{}室“一对一”"))
CAMPAIGNS = ((date(2023, 3, 1), date(2023, 4, 30), "平安消费"),
             (date(2023, 7, 1), date(2023, 8, 31), "监管护苗"))


def tell_visits(session: Session, *, by: str, today: date) -> int:
    """Inspectors, a year of visits, a random draw, and what is planned for the week; how many visits."""
    random = Random(SEED)
    people = _people(session, by=by, today=today)
    institutions = list(session.scalars(select(Institution).order_by(Institution.id)))
    lists = checklists(session)
    days = sorted(FIRST_DAY + timedelta(days=random.randrange((today - FIRST_DAY).days))
                  for _ in range(VISITS - 2))
    for place, on in enumerate(days):
        _visit(session, by=by, on=on, place=place, random=random, people=people, institutions=institutions,
               lists=lists)
    record_draw(session, by=by, today=DRAW_DAY, purpose="2023年9月双随机抽查", wanted=DRAWN,
                seed="20230920-1", scope=Scope(), scores=SCORES, due_on=DRAW_DUE, witness="陈纪检")
    for place in range(2):
        plan_visit(session, by=by, today=today, confirmed=True, way=VisitKind.EVENING,
                   on=today + timedelta(days=place), institution_id=institutions[place * 11].id,
                   inspectors=people[:2], starts="19:30", unannounced=True)
    return VISITS + DRAWN


def _people(session: Session, *, by: str, today: date) -> list[int]:
    rows = [save_inspector(session, by=by, today=today, values={
        "name": name, "card_no": f"闽C35058{place:04d}", "department": "晋江市教育局"}).id
        for place, name in enumerate(INSPECTORS)]
    first = session.scalars(select(Institution).order_by(Institution.id)).first()
    assert first is not None
    avoid(session, by=by, today=today, inspector=rows[0], institution=first.id, reason="亲属在该机构任职")
    return rows


def _visit(session: Session, *, by: str, on: date, place: int, random: Random, people: list[int],
           institutions: list[Institution], lists: Sequence[Checklist]) -> Visit:
    """One visit: to an institution, every twelfth to an unlicensed site, every tenth a patrol of a grid."""
    starts = random.choice(HOURS)
    way = suggested_kind(session, on, starts)
    if place % 10 == 9:
        way = VisitKind.PATROL
    elif way is VisitKind.SPECIAL:
        way = random.choice((VisitKind.SPECIAL, VisitKind.JOINT, VisitKind.CROSS, VisitKind.LOOK_BACK))
    crew = random.sample(people, 2 + (way is VisitKind.JOINT))
    given = _object(random, place, institutions) | {
        "way": way, "on": on, "starts": starts, "unannounced": place % 3 == 0, "campaign": _campaign(on),
        "departments": DEPARTMENTS if way is VisitKind.JOINT else None, "site_person": person(random),
        "grid_person": person(random) if way is VisitKind.PATROL else None}
    if place % 37 == 36:
        planned = plan_visit(session, by=by, today=on, confirmed=True, inspectors=crew, **given)
        return move_visit(session, by=by, today=on, visit=planned.id, move="closed_door",
                          reason="关门，邻居说已搬走")
    findings = _findings(random, lists)
    failed = [found for found in findings if found.outcome is Outcome.FAILED]
    words = "现场发现问题，已当场告知并要求整改" if failed else "未发现问题"
    return record_visit(session, by=by, today=on, confirmed=True, inspectors=crew, findings=findings,
                        record=words, handling="责令限期整改" if failed else None, **given)


def _object(random: Random, place: int, institutions: list[Institution]) -> dict[str, Any]:
    if place % 12 != 11:
        return {"institution_id": random.choice(institutions).id}
    kind, words = SITES[place % len(SITES)]
    town = random.choice(TOWNS)
    return {"site_kind": kind, "town": town, "community": random.choice(COMMUNITIES),
            "subject": words.format(town[:2], random.randint(1, 9), random.randint(101, 909)),
            "address": f"晋江市{town}世纪大道{random.randint(1, 300)}号"}


def _findings(random: Random, lists: Sequence[Checklist]) -> list[Found]:
    """A checklist gone through; one visit in five finds something."""
    asked = [item.key for item in random.choice(lists).items]
    bad = random.choice(asked) if random.random() < 0.2 else None
    return [Found(key, Outcome.FAILED if key == bad else Outcome.CLEAN) for key in asked]


def _campaign(on: date) -> str | None:
    return next((name for first, last, name in CAMPAIGNS if first <= on <= last), None)
