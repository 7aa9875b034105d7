"""A ledger of a million rows: first paint, sorting, memory, against SQLite giving the same ids."""

import os
import subprocess
import sys
import time
from pathlib import Path

from PySide6.QtCore import QSettings

from benches.beside import application
from benches.county import add_institutions, open_county
from benches.figure import Figure, Scale
from benches.memory import peak_mb
from benches.window import ready
from desktop.__main__ import collect_garbage
from desktop.features.institutions.listing import INSTITUTIONS
from desktop.features.institutions.records import Institution
from desktop.store.desk import Desk
from desktop.ui.ledger_source import LedgerSource
from desktop.ui.outputs import Outputs
from desktop.ui.services import Services
from desktop.ui.table import LedgerTable

SORTED = Institution.code.key


def plain_ids(desk: Desk, order: str) -> float:
    """Seconds in which SQLite gives the ids of the living rows in that order."""
    start = time.perf_counter()
    with desk.store.engine.connect() as connection:
        query = f"SELECT id FROM institution WHERE voided_at IS NULL ORDER BY {order}, id"
        _ = [row[0] for row in connection.connection.cursor().execute(query)]
    return time.perf_counter() - start


def shown(desk: Desk, folder: Path) -> tuple[float, float]:
    """Seconds until the first rows are painted, and until those of another order are."""
    app = application()
    settings = QSettings(str(folder / "window.ini"), QSettings.Format.IniFormat)
    services = Services(desk, (), settings, Outputs(lambda *given: 0))
    start = time.perf_counter()
    table = LedgerTable(LedgerSource(services, INSTITUTIONS))
    table.resize(1000, 640)
    table.refresh()
    table.show()
    app.processEvents()
    first = time.perf_counter() - start
    start = time.perf_counter()
    table.set_sort(SORTED, descending=False)
    table.refresh()
    app.processEvents()
    return first, time.perf_counter() - start


def measured(folder: Path) -> None:
    """In a process of its own, begun as the program begins: the figures on one line."""
    collect_garbage()
    desk = open_county(folder / "数据")
    plain_ids(desk, SORTED)
    first_floor, sort_floor = plain_ids(desk, "sort_key"), plain_ids(desk, SORTED)
    first, sort = shown(desk, folder)
    print("ready", first, first_floor, sort, sort_floor, peak_mb(), flush=True)
    os._exit(0)


def bench(folder: Path, scale: Scale) -> list[Figure]:
    """First paint, sort and memory."""
    desk = open_county(folder / "数据")
    add_institutions(desk, scale.ledger)
    desk.store.close()
    script = "import sys, pathlib; from benches.ledger import measured; measured(pathlib.Path(sys.argv[1]))"
    command = [sys.executable, "-c", script, str(folder)]
    done = subprocess.run(command, stdout=subprocess.PIPE, encoding="utf-8", check=True)
    first, first_floor, sort, sort_floor, held = (float(word) for word in done.stdout.split()[1:])
    bare = float(ready("bare_window.py")[1][0])
    title = f"{scale.ledger} 行台账"
    return [
        Figure("ledger.first", f"{title}：首次显示", "s", first, first_floor, "sqlite 取同样编号", 0.5, True),
        Figure("ledger.sort", f"{title}：换列排序", "s", sort, sort_floor, "sqlite 取同样编号", 1.0, True),
        Figure("ledger.memory", f"{title}：内存", "MB", held, bare, "空窗口 + SQLAlchemy", 300, True),
    ]
