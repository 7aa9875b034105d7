"""`check`: is everything as it was written? Database, references, journal chain, kept files."""

from desktop.base.command import Answer
from desktop.output.pdf.fonts import font_book
from desktop.store import attachments, proof
from desktop.store.desk import Desk


def check(desk: Desk) -> Answer:
    """Every fault in Chinese; exit code 1 when there is any."""
    damaged = desk.store.integrity()
    parts: dict[str, list[str]] = {"database": damaged, "journal": [], "attachments": []}
    if not damaged:
        with desk.store.reading() as session:
            parts["journal"] = proof.faults(desk.store, session)
            parts["attachments"] = attachments.faults(session)
    faults = [fault for found in parts.values() for fault in found]
    substitutes = font_book().substitutes()
    words = faults or ["核对完毕：数据文件、引用、变更记录、附件都完好。"]
    facts = {key: not found for key, found in parts.items()}
    return Answer({"ok": not faults, "faults": faults, **facts, "substituted_fonts": substitutes},
                  [*words, *(f"{line}。" for line in substitutes)], faults=bool(faults))
