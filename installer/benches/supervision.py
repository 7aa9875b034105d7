"""100,000 visits, complaints and problems: each list's first paint, filter and sort; a year's analysis."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from PySide6.QtCore import QSettings

from benches.beside import application
from benches.county import TODAY, TOWNS, add_institutions, add_problems, fill, open_county, values_of
from benches.figure import Figure, Scale
from desktop.__main__ import collect_garbage
from desktop.base.listing import Listing
from desktop.features.complaints.listing.cases import COMPLAINTS
from desktop.features.complaints.queries.analysis import analysis
from desktop.features.complaints.records import (
    Channel,
    Complaint,
    ComplaintKind,
    Satisfaction,
    Sector,
    State,
    Tier,
    Verdict,
    WorkOrder,
)
from desktop.features.inspections.listing.visits import VISITS
from desktop.features.inspections.records.visits import SiteKind, Visit, VisitKind, VisitResult, VisitState
from desktop.features.problems.listing.lists import PROBLEMS
from desktop.store.desk import Desk
from desktop.ui.ledger_source import LedgerSource
from desktop.ui.outputs import Outputs
from desktop.ui.services import Services
from desktop.ui.table import LedgerTable

OWNERS = 20_000
FLOOR = "sqlite 取全部编号"
LISTS: dict[str, tuple[Listing, str, str]] = {
    "visits": (VISITS, "state:计划", "subject"),
    "complaints": (COMPLAINTS, "state:核查", "subject"),
    "problems": (PROBLEMS, "state:整改中", "subject"),
}
"""Lists by key: what is listed, the chip that is pressed, the column that is sorted by."""
FIRST, AFTER, ANALYSIS = 0.2, 0.3, 0.5
"""Seconds allowed for the first paint, for a filter or a sort, for the analysis of a year."""


def visits(count: int, owners: int) -> Iterator[dict[str, Any]]:
    """`count` visits over three years to `owners` institutions."""
    for number in range(1, count + 1):
        owner = number % owners + 1
        planned = number % 200 == 0
        yield {
            "number": f"检2023-{number:06d}", "way": tuple(VisitKind)[number % len(VisitKind)],
            "on": TODAY - timedelta(days=number % 1000), "starts": "19:30", "institution_id": owner,
            "subject": values_of(owner)["name"], "site_kind": SiteKind.INSTITUTION,
            "town": TOWNS[owner % len(TOWNS)], "community": f"第{owner % 90 + 1}社区",
            "unannounced": number % 3 == 0, "inspectors": "林晓燕、陈志远", "inspector_count": 2,
            "state": VisitState.PLANNED if planned else VisitState.DONE,
            "result": None if planned else tuple(VisitResult)[number % 5 == 0], "record": "未发现问题",
            "checked_items": 8, "failed_items": 0, "photo_count": 0, "object_key": f"#{owner}",
            "search_text": f"{values_of(owner)['name']}\n{number:06d}", "initials": f"jjs {number:06d}",
            "sort_key": f"jin4 {number:07d}"}


def complaints(count: int, owners: int) -> Iterator[dict[str, Any]]:
    """`count` cases over a thousand days."""
    for number in range(1, count + 1):
        owner, on = number % owners + 1, TODAY - timedelta(days=number % 1000)
        state = State.CHECKING if number % 100 == 0 else State.CLOSED
        done = state is State.CLOSED
        yield {
            "number": f"诉2023-{number:06d}", "received_on": on, "state": state,
            "kind": tuple(ComplaintKind)[number % 3], "channel": tuple(Channel)[number % 4],
            "tier": tuple(Tier)[number % 3], "institution_id": owner, "subject": values_of(owner)["name"],
            "town": TOWNS[owner % len(TOWNS)], "sector": tuple(Sector)[number % len(Sector)],
            "project": ("退费", "预收费与收费", "培训时间")[number % 3], "summary": "报名后不退费，要求退款",
            "due_on": on + timedelta(days=10), "verdict": tuple(Verdict)[number % 4] if done else None,
            "conclusion": "属实，已处理" if done else None, "checkers": "林晓燕、陈志远" if done else None,
            "checked_on": on + timedelta(days=3) if done else None,
            "closed_on": on + timedelta(days=6) if done else None,
            "satisfaction": tuple(Satisfaction)[number % 3] if done else None, "round": 1, "calls": 1,
            "callers": 1, "search_text": f"{values_of(owner)['name']}\n{number:06d}",
            "initials": f"jjs {number:06d}", "sort_key": f"jin4 {number:07d}"}


def orders(count: int) -> Iterator[dict[str, Any]]:
    """One call for each case."""
    for number in range(1, count + 1):
        yield {"complaint_id": number, "number": f"QZ{number:08d}",
               "on": TODAY - timedelta(days=number % 1000), "channel": Channel.HOTLINE,
               "kind": ComplaintKind.COMPLAINT, "content": "报名后不退费，要求退款"}


def plain(desk: Desk, listing: Listing) -> float:
    """Seconds in which SQLite gives the ids of the living rows."""
    start = time.perf_counter()
    with desk.store.engine.connect() as connection:
        query = f"SELECT id FROM {listing.record.__tablename__} WHERE voided_at IS NULL ORDER BY id"
        _ = [row[0] for row in connection.connection.cursor().execute(query)]
    return time.perf_counter() - start


def shown(desk: Desk, folder: Path, key: str) -> tuple[float, float, float]:
    """Seconds until the first rows are painted, until a filter's are, until another order's are."""
    app = application()
    listing, chip, column = LISTS[key]
    settings = QSettings(str(folder / f"{key}.ini"), QSettings.Format.IniFormat)
    services = Services(desk, (), settings, Outputs(lambda *given: 0))

    def timed(act: Callable[[], object]) -> float:
        start = time.perf_counter()
        act()
        table.refresh()
        app.processEvents()
        return time.perf_counter() - start

    start = time.perf_counter()
    source = LedgerSource(services, listing)
    table = LedgerTable(source)
    table.resize(1000, 640)
    table.refresh()
    table.show()
    app.processEvents()
    first = time.perf_counter() - start
    sort = timed(lambda: table.set_sort(column, descending=False))
    return first, timed(lambda: narrow(source, chip)), sort


def narrow(source: LedgerSource, chip: str) -> None:
    """Ask the list with one chip pressed."""
    source.question = replace(source.question, filters=frozenset({chip}))


def measured(folder: Path, key: str) -> None:
    """In a process of its own, begun as the program is: the figures on one line."""
    collect_garbage()
    desk = open_county(folder / "数据")
    floor = plain(desk, LISTS[key][0])
    print("ready", *shown(desk, folder, key), floor, flush=True)
    os._exit(0)


def year(desk: Desk) -> tuple[float, float]:
    """Seconds of the analysis of a year, the best of three, and of SQLite counting the same cases."""
    first = TODAY - timedelta(days=364)
    taken = []
    for _ in range(3):
        start = time.perf_counter()
        with desk.store.reading() as session:
            analysis(session, first, TODAY)
        taken.append(time.perf_counter() - start)
    start = time.perf_counter()
    with desk.store.engine.connect() as connection:
        query = "SELECT town, count(*) FROM complaint WHERE voided_at IS NULL GROUP BY town"
        connection.connection.cursor().execute(query).fetchall()
    return min(taken), time.perf_counter() - start


def apart(folder: Path, key: str) -> tuple[float, float, float, float]:
    """First paint, filter, sort and floor of one list, measured in a fresh process."""
    script = ("import sys, pathlib; from benches.supervision import measured; "
              "measured(pathlib.Path(sys.argv[1]), sys.argv[2])")
    done = subprocess.run([sys.executable, "-c", script, str(folder), key], stdout=subprocess.PIPE,
                          encoding="utf-8", check=True)
    first, filtered, sort, floor = (float(word) for word in done.stdout.split()[1:])
    return first, filtered, sort, floor


def bench(folder: Path, scale: Scale) -> list[Figure]:
    """The three lists, then the analysis of a year."""
    desk, owners = open_county(folder / "数据"), min(OWNERS, scale.institutions)
    add_institutions(desk, owners)
    add_problems(desk, scale.problems, owners)
    fill(desk, Visit.__table__, visits(scale.problems, owners))
    fill(desk, Complaint.__table__, complaints(scale.problems, owners))
    fill(desk, WorkOrder.__table__, orders(scale.problems))
    taken, floor = year(desk)
    desk.store.close()
    figures = [Figure("complaints.year", f"{scale.problems} 件投诉：一年的七维分析", "s", taken, floor,
                      "sqlite 按镇街计数", ANALYSIS, True)]
    for key, (listing, _, _) in LISTS.items():
        first, filtered, sort, floor = apart(folder, key)
        title = f"{scale.problems} {listing.unit}{listing.title}"
        measured_here = (("first", "首次显示", first, FIRST), ("filter", "筛选", filtered, AFTER),
                         ("sort", "换列排序", sort, AFTER))
        figures += [Figure(f"{key}.{name}", f"{title}：{words}", "s", value, floor, FLOOR, most, True)
                    for name, words, value, most in measured_here]
    return figures


