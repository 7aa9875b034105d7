"""The sample county's year of complaints: orders of invented callers, handled by the program's own moves."""

from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.app.sample_data import INSPECTORS
from desktop.app.sample_people import person
from desktop.base.clock import CHINA
from desktop.features.calendar.queries import work_calendar
from desktop.features.complaints.operations.intake import add_call, register_complaint
from desktop.features.complaints.operations.joining import link_visit
from desktop.features.complaints.operations.moves import move_complaint
from desktop.features.complaints.records import Complaint, Satisfaction, Verdict
from desktop.features.inspections.records.visits import Visit, VisitState
from desktop.features.institutions.records import Institution

CASES, CALLERS = 120, 60
FIRST_DAY = date(2022, 10, 8)
SEED = 20221008
OPEN = 9
"""The last ones are still being handled, one by one a stage further back."""
WHAT = (
    ("退费难", "孩子在{name}报名后想退课，机构拖了两个月不退学费，要求退款。"),
    ("周末补课", "{name}周六周日还在给初中生上数学课，请查处。"),
    ("乱收费", "{name}一次性收了半年学费，不肯开发票。"),
    ("无证办学", "{name}没有办学许可证也在招生，希望核实。"),
    ("虚假宣传", "{name}的广告说保证提分，名师都是假的。"),
    ("安全隐患", "{name}消防通道堆满杂物，孩子上课不安全。"),
    ("噪音扰民", "{name}晚上九点还在上课，吵得楼上睡不着。"),
)
VERDICTS = (Verdict.TRUE, Verdict.PARTLY, Verdict.FALSE, Verdict.TRUE, Verdict.UNPROVEN)
MOVES = ("assign", "check", "conclude", "reply", "revisit")


def tell_complaints(session: Session, *, by: str, today: date) -> int:
    """A year of cases, every fifth with a further call; how many cases."""
    random = Random(SEED)
    institutions = list(session.scalars(select(Institution).order_by(Institution.id)))
    callers = [(person(random), f"139{random.randint(0, 99999999):08d}") for _ in range(CALLERS)]
    days = sorted(FIRST_DAY + timedelta(days=random.randrange((today - FIRST_DAY).days - 12))
                  for _ in range(CASES - OPEN))
    days += [today - timedelta(days=OPEN - place) for place in range(OPEN)]
    for place, on in enumerate(days):
        found = _register(session, by=by, on=on, place=place, random=random, callers=callers,
                          institution=random.choice(institutions))
        if place % 5 == 4:
            _again(session, by=by, on=min(on + timedelta(days=1), today), found=found, place=place,
                   caller=random.choice(callers))
        stage = len(MOVES) if place < CASES - OPEN else (CASES - 1 - place) // 2
        _handle(session, by=by, today=today, found=found, place=place, stage=stage)
        _answered(session, by=by, today=today, found=found)
    return CASES


def _answered(session: Session, *, by: str, today: date, found: Complaint) -> None:
    """The first visit to the institution while the case was open answers it."""
    visit = session.scalars(select(Visit).where(
        Visit.institution_id == found.institution_id, Visit.state == VisitState.DONE,
        Visit.on >= found.received_on, Visit.on <= (found.closed_on or today)).order_by(Visit.on)).first()
    if visit is not None:
        link_visit(session, by=by, today=today, complaint=found.id, visit=visit.id)


def _order(on: date, place: int) -> str:
    return f"QZ{on:%y%m%d}{place:05d}"


def _register(session: Session, *, by: str, on: date, place: int, random: Random,
              callers: list[tuple[str, str]], institution: Institution) -> Complaint:
    name, phone = random.choice(callers)
    title, content = WHAT[place % len(WHAT)]
    at = datetime.combine(on, time(8 + place % 12, (place * 7) % 60), CHINA)
    return register_complaint(session, by=by, today=on, values={
        "number": _order(on, place), "at": at, "on": on, "name": name, "phone": phone,
        "channel": ("12345热线", "12345热线", "举报电话", "来访", "国家平台")[place % 5],
        "kind": "投诉" if place % 3 else "举报", "title": title,
        "content": content.format(name=institution.name), "institution_id": institution.id,
        "town": institution.town, "place": institution.address})


def _again(session: Session, *, by: str, on: date, found: Complaint, place: int,
           caller: tuple[str, str]) -> None:
    """A second caller, or the same one again, in the same matter."""
    add_call(session, by=by, today=on, complaint=found.id, values={
        "number": _order(on, place + 50000), "on": on, "name": caller[0], "phone": caller[1],
        "channel": "12345热线", "kind": "投诉", "content": "再次来电催办，反映同一件事。"})


def _handle(session: Session, *, by: str, today: date, found: Complaint, place: int, stage: int) -> None:
    """The moves up to `stage` on working days; every eleventh is refused, every ninth comes back once."""
    day = found.received_on or today
    if place % 11 == 10 and stage == len(MOVES):
        move_complaint(session, by=by, today=day, complaint=found.id, move="refuse", on=day,
                       reason="反映的是学校收费，不属于校外培训")
        return
    day = _moves(session, by=by, today=today, found=found, place=place, stage=stage, start=day)
    if place % 9 == 8 and stage == len(MOVES):
        _moves(session, by=by, today=today, found=found, place=place, stage=stage, start=day, again=True)


def _moves(session: Session, *, by: str, today: date, found: Complaint, place: int, stage: int, start: date,
           again: bool = False) -> date:
    calendar = work_calendar(session)
    day = start
    for step, move in enumerate(MOVES[:stage]):
        if again and move in ("assign", "check"):
            continue
        day = min(calendar.add_workdays(day, 1 + step % 2), today)
        facts = _facts(move, day, place, again)
        move_complaint(session, by=by, today=day, complaint=found.id, move=move, **facts)
    return day


def _facts(move: str, day: date, place: int, again: bool) -> dict[str, Any]:
    verdict = VERDICTS[place % len(VERDICTS)]
    true = verdict in (Verdict.TRUE, Verdict.PARTLY)
    discontent = place % 9 == 8 and not again
    content = Satisfaction.FAIRLY if place % 4 == 3 else Satisfaction.CONTENT
    facts: dict[str, dict[str, Any]] = {
        "assign": {"department": "校外培训监管股", "handler": INSPECTORS[place % 3], "on": day},
        "check": {"on": day},
        "conclude": {"verdict": verdict, "checked_on": day, "checkers": f"{INSPECTORS[0]}、{INSPECTORS[1]}",
                     "conclusion": "反映情况属实，已责令整改" if true else "现场核查没有发现反映的情况"},
        "reply": {"disposal": "责令限期整改，退还有关费用" if true else None, "replied_on": day,
                  "reply": "已到现场核查并处理，结果已电话告知"},
        "revisit": {"satisfaction": Satisfaction.DISCONTENT if discontent else content, "revisited_on": day,
                    "satisfaction_words": "不满意，还没退到钱" if discontent else None},
    }
    return facts[move]
