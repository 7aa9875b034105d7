"""The sample county's problems: each told by the program's own operations, from finding to look-back."""

import struct
import zlib
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from sqlalchemy.orm import Session

from desktop.app.sample_data import INSPECTORS, PROBLEMS
from desktop.app.sample_people import person
from desktop.base.clock import CHINA
from desktop.features.calendar.queries import work_calendar
from desktop.features.documents.operations import issue, record_delivery
from desktop.features.documents.queries import font_book, paper_obstacles, template_of
from desktop.features.documents.records import DeliveryWay, Document
from desktop.features.documents.rules import blanks_missing
from desktop.features.institutions.records import Institution
from desktop.features.problems.notices.papers import RECTIFICATION, paper_of
from desktop.features.problems.operations.entry import register_problem
from desktop.features.problems.operations.evidence import add_evidence, attach_evidence
from desktop.features.problems.operations.moves import move_problem, record_check
from desktop.features.problems.queries import case_of
from desktop.features.problems.records import Category, Conclusion, EvidenceKind, Problem, Source
from desktop.store.attachments import Attachment

CLOSED, OPEN = 31, 33
MAIN = ("assign", "start", "apply", "check", "pass", "review", "approve")
AFTER = ("look_back", "archive")
ISSUED = 16
"""How many problems get a real notice with its number."""


@dataclass(frozen=True)
class Story:
    """One problem: where, what (a row of PROBLEMS), when found, how many main moves it has made."""

    institution: int
    words: tuple[str, str | None, str, str]
    found: date
    stage: int
    place: int


def stories(random: Random, institutions: list[int], today: date) -> list[Story]:
    """All problems in the order of their finding."""
    stages = [len(MAIN)] * CLOSED + [place % len(MAIN) for place in range(OPEN)]
    random.shuffle(stages)
    told = []
    for place, stage in enumerate(stages):
        late = stage < len(MAIN)
        found = date(2023, 7, 3) + timedelta(days=place + (15 if late else 0))
        told.append(
            Story(
                institutions[(place * 7) % len(institutions)],
                PROBLEMS[place % len(PROBLEMS)],
                min(found, today - timedelta(days=2)),
                stage,
                place,
            )
        )
    return sorted(told, key=lambda story: story.found)


def tell(session: Session, *, by: str, today: date, random: Random, story: Story) -> None:
    """Register the problem and make its moves, each on its own working day."""
    calendar = work_calendar(session)
    made = _register(session, by=by, random=random, story=story)
    facts = _facts(session, random, story, today)
    day = story.found
    for step, move in enumerate(MAIN[: story.stage]):
        day = min(calendar.add_workdays(day, 2 if step in (2, 3) else 1), today)
        given = dict(facts.get(move, {}))
        if move == "apply":
            given |= {"finished_on": day, "on": day}
        elif move in ("review", "approve"):
            given["on"] = day
        elif move == "pass":
            _prove(session, by=by, day=day, problem=made)
        move_problem(session, by=by, today=day, problem=made.id, move=move, **given)
        if move == "assign" and story.place % (CLOSED + OPEN) < ISSUED:
            _notify(session, by=by, day=day, problem=made, receiver=made.subject_person or "负责人")
    if story.stage == len(MAIN) and story.place % 4:
        _look_back(session, by=by, day=day, today=today, problem=made)


def _register(session: Session, *, by: str, random: Random, story: Story) -> Problem:
    category, kind, description, _ = story.words
    subject = session.get(Institution, story.institution)
    assert subject is not None
    return register_problem(
        session,
        by=by,
        today=story.found,
        institution_id=subject.id,
        category=Category(category),
        subcategory=kind,
        description=description,
        found_on=story.found,
        handler=random.choice(INSPECTORS[:3]),
        source=list(Source)[story.place % len(Source)],
        subject_person=subject.principal,
        refunds=2 if kind in ("E2", "E7") else None,
    )


