"""Every older schema that went out is restored and brought to today's, with all that was in it."""

from pathlib import Path

import pytest

from desktop.app.features import STREET
from desktop.base.clock import SystemClock
from desktop.store.restore import rehearse

OLD = sorted((Path(__file__).parent.parent / "old_databases").glob("*.zip"))


def test_there_are_older_databases() -> None:
    assert OLD
    assert STREET


@pytest.mark.parametrize("file", OLD, ids=lambda path: path.stem)
def test_an_older_backup_is_restored_and_upgraded(file: Path) -> None:
    contents, faults = rehearse(file, SystemClock())
    assert faults == []
    assert contents.tables["institution"] == 86
    assert contents.tables["problem"] == 64
