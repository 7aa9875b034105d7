"""A start shows 今日 with the same numbers as ever and leaves the rest: records unmapped, papers unloaded."""

import json
import os
import subprocess
import sys
from pathlib import Path
from shutil import copytree

from desktop.app.features import STREET
from desktop.app.setup import open_desk
from desktop.base.clock import FixedClock
from desktop.features.overview.queries import board
from desktop.features.overview.rules import Tile, of_tile
from tests.helpers.desk import TODAY

HEAVY = ("alembic", "openpyxl", "reportlab", "pypinyin", "docx", "PIL")
START = f"""
import json, os, sys
from datetime import date
from pathlib import Path
from desktop.app import main
from desktop.app.setup import open_desk
from desktop.base.clock import FixedClock
from desktop.base.records import Base
app = main.make_application()
window = main.start(open_desk(Path(sys.argv[1]), FixedClock.on(date.fromisoformat("{TODAY}"))))
window.show()
app.processEvents()
found = window.current().board
mapped = [kind.__name__ for kind in Base.late.kinds() if "__mapper__" in vars(kind)]
heavy = [name for name in {HEAVY} if name in sys.modules]
rows = [[item.due.kind, item.due.title, item.due.subject, item.words] for item in found.items]
trend = [sorted(found.trend.found), sorted(found.trend.found_before)]
sys.stdout.buffer.write(json.dumps([rows, sorted(found.open), trend, mapped, heavy]).encode())
sys.stdout.flush()
os._exit(0)
"""


def test_a_start_maps_nothing_and_counts_the_same(filled: Path, tmp_path: Path) -> None:
    folder = copytree(filled, tmp_path / "数据")
    told = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "XDG_CONFIG_HOME": str(tmp_path)}
    command = [sys.executable, "-c", START, str(folder)]
    begun = subprocess.run(command, stdout=subprocess.PIPE, check=True, env=told)
    rows, still_open, trend, mapped, heavy = json.loads(begun.stdout)
    assert (mapped, heavy) == ([], [])
    desk = open_desk(folder, FixedClock.on(TODAY))
    with desk.store.reading() as session:
        found = board(session, desk.today, [subject.due for subject in STREET if subject.due is not None])
    assert found.trend is not None
    assert rows == [[item.due.kind, item.due.title, item.due.subject, item.words] for item in found.items]
    assert still_open == sorted(found.open)
    assert trend == [sorted(found.trend.found), sorted(found.trend.found_before)]
    assert all(of_tile(found.items, tile) for tile in Tile), "every figure had something to count"
