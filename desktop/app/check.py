"""`check`: is everything as it was written? Database, references, journal chain, kept files."""

from desktop.base.command import Answer
from desktop.base.errors import UserError
from desktop.output.pdf.fonts import font_book
from desktop.store import attachments, proof, row_proof, seal
from desktop.store.desk import Desk


def check(desk: Desk, printed: str | None = None) -> Answer:
    """Every fault in Chinese, held against a `printed` number too; exit code 1 when there is any."""
    paper = seal.read(printed, "打印件") if printed else None
    if printed and paper is None:
        raise UserError(f"尾号写得不对：{printed}。", "请照打印件写，例如 1234-9f3c0a5b7d2e4f61。")
    damaged = desk.store.integrity()
    parts: dict[str, list[str]] = {"database": damaged, "journal": [], "attachments": [], "rows": []}
    if not damaged:
        with desk.store.reading() as session:
            parts["journal"] = proof.faults(desk.store, session, paper)
            parts["attachments"] = attachments.faults(session)
            if not parts["journal"] and not desk.store.newer:
                parts["rows"] = list(row_proof.faults(session))
    faults = [fault for found in parts.values() for fault in found]
    substitutes = font_book().substitutes()
    words = faults or ["核对完毕：数据文件、引用、变更记录、附件都完好，各条记录和变更记录相符。"]
    if faults and desk.store.newer is not None:
        words = [*faults, f"{desk.store.newer.written}，本程序按自己的办法核对，以新版的核对为准。"]
    facts = {key: not found for key, found in parts.items()}
    return Answer({"ok": not faults, "faults": faults, **facts, "substituted_fonts": substitutes},
                  [*words, *(f"{line}。" for line in substitutes)], faults=bool(faults))
