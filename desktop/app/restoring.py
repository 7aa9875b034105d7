"""Commands that work on a closed data folder or over all subjects: `restore`, `handover`."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from sqlalchemy.orm import Session

from desktop.app.features import STREET
from desktop.app.one_instance import hold
from desktop.app.setup import open_desk
from desktop.app.unlocking import unlocked
from desktop.base.clock import Clock, SystemClock
from desktop.base.command import Answer
from desktop.base.errors import StoreTrouble
from desktop.features.backups.feature.commands import count_words, facts, need_zip
from desktop.features.backups.notices import handover_extras
from desktop.features.backups.queries import open_items
from desktop.features.backups.rules import BY_HAND, HANDOVER
from desktop.store import settings
from desktop.store.attachments import Files
from desktop.store.backup import free_place, stamp
from desktop.store.backup_file import FILES, write_backup
from desktop.store.backup_folder import PREFIX, backups_of
from desktop.store.desk import Desk
from desktop.store.keys import NO_KEYS, Keys
from desktop.store.operators import own_name
from desktop.store.restore import RESTORED, Prepared, prepare, present_counts, swap
from desktop.store.row_proof import LOST
from desktop.store.salvage import Salvaged, salvage
from desktop.store.store import FILE_NAME, final, summarise

NOTED = "restored_from"
"""The setting by which a restore is an entry of the chain, not only an act."""
NOT_UNDOABLE = "恢复不能用撤销退回，请从“恢复前”的备份再恢复一次"


def file_argument(parser: ArgumentParser) -> None:
    """The backup or 交接包."""
    parser.add_argument("file", type=Path, metavar="文件.zip", help="备份或交接包")


def run_restore(folder: Path, clock: Clock | None, given: Namespace, keys: Keys = NO_KEYS) -> Answer:
    """Put the data of a backup in place of the present one, all or nothing."""
    lock = hold(folder)
    try:
        moment = clock or SystemClock()
        before = present_counts(folder, keys)
        keys = unlocked(given.file, keys)
        prepared = prepare(folder, given.file, moment, keys=keys)
        safety = swap(prepared, moment)
        note_restore(prepared, open_desk(folder, clock, keys), given.by or "").store.close()
    finally:
        lock.unlock()
    now = count_words(before) if before is not None else "没有数据"
    lines = [f"已恢复：{given.file}", f"恢复前：{now}。",
             f"恢复后：{count_words(prepared.contents.tables)}。"]
    if safety is not None:
        lines.append(f"恢复前的数据另存为：{safety}")
    lines += [f"{remark}。" for remark in prepared.remarks]
    return Answer({**facts(prepared.contents), "file": str(given.file), "before": before,
                   "safety": str(safety) if safety else None, "remarks": list(prepared.remarks)}, lines)


def run_salvage(folder: Path, clock: Clock | None, keys: Keys = NO_KEYS) -> Answer:
    """A damaged database: the last good backup and what can still be read; exit code 1 when rows are lost."""
    if not (folder / FILE_NAME).exists():
        raise StoreTrouble(f"{folder} 里没有数据文件“{FILE_NAME}”，没有东西可以抢救。",
                           "请检查 --data 后面的路径；数据文件不见了的，用 restore 从备份恢复。")
    lock = hold(folder)
    try:
        found = salvage(folder, clock or SystemClock(), keys=keys)
        note_salvage(found, open_desk(folder, clock, keys)).store.close()
    finally:
        lock.unlock()
    lines = [*found.words, f"损坏的文件原样保留在：{found.damaged}"]
    return Answer({"base": found.base.path.name, "base_made_at": found.base.moment.isoformat(),
                   "entries": found.entries, "rows": found.rows, "lost": list(found.lost),
                   "first_lost_entry": found.broken, "damaged": str(found.damaged)}, lines,
                  faults=bool(found.lost or found.broken))


def save_as_it_is(folder: Path, keys: Keys = NO_KEYS) -> Path:
    """A proven backup of data that cannot be opened, among the others; StoreTrouble when there is none."""
    now = SystemClock().now()
    target = free_place(backups_of(folder), f"{PREFIX}{stamp(now)}-{BY_HAND}", ".zip")
    write_backup(folder / FILE_NAME, Files(folder / FILES), target, now=now, reason=BY_HAND, keys=keys)
    return target


def note_salvage(found: Salvaged, desk: Desk) -> Desk:
    """Say in the history from what the data was put together."""
    with desk.store.writing(f"抢救损坏的数据：以 {found.base.path.name} 为底", desk.by, RESTORED) as session:
        _note(session, desk, found.base.path.name)
        summarise(session, **{LOST: found.gone})
    return desk


def note_restore(prepared: Prepared, desk: Desk, who: str) -> Desk:
    """Say in the history that and from what the data was restored.

    `who` did it, "" the usual operator; the restored data may not know him, so he stands in the title then.
    """
    named = f"，{who}办理" if who and own_name(who) != own_name(desk.by) else ""
    with desk.store.writing(f"从备份恢复：{prepared.source}{named}", desk.by, RESTORED) as session:
        _note(session, desk, prepared.source)
    return desk


def _note(session: Session, desk: Desk, source: str) -> None:
    settings.put(session, NOTED, {"file": source, "at": desk.store.clock.now().isoformat()})
    final(session, NOT_UNDOABLE)


def run_handover(desk: Desk, given: Namespace) -> Answer:
    """The 交接包: data, files, wordings and the list of open items in one proven file."""
    desk.need_trusted()
    need_zip(given.file)
    store = desk.store
    with store.reading() as session:
        dues = open_items(session, desk.today,
                          [feature.due for feature in STREET if feature.due is not None])
        extras = handover_extras(session, desk.today, dues, sealed=store.keys.of(store.file) is not None)
    made = write_backup(store.file, store.files, given.file, now=store.clock.now(), reason=HANDOVER,
                        extras=extras, keys=store.keys)
    lines = [f"交接包已生成并核对：{given.file}", f"{count_words(made.tables)}，未办事项 {len(dues)} 件。",
             *(f"{fault}。" for fault in made.faults)]
    return Answer({**facts(made), "file": str(given.file), "open_items": len(dues), "extras": list(extras)},
                  lines, faults=bool(made.faults))
