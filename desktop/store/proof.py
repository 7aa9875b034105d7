"""Whether the journal is the one that was written: its chain, and every place that has seen its end."""

from collections.abc import Iterator
from functools import partial

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desktop.store import journal, seal
from desktop.store.backup_folder import kept
from desktop.store.journal import Act, Entry, JournalHead
from desktop.store.restore import RESTORED
from desktop.store.seal import Seal
from desktop.store.store import Store


def present(session: Session) -> Seal | None:
    """The end of the journal now, without the act that is running; None before the first entry."""
    head = session.get(JournalHead, 1)
    sealed = session.scalar(select(Act.sealed).where(Act.sealed != "").order_by(Act.id.desc()).limit(1))
    return Seal(head.seq, sealed, "") if head is not None and head.seq and sealed else None


def faults(store: Store, session: Session, printed: Seal | None = None) -> list[str]:
    """Faults in Chinese; `printed` is what a paper shows."""
    found = journal.verify(session)
    seen = [*seal.kept(store.folder), *_in_backups(store, session), *([printed] if printed else [])]
    return found + seal.unmet(seen, partial(_hashes_at, session))


_AT = ("SELECT CAST(hash AS BLOB) FROM journal WHERE seq = :seq UNION ALL "
       "SELECT CAST(sealed AS BLOB) FROM act WHERE id >= (SELECT act FROM journal WHERE seq = :seq) "
       "AND id < coalesce((SELECT act FROM journal WHERE seq = :seq + 1), 1 << 62)")


def _hashes_at(session: Session, seq: int) -> list[str]:
    """The hash of an entry (data sealed before acts were kept that), and the seals of the acts it ends."""
    found = session.connection().exec_driver_sql(_AT, {"seq": seq}).scalars()
    return [bytes(value or b"").decode("ascii", "replace") for value in found]


def _in_backups(store: Store, session: Session) -> Iterator[Seal]:
    """What the backups have seen that were made since the data was last restored."""
    since = session.scalar(select(func.max(Act.at)).join(Entry, Entry.act == Act.id)
                           .where(Act.kind == RESTORED))
    for backup in kept(store.folder, store.keys):
        contents = backup.contents
        if not backup.whole or contents is None or contents.journal[0] == 0:
            continue
        if since is None or contents.made_at > since:
            yield Seal(*contents.journal, f"备份 {backup.path.name}")
