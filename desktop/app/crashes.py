"""A program that fell over without a word: what can still be told is kept, and shown at the next start."""

import faulthandler
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

from desktop.base.clock import CHINA
from desktop.base.version import VERSION
from desktop.ui.dialogs import ErrorDialog
from desktop.ui.errors import LOGS

FILE, TITLE = "崩溃.txt", "上次意外中断"
WHAT = "上次程序意外中断了。"
ADVICE = "保存过的都在，没填完的表单打开时会接着填。请复制详细情况发给维护人员（记录在 {place}）。"


def left(folder: Path) -> tuple[str, Path] | None:
    """What the last run left when it fell over, put aside under its day; None when it ended as it should."""
    file = folder / LOGS / FILE
    try:
        report = file.read_text(encoding="utf-8", errors="replace")
        if not report.strip():
            return None
        moment = datetime.fromtimestamp(file.stat().st_mtime, CHINA)
        aside = file.with_name(f"{moment:%Y-%m-%d-%H%M%S}-{FILE}")
        file.replace(aside)
    except OSError:
        return None
    return report, aside


def tell(folder: Path) -> None:
    """Show what the last run left, to be copied."""
    found = left(folder)
    if found is not None:
        report, place = found
        ErrorDialog(WHAT, ADVICE.format(place=place), f"版本 {VERSION}\n{report}", title=TITLE).exec()


@contextmanager
def watched(folder: Path) -> Iterator[None]:
    """Meanwhile a fault below Python writes where every thread was; nothing is left of a run that ends."""
    file = folder / LOGS / FILE
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        stream = file.open("w", encoding="utf-8")
    except OSError:
        yield
        return
    try:
        faulthandler.enable(stream)
        yield
    finally:
        faulthandler.disable()
        stream.close()
        with suppress(OSError):
            file.unlink()
