"""备份与恢复 without a screen: a backup made, a restore rehearsed."""

from argparse import ArgumentParser, Namespace
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from desktop.base.command import Answer, Command
from desktop.base.errors import UserError
from desktop.features.backups.operations import note_drill
from desktop.features.backups.queries import LABELS
from desktop.features.backups.rules import BY_HAND, compared, size_words
from desktop.store.backup_file import Contents, write_backup
from desktop.store.desk import Desk
from desktop.store.restore import rehearse


def facts(contents: Contents) -> dict[str, Any]:
    """A backup as data for --json."""
    tables = {name: rows for name, rows in contents.tables.items() if not name.startswith("search_")}
    return {"made_at": contents.made_at.isoformat(), "reason": contents.reason, "tables": tables,
            "files": contents.files, "journal": contents.journal[0], "remarks": list(contents.faults)}


def count_words(tables: Mapping[str, int]) -> str:
    """机构 38，问题 52，文书 7，附件 3."""
    return "，".join(f"{words} {rows}" for words, _, rows in compared(None, tables, LABELS))


def need_zip(path: Path) -> None:
    """UserError when the name is not one of a backup, or taken."""
    if path.suffix.lower() != ".zip":
        raise UserError(f"备份文件的名称要以 .zip 结尾：{path.name}。", "例如 备份.zip。")
    if path.exists():
        raise UserError(f"已经有这个文件：{path}。", "备份不覆盖旧文件，请换一个名称。")


def _file(parser: ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="文件.zip", help="备份文件")


def _backup(desk: Desk, given: Namespace) -> Answer:
    desk.need_trusted()
    need_zip(given.file)
    store = desk.store
    made = write_backup(store.file, store.files, given.file, now=store.clock.now(), reason=BY_HAND,
                        keys=store.keys)
    size = size_words(given.file.stat().st_size)
    lines = [f"已备份并核对：{given.file}（{size}）。", f"{count_words(made.tables)}。",
             *(f"{fault}。" for fault in made.faults)]
    return Answer({"file": str(given.file), **facts(made)}, lines, faults=bool(made.faults))


def _drill(desk: Desk, given: Namespace) -> Answer:
    contents, remarks = rehearse(given.file, desk.store.clock, keys=desk.store.keys)
    desk.do(note_drill, f"恢复演练：{given.file.name}", file=given.file.name, good=not remarks)
    lines = [f"演练通过：{given.file.name} 能恢复，条数和校验值都相符。", f"{count_words(contents.tables)}。",
             *(f"{remark}。" for remark in remarks)]
    return Answer({"file": str(given.file), **facts(contents), "remarks": remarks}, lines,
                  faults=bool(remarks))


COMMANDS = (
    Command(("backup",), "把数据和附件备份成一个文件", _file, _backup),
    Command(("drill",), "恢复演练：在临时文件夹里恢复一份备份并核对", _file, _drill),
)