def _facts(session: Session, random: Random, story: Story, today: date) -> dict[str, dict[str, Any]]:
    calendar = work_calendar(session)
    subject = session.get(Institution, story.institution)
    assert subject is not None
    open_one = story.stage < len(MAIN)
    limit = calendar.add_workdays(
        today if open_one else story.found, story.place % 14 - 3 if open_one else 10
    )
    return {
        "assign": {
            "measures": story.words[3],
            "limit": max(limit, calendar.add_workdays(story.found, 1)),
            "duty_department": subject.town,
            "duty_person": person(random),
        },
        "apply": {"result": "已按要求整改到位，材料见佐证", "signer": subject.principal},
        "review": {"signer": "吴志坚", "signer_role": "股室负责人"},
        "approve": {"signer": "黄国梁", "signer_role": "分管局领导"},
    }


def _notify(session: Session, *, by: str, day: date, problem: Problem, receiver: str) -> None:
    """Issue and deliver the notice when nothing stands against it: articles checked, no blank empty."""
    paper = paper_of(session, problem, RECTIFICATION, today=day)
    if blanks_missing(template_of(session, RECTIFICATION), paper) or paper_obstacles(session, paper, day):
        return
    issued: Document = issue(session, by=by, today=day, paper=paper, fonts=font_book(), signed_by="黄国梁")
    at = datetime.combine(day, time(15, 20), CHINA)
    record_delivery(
        session,
        by=by,
        today=day,
        wanted=issued.id,
        delivered_at=at,
        way=DeliveryWay.DIRECT,
        receiver=receiver,
        deliverers=f"{INSPECTORS[0]}、{INSPECTORS[1]}",
    )
    kept = session.get(Attachment, issued.attachment_id)
    assert kept is not None
    attach_evidence(
        session, by=by, today=day, problem=problem.id, evidence_kind=EvidenceKind.PAPER, attachment=kept
    )


def _prove(session: Session, *, by: str, day: date, problem: Problem) -> None:
    """Attach what the category asks for and record the check of two people."""
    case = case_of(session, problem)
    for requirement in case.branch.evidence:
        for copy in range(requirement.needed(problem.refunds) - case.copies(requirement.kind)):
            name = f"{problem.number}-{requirement.kind.value}-{copy + 1}.png"
            add_evidence(
                session,
                by=by,
                today=day,
                problem=problem.id,
                evidence_kind=requirement.kind,
                data=picture(name),
                name=name,
            )
    record_check(
        session,
        by=by,
        today=day,
        problem=problem.id,
        checked_on=day,
        first_checker=INSPECTORS[0],
        second_checker=INSPECTORS[1],
        conclusion=Conclusion.DONE,
        note="现场核查，整改到位",
    )


def _look_back(session: Session, *, by: str, day: date, today: date, problem: Problem) -> None:
    """Two weeks after closing, where that lies before today."""
    on = work_calendar(session).add_workdays(day, 10)
    if on <= today:
        move_problem(session, by=by, today=on, problem=problem.id, move=AFTER[0])
        move_problem(
            session,
            by=by,
            today=on,
            problem=problem.id,
            move=AFTER[1],
            on=on,
            signer=INSPECTORS[2],
            reason="现场回头看，没有反弹",
        )


def picture(words: str, width: int = 240, height: int = 160) -> bytes:
    """A small picture (PNG), different for different words, standing for a photo or a scan."""
    tint = zlib.crc32(words.encode())
    paper, ink = b"\xd8\xdf\xe8", bytes((tint & 127, tint >> 8 & 127, tint >> 16 & 127))
    lines = []
    for row in range(height):
        if not 16 <= row < height - 16:
            lines.append(b"\0" + paper * width)
            continue
        drawn = (width - 80 - (tint >> (row // 18)) % 60) if row % 18 < 3 else 0
        sheet = b"\xff\xff\xff" * 16 + ink * drawn
        lines.append(b"\0" + paper * 24 + sheet + b"\xff\xff\xff" * (width - 64 - drawn) + paper * 24)
    header = struct.pack(">2I5B", width, height, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(b"".join(lines), 6)), (b"IEND", b""))
    body = b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + body
