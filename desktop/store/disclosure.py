"""Personal data shown in full on purpose: who, in which way, of what, how many rows, what for."""

from datetime import date

from sqlalchemy.orm import Session

from desktop.base.errors import UserError
from desktop.store.operators import Disclosure, Way
from desktop.store.store import final

KIND = "查看个人信息"
"""`Act.kind` of such acts; Ctrl+Z passes over them."""

LONGEST = 200


def note_disclosure(session: Session, *, by: str, today: date, way: Way, what: str, rows: int,
                    purpose: str) -> Disclosure:
    """Write it down before anything is shown; UserError without a purpose."""
    clean = " ".join(purpose.split())
    if not clean:
        raise UserError("没有显示个人信息：请写明用途。", "例如：通知负责人到会。", {"purpose": "请写明用途"})
    if len(clean) > LONGEST:
        raise UserError(f"没有显示个人信息：用途最多 {LONGEST} 字。", "请写短一些。", {"purpose": "太长"})
    made = Disclosure(on=today, by=by, way=way, what=what[:LONGEST], rows=rows, purpose=clean)
    session.add(made)
    session.flush()
    final(session, "查看个人信息的记录不能撤销")
    return made
