"""Evidence is copied and hashed; the gate counts what is there; checks name two people."""

import hashlib
from pathlib import Path

import pytest
from sqlalchemy import func, select

from desktop.base.errors import UserError
from desktop.features.problems.operations.evidence import add_evidence, void_evidence
from desktop.features.problems.operations.moves import record_check
from desktop.features.problems.queries import case_of, evidence_files, photo_pairs
from desktop.features.problems.records import Category, Conclusion, Evidence, EvidenceKind, Problem, State
from desktop.features.problems.rules.gate import gate, missing
from desktop.store import attachments
from desktop.store.attachments import Attachment
from desktop.store.desk import Desk
from tests.helpers.desk import make_desk
from tests.helpers.problems import bring_to, fill_gate, move, register, reread


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return make_desk(tmp_path)


def add(desk: Desk, problem: Problem, kind: EvidenceKind, data: bytes = b"x", copies: int = 1) -> Evidence:
    return desk.do(
        add_evidence,
        "添加佐证",
        problem=problem.id,
        evidence_kind=kind,
        data=data,
        name=f"{kind.value}.bin",
        copies=copies,
    )


def lacking(desk: Desk, problem: Problem) -> dict[str, str]:
    with desk.store.reading() as session:
        return {
            item.what: item.words for item in missing(case_of(session, session.get_one(Problem, problem.id)))
        }


def test_evidence_is_kept_by_copy_and_hash(desk: Desk, tmp_path: Path) -> None:
    source = tmp_path / "照片.jpg"
    source.write_bytes(b"before")
    made = register(desk)
    evidence = add(desk, made, EvidenceKind.BEFORE, source.read_bytes())
    source.write_bytes(b"changed later")
    with desk.store.reading() as session:
        kept = session.get_one(Attachment, evidence.attachment_id)
        assert kept.sha256 == hashlib.sha256(b"before").hexdigest()
        assert desk.store.files.read(kept) == b"before"
        place = desk.store.files.path(kept.sha256, kept.name)
        place.write_bytes(b"altered")
        assert attachments.faults(session) == [f"文件已改动：{kept.name}"]


def test_twenty_clicks_add_one_file(desk: Desk) -> None:
    made = register(desk)
    assert len({add(desk, made, EvidenceKind.REPORT).id for _ in range(20)}) == 1
    with desk.store.reading() as session:
        assert session.scalar(select(func.count(Attachment.id))) == 1
    assert reread(desk, made).evidence_count == 1


def test_same_file_may_prove_two_things(desk: Desk) -> None:
    made = register(desk)
    assert add(desk, made, EvidenceKind.PAPER).id != add(desk, made, EvidenceKind.DELIVERY).id


def test_empty_file_and_no_copies_are_refused(desk: Desk) -> None:
    made = register(desk)
    with pytest.raises(UserError, match="是空文件"):
        add(desk, made, EvidenceKind.REPORT, b"")
    with pytest.raises(UserError, match="份数至少是 1"):
        add(desk, made, EvidenceKind.REPORT, copies=0)


def test_gate_counts_refund_papers_by_student(desk: Desk) -> None:
    made = register(desk)
    add(desk, made, EvidenceKind.REFUND, copies=9)
    assert lacking(desk, made)["退费凭证"] == "12 名学员，已附 9 份，还缺 3 份"
    add(desk, made, EvidenceKind.REFUND, b"rest", copies=3)
    assert "退费凭证" not in lacking(desk, made)


def test_gate_lists_met_and_missing(desk: Desk) -> None:
    made = register(desk)
    assert list(lacking(desk, made)) == [
        "整改报告",
        "文书",
        "送达回证",
        "整改前照片",
        "整改后照片",
        "账户证明",
        "退费凭证",
        "整改措施",
        "整改结果",
        "核查人",
        "核查结论",
    ]
    fill_gate(desk, made)
    assert list(lacking(desk, made)) == ["整改措施", "整改结果"]
    with desk.store.reading() as session:
        lines = gate(case_of(session, reread(desk, made)), signatures=(State.REVIEWING,))
    assert (lines[-1].what, lines[-1].met) == ("审核签字", False)


