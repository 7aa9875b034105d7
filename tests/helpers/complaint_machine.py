"""A desk of complaints handled in every order: the state machine of the short and of the long run."""

import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from sqlalchemy import text

from desktop.base.errors import UserError
from desktop.features.complaints.operations.intake import add_call, register_complaint
from desktop.features.complaints.operations.joining import change_complaint, merge_complaints, split_call
from desktop.features.complaints.operations.moves import move_complaint
from desktop.features.complaints.records import Complaint, Satisfaction, State, Verdict
from desktop.features.complaints.rules.flow import WORKFLOW
from desktop.store.editing import restore_record, save_record, void_record
from desktop.store.undo import undo
from tests.helpers.complaints import FACTS, bring, workbook
from tests.helpers.desk import TODAY, make_desk

NUMBERS = [f"A{number}" for number in range(8)]
HEADS = ("工单编号", "来电时间", "反映人", "来电号码", "问题描述", "结案时间", "满意度", "核查结果",
         "核查结论", "核查人", "核查日期", "答复要点")  # fmt: skip
PLACES = st.integers(0, 5)
PEOPLE = st.sampled_from([("王女士", "13900000001"), ("王女士、赵建国", "13900000001"), ("匿名", None)])
UNCHECKED = """SELECT count(*) FROM complaint WHERE state = '办结' AND (conclusion IS NULL OR conclusion = ''
    OR checkers IS NULL OR checkers = '' OR checked_on IS NULL)"""
TWICE = "SELECT count(*) - count(DISTINCT number) FROM complaint_order WHERE number IS NOT NULL"
COUNTED = """SELECT count(*) FROM complaint c WHERE c.calls <> (SELECT count(*) FROM complaint_order o
    WHERE o.complaint_id = c.id AND o.voided_at IS NULL) OR c.callers <> (SELECT count(DISTINCT k.caller_id)
    FROM complaint_order_caller k JOIN complaint_order o ON o.id = k.order_id WHERE o.complaint_id = c.id)"""
APART = """SELECT count(*) FROM complaint_order_caller k JOIN complaint_order o ON o.id = k.order_id
    WHERE k.complaint_id <> o.complaint_id"""


class ComplaintDesk(RuleBasedStateMachine):
    """Eight order numbers, everything a clerk can do to them, by hand, by file and backwards."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.desk = make_desk(Path(self.folder.name))
        self.first = self.scalar("SELECT max(id) FROM act")

    def scalar(self, sql: str) -> int:
        with self.desk.store.reading() as session:
            return int(session.scalar(text(sql)) or 0)

    def row(self, table: str, place: int) -> int:
        """The id of one of the newest rows; 0 when there is none."""
        return self.scalar(f"SELECT id FROM {table} ORDER BY id DESC LIMIT 1 OFFSET {place}")

    def attempt(self, operation: Any, **given: Any) -> None:
        try:
            self.desk.do(operation, "做", **given)
        except UserError:
            return

    @rule(number=st.sampled_from([*NUMBERS, None]), people=PEOPLE, back=st.integers(0, 20))
    def register(self, number: str | None, people: tuple[str, str | None], back: int) -> None:
        values = {"number": number, "name": people[0], "phone": people[1], "content": "不退费",
                  "on": TODAY - timedelta(days=back)}  # fmt: skip
        self.attempt(register_complaint, values=values)

    @rule(place=PLACES, number=st.sampled_from([*NUMBERS, None]), people=PEOPLE)
    def join(self, place: int, number: str | None, people: tuple[str, str | None]) -> None:
        values = {"number": number, "name": people[0], "phone": people[1], "content": "又来电", "on": TODAY}
        self.attempt(add_call, complaint=self.row("complaint", place), values=values)

    @rule(kept=PLACES, gone=PLACES)
    def merge(self, kept: int, gone: int) -> None:
        self.attempt(merge_complaints, kept=self.row("complaint", kept), gone=self.row("complaint", gone),
                     reason="同一件事")  # fmt: skip

    @rule(order=PLACES, into=st.one_of(st.none(), PLACES))
    def split(self, order: int, into: int | None) -> None:
        target = None if into is None else self.row("complaint", into)
        self.attempt(split_call, order=self.row("complaint_order", order), into=target)

    @rule(place=PLACES, key=st.sampled_from(sorted(WORKFLOW.moves)), filled=st.booleans(),
          satisfaction=st.sampled_from(list(Satisfaction)))  # fmt: skip
    def make_move(self, place: int, key: str, filled: bool, satisfaction: Satisfaction) -> None:
        given = dict(FACTS[key]) if filled else {}
        if filled and key == "revisit":
            given["satisfaction"] = satisfaction
        self.attempt(move_complaint, complaint=self.row("complaint", place), move=key, **given)

    @rule(place=PLACES, keys=st.sampled_from([
        ("check", "conclude", "reply", "revisit"), ("check", "conclude", "reply", "close"),
        ("check", "conclude")]))
    def go_on(self, place: int, keys: tuple[str, ...]) -> None:
        for key in keys:
            self.attempt(move_complaint, complaint=self.row("complaint", place), move=key, **FACTS[key])

    @rule(rows=st.lists(st.tuples(
        st.sampled_from(NUMBERS), PEOPLE, st.sampled_from([None, "2023-09-20"]),
        st.sampled_from([None, "满意", "不满意", "还行"]), st.sampled_from([None, "属实"]),
        st.sampled_from([None, "查过"]), st.sampled_from([None, "王志远"])), min_size=1, max_size=4))
    def import_file(self, rows: list[Any]) -> None:
        cells = [(number, "2023-09-10 08:00", name, phone, "无证办学", closed, told, verdict, conclusion, who,
                  "2023-09-15" if who else None, "已处理" if closed else None)
                 for number, (name, phone), closed, told, verdict, conclusion, who in rows]  # fmt: skip
        file = workbook(Path(self.folder.name) / "工单.xlsx", HEADS, cells)
        answer = bring(self.desk, file).data
        assert answer["read"] == sum(answer[key] for key in ("new", "updated", "same", "skipped", "failed"))
        again = bring(self.desk, file).data
        assert (again["new"], again["updated"]) == (0, 0)

    @rule(place=PLACES, state=st.sampled_from(list(State)), verdict=st.sampled_from([None, *Verdict]))
    def type_it_in(self, place: int, state: State, verdict: Verdict | None) -> None:
        row = self.row("complaint", place)
        for values in ({"state": state}, {"verdict": verdict, "conclusion": None}):
            self.attempt(save_record, record=Complaint, row=row, values=values)

    @rule(place=PLACES, town=st.sampled_from([None, "安海镇"]))
    def edit(self, place: int, town: str | None) -> None:
        self.attempt(change_complaint, row=self.row("complaint", place), values={"town": town})

    @rule(place=PLACES)
    def void(self, place: int) -> None:
        self.attempt(void_record, record=Complaint, row=self.row("complaint", place), reason="重复")

    @rule(place=PLACES)
    def restore(self, place: int) -> None:
        self.attempt(restore_record, record=Complaint, row=self.row("complaint", place))

    @rule(back=st.integers(0, 3))
    def take_back(self, back: int) -> None:
        self.attempt(undo, act=max(self.first + 1, self.scalar("SELECT max(id) FROM act") - back))

    @invariant()
    def nothing_closes_without_a_check_and_no_number_stands_twice(self) -> None:
        assert [self.scalar(sql) for sql in (UNCHECKED, TWICE, COUNTED, APART)] == [0, 0, 0, 0]

    def teardown(self) -> None:
        self.desk.store.close()
        self.folder.cleanup()
