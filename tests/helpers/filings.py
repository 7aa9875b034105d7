"""Steps the filing tests share: closed problems, a month ready to be frozen, cheap files."""

from datetime import date

from sqlalchemy.orm import Session

from desktop.features.filings.operations import (
    confirm_mailbox,
    confirm_zero,
    freeze_month,
    set_note_figures,
    set_signatures,
    set_text,
)
from desktop.features.filings.records import Version
from desktop.features.filings.rules import Sheet
from desktop.features.problems.records import Category, Problem, State
from desktop.store.desk import Desk

MONTH = "2023-09"
SOURCE = "县纪委监委9月22日来函"


def add_problems(
    session: Session,
    *,
    by: str,
    today: date,
    numbers: list[str],
    closed_on: date | None,
    state: State = State.CLOSED,
) -> list[int]:
    """Problems as they stand after closing, without the way there."""
    rows = [
        Problem(
            number=number,
            found_on=date(2023, 7, 3),
            subject="青阳启明培训中心",
            category=Category.FEES,
            description="一次性收取五个月费用",
        )
        for number in numbers
    ]
    for row in rows:
        with row.moving():
            row.state, row.closed_on = state, closed_on
    session.add_all(rows)
    session.flush()
    return [row.id for row in rows]


def closed(desk: Desk, day: date, *numbers: str, state: State = State.CLOSED) -> list[int]:
    """Problems closed on `day`."""
    return desk.do(add_problems, "登记", numbers=list(numbers), closed_on=day, state=state)


def settle(desk: Desk) -> None:
    """The one mailbox in doubt, confirmed."""
    desk.do(
        confirm_mailbox, "确认邮箱", mailbox="mkg@qzedu.cn", confirmed_by="市教育局校外监管科", how="电话"
    )


def ready(desk: Desk, month: str = MONTH) -> None:
    """Nothing left that blocks the month."""
    settle(desk)
    desk.do(confirm_zero, "确认为0", month=month, source=SOURCE)
    desk.do(set_text, "填写", month=month, key="difficulties", content="个别机构转入居民小区，发现难。")
    desk.do(
        set_note_figures,
        "填写",
        month=month,
        values={
            "note_exposure_batches": 2,
            "note_exposure_cases": 5,
            "note_result_batches": 1,
            "note_result_items": 3,
        },
    )
    desk.do(set_signatures, "填写", month=month, values={"signer": "黄国梁", "signer_post": "副局长"})


def cheap(sheet: Sheet) -> tuple[bytes, bytes]:
    """Files that only tell their sheet."""
    return f"xlsx {sheet.values()}".encode(), f"pdf {sheet.month}".encode()


def frozen(desk: Desk, month: str = MONTH) -> Version:
    """The month made ready and frozen."""
    ready(desk, month)
    return desk.do(freeze_month, "封存", month=month, render=cheap)