def test_second_checker_must_be_another_person(desk: Desk) -> None:
    made = register(desk)
    desk.do(record_check, "核查", problem=made.id, first_checker="林晓燕")
    assert lacking(desk, made)["第二名核查人"] == "至少 2 人，现只有林晓燕"
    with pytest.raises(UserError, match="不能是同一个人"):
        desk.do(record_check, "核查", problem=made.id, first_checker="林晓燕", second_checker="林 晓燕")
    with pytest.raises(UserError, match="不能是同一个人"):
        desk.do(record_check, "核查", problem=made.id, first_checker="林燕Ａ", second_checker="林燕a")
    with pytest.raises(UserError, match="证号不能相同"):
        desk.do(
            record_check,
            "核查",
            problem=made.id,
            first_checker="林晓燕",
            second_checker="陈志远",
            first_card="001",
            second_card="001",
        )


def test_not_in_place_does_not_pass(desk: Desk) -> None:
    made = bring_to(desk, register(desk), State.CHECKING)
    fill_gate(desk, made)
    desk.do(
        record_check,
        "核查",
        problem=made.id,
        first_checker="林晓燕",
        second_checker="陈志远",
        conclusion=Conclusion.NOT_DONE,
    )
    with pytest.raises(UserError, match="核查结论（未到位）"):
        move(desk, made, "pass")
    assert reread(desk, made).checkers == "林晓燕、陈志远"


@pytest.mark.parametrize("state", [State.REVIEWING, State.APPROVING])
def test_gate_is_asked_again_at_review_and_approval(desk: Desk, state: State) -> None:
    made = bring_to(desk, register(desk), state)
    with desk.store.reading() as session:
        report = next(item for item, _ in evidence_files(session, made) if item.kind is EvidenceKind.REPORT)
    desk.do(void_evidence, "作废佐证", evidence=report.id, reason="传错文件")
    with pytest.raises(UserError, match="整改报告（已附 0 份，还缺 1 份）"):
        move(desk, made, "review" if state is State.REVIEWING else "approve")


def test_lost_evidence_stops_the_way_to_closing(desk: Desk) -> None:
    made = bring_to(desk, register(desk), State.APPROVING)
    with desk.store.reading() as session:
        kept = evidence_files(session, made)[0][1]
    desk.store.files.path(kept.sha256, kept.name).unlink()
    with pytest.raises(UserError, match="找不到文件"):
        move(desk, made, "approve")
    assert reread(desk, made).state is State.APPROVING


def test_closed_takes_no_evidence_and_gives_none_back(desk: Desk) -> None:
    made = bring_to(desk, register(desk), State.CLOSED)
    with desk.store.reading() as session:
        first = evidence_files(session, made)[0][0]
    with pytest.raises(UserError, match="只能查看"):
        add(desk, made, EvidenceKind.OTHER)
    with pytest.raises(UserError, match="只能查看"):
        desk.do(void_evidence, "作废佐证", evidence=first.id, reason="x")
    with pytest.raises(UserError, match="只能查看"):
        desk.do(record_check, "核查", problem=made.id, first_checker="某人")
    move(desk, made, "look_back")
    assert add(desk, made, EvidenceKind.CHECK, b"visit").kind is EvidenceKind.CHECK


def test_photos_are_paired_in_order(desk: Desk) -> None:
    made = register(desk, category=Category.SAFETY, subcategory=None)
    for number in range(2):
        add(desk, made, EvidenceKind.BEFORE, f"before {number}".encode())
    after = add(desk, made, EvidenceKind.AFTER, b"after")
    with desk.store.reading() as session:
        pairs = photo_pairs(session, made)
    assert [(left is not None, right.id if right else None) for left, right in pairs] == [
        (True, after.attachment_id),
        (True, None),
    ]
