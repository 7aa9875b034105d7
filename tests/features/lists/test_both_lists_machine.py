"""No path of clicks, imports, merges and undos, in any order, puts a subject on both lists.

The long form: `python -m tests.torture.lists 10000`.
"""

import sqlite3
from pathlib import Path

from hypothesis import Phase, settings

from tests.helpers.desk import make_desk
from tests.helpers.lists import blacklist, institution, made_code, publish
from tests.helpers.lists_machine import Lists, on_both

TestListsInAnyOrder = Lists.TestCase
TestListsInAnyOrder.settings = settings(
    max_examples=4, stateful_step_count=40, deadline=None, phases=(Phase.generate,), derandomize=True
)


def test_the_check_itself_bites(tmp_path: Path) -> None:
    desk = make_desk(tmp_path)
    white, black = institution(desk, "甲", code=made_code(1)), institution(desk, "乙", code=made_code(2))
    publish(desk, [white.id])
    blacklist(desk, black.id)
    assert on_both(desk.store.file) == []
    connection = sqlite3.connect(desk.store.file)
    connection.execute("UPDATE list_entry SET code = ?, institution_id = 1 WHERE listing = '黑名单'",
                       [made_code(1)])
    connection.commit()
    connection.close()
    assert on_both(desk.store.file) == [f"{made_code(1)} 在两个名单上", "机构 1 有两条在册"]
