"""一案一档: everything kept about one problem as one PDF, with cover, contents and page numbers.

Pictures are embedded, PDFs appended as they are; other files (videos, office files, damaged ones) are listed
with their SHA-256, by which the kept copy can be told to be the same. Loaded when the first file is made.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.base.chinese import date_cn
from desktop.base.clock import CHINA
from desktop.base.errors import Trouble
from desktop.base.listing import shown
from desktop.base.progress import Progress
from desktop.features.documents.queries import documents_about
from desktop.features.documents.records import Document, DocumentState
from desktop.features.office.queries import is_set_up, office
from desktop.features.problems.queries import (
    evidence_files,
    extensions_of,
    paper_of_step,
    steps_of,
    steps_up,
)
from desktop.features.problems.records import Check, Evidence, Problem, State
from desktop.output.pdf.binder import bind, cover_page, pages_of, picture_page
from desktop.output.pdf.fonts import FontBook
from desktop.output.pdf.tables import Align, Column, HeadCell, TableSheet, render_table
from desktop.store.attachments import Attachment, Files
from desktop.store.photos import is_picture_name

LARGEST = 60 * 1024 * 1024
"""Bytes up to which a file is put into the PDF; a larger one is listed."""

SIGNED_MOVES = (State.APPLIED, State.REVIEWING, State.APPROVING, State.CLOSED, State.REFERRED, State.SHUT,
                State.ARCHIVED)


Heads = tuple[tuple[str, float], ...]
"""Heads of a table with their widths in mm; 0 takes the rest."""

REGISTER_HEADS: Heads = (("项目", 34), ("内容", 0))
CONTENTS_HEADS: Heads = (("序号", 12), ("材料名称", 0), ("日期", 24), ("页号", 14), ("备注", 52))
DELIVERY_HEADS: Heads = (("文号", 40), ("送达时间", 28), ("方式", 20), ("接收人", 22), ("送达人", 24),
                         ("备注", 0))
CHECK_HEADS: Heads = (("日期", 24), ("方式", 20), ("核查人", 46), ("结论", 28), ("情况", 0))
SIGNED_HEADS: Heads = (("日期", 24), ("办理", 40), ("签字人", 26), ("职务", 30), ("到", 0))
EXTENSION_HEADS: Heads = (("原时限", 24), ("新时限", 24), ("批准人", 24), ("批准日期", 24), ("理由", 0))
LADDER_HEADS: Heads = (("日期", 24), ("步骤", 26), ("对象", 34), ("文号", 36), ("决定人", 20), ("回复", 0))
STEP_HEADS: Heads = (("日期", 24), ("办理", 34), ("状态", 22), ("签字人", 22), ("事由", 0), ("记录", 20))


@dataclass(frozen=True)
class Part:
    """One line of the contents: its pages as PDF, or a remark where there are none."""

    title: str
    day: str
    data: bytes | None
    remark: str = ""


@dataclass
class _Maker:
    """Makes the parts of one problem's file."""

    session: Session
    problem: Problem
    fonts: FontBook
    progress: Progress
    bound: dict[str, str] = field(default_factory=dict)
    """Titles of the files bound already by their hash: an issued paper may be evidence too."""

    @property
    def files(self) -> Files:
        """Where kept files lie."""
        files: Files = self.session.info["files"]
        return files

    def table(self, title: str, heads: Sequence[tuple[str, float]], rows: Sequence[Sequence[str]]) -> bytes:
        """An upright A4 table; widths in mm, 0 takes the rest."""
        sheet = TableSheet(
            title=title, columns=tuple(Column(mm=wide, align=Align.LEFT) for _, wide in heads),
            head=tuple(HeadCell(0, place, words) for place, (words, _) in enumerate(heads)), rows=rows,
            subtitle_left=f"{self.problem.number} {self.problem.subject}", landscape=False, margin=20.0,
            title_size=18.0, paged=False)
        return render_table(sheet, self.fonts)

    def register(self) -> Part:
        """问题登记表."""
        rows = [(name, words) for name, words in register_facts(self.problem) if words]
        data = self.table("问题登记表", REGISTER_HEADS, rows)
        return Part("问题登记表", _day(self.problem.found_on), data)

    def papers(self) -> list[Part]:
        """Issued papers as kept, then their delivery."""
        found = [item for item in documents_about(self.session, Problem.__tablename__, self.problem.id)
                 if item.state is DocumentState.ISSUED]
        parts = [self.paper(item) for item in found]
        delivered = [item for item in found if item.delivered_at is not None]
        if delivered:
            rows = [_delivery(item) for item in delivered]
            parts.append(Part("送达记录", rows[-1][1][:10], self.table("送达记录", DELIVERY_HEADS, rows)))
        return parts

    def paper(self, item: Document) -> Part:
        """One paper."""
        kept = self.session.get(Attachment, item.attachment_id) if item.attachment_id else None
        title, day = f"{item.heading}（{item.number}）", _day(item.issued_on)
        if kept is None:
            return Part(title, day, None, "手写文书，原件另存")
        return self.kept(title, day, kept, ())

    def evidence(self) -> list[Part]:
        """Every living piece of evidence, by kind of file."""
        found = evidence_files(self.session, self.problem)
        parts = []
        for place, (item, kept) in enumerate(found):
            self.progress.step(place, len(found), "装订佐证")
            round_words = f"，第{item.round}次挂账" if self.problem.round > 1 else ""
            title = f"{item.kind.value}：{kept.name}{round_words}"
            parts.append(self.kept(title, _day(item.added_on), kept, _captions(item, kept)))
        return parts

    def kept(self, title: str, day: str, kept: Attachment, captions: Sequence[str]) -> Part:
        """A kept file as pages, or the reason why it is only listed."""
        if kept.sha256 in self.bound:
            return Part(title, day, None, f"同“{self.bound[kept.sha256]}”")
        self.bound[kept.sha256] = title
        picture, paper = is_picture_name(kept.name), Path(kept.name).suffix.lower() == ".pdf"
        if kept.size > LARGEST or not (picture or paper):
            fault = self.files.glance(kept)
            reason = fault.partition("：")[0] if fault else "不能装订，原件存在程序里"
            return Part(title, day, None, f"{reason}　校验值 {kept.sha256}")
        try:
            data = self.files.read(kept)
        except Trouble as trouble:
            return Part(title, day, None, f"{trouble.what.partition('：')[0]}　校验值 {kept.sha256}")
        own = data if paper and pages_of(data) else None
        pages = picture_page(data, captions, self.fonts) if picture else own
        remark = "" if pages else f"打不开或有密码，原件存在程序里　校验值 {kept.sha256}"
        return Part(title, day, pages, remark)

    def records(self) -> list[Part]:
        """Checks, approvals, extensions, the trail."""
        checks = self.session.scalars(select(Check).where(
            Check.problem_id == self.problem.id, Check.voided_at.is_(None)).order_by(Check.id)).all()
        steps, extensions = steps_of(self.session, self.problem), extensions_of(self.session, self.problem)
        signed = [step for step in steps if step.signer and step.to_state in SIGNED_MOVES]
        tables: tuple[tuple[str, Heads, Sequence[Sequence[str]]], ...] = (
            ("核查记录", CHECK_HEADS, [_check(item) for item in checks]),
            ("审核审批", SIGNED_HEADS,
             [(_day(item.on), item.move, item.signer or "", item.signer_role or "", item.to_state.value)
              for item in signed]),
            ("督办移送", LADDER_HEADS, self.ladder()),
            ("延期审批", EXTENSION_HEADS,
             [(_day(item.old_limit), _day(item.new_limit), item.approved_by, _day(item.approved_on),
               item.reason) for item in extensions]),
            ("办理过程", STEP_HEADS,
             [(_day(item.on), item.move, item.to_state.value, item.signer or "", item.reason or "",
               item.recorded_by) for item in steps]))
        return [Part(title, rows[-1][0], self.table(title, heads, rows))
                for title, heads, rows in tables if rows]

    def ladder(self) -> list[tuple[str, ...]]:
        """Steps of escalation with paper, decision and answer."""
        found: list[tuple[str, ...]] = []
        for step in steps_up(self.session, self.problem.id):
            paper = paper_of_step(self.session, step.id)
            answer = f"{_day(step.replied_on)} {step.reply}" if step.replied_on else (
                f"期限 {_day(step.reply_by)}，未回复" if step.reply_by else "")
            found.append((_day(step.on), step.rung.value, step.target or "",
                          (paper.number if paper else step.number) or "", step.decided_by, answer))
        return found

    def contents(self, parts: Sequence[Part], first: int) -> bytes:
        """卷内目录: each part with its page."""
        rows, page = [], first
        for number, part in enumerate(parts, 1):
            rows.append((str(number), part.title, part.day, str(page) if part.data else "—", part.remark))
            page += (pages_of(part.data) or 0) if part.data else 0
        return self.table("卷内目录", CONTENTS_HEADS, rows)


def closing_file(session: Session, problem: Problem, today: date, fonts: FontBook,
                 progress: Progress) -> bytes:
    """The whole file of a problem; a broken or foreign file never stops it, it is listed as what it is."""
    make = _Maker(session, problem, fonts, progress)
    parts = [make.register(), *make.papers(), *make.evidence(), *make.records()]
    bureau = office(session).bureau if is_set_up(session) else ""
    cover = cover_page("一案一档", cover_lines(problem, bureau, today), fonts, author=bureau)
    draft = pages_of(make.contents(parts, 1)) or 1
    contents = make.contents(parts, 2 + draft)
    progress.step(0, 0, "装订成册")
    return bind([cover, contents, *(part.data for part in parts if part.data)], fonts)


def cover_lines(problem: Problem, bureau: str, today: date) -> list[str]:
    """What stands on the cover."""
    closed = date_cn(problem.closed_on) if problem.closed_on else f"（{problem.state.value}）"
    return [f"问题编号：{problem.number}", f"机　　构：{problem.subject}",
            f"类　　别：{problem.category_label}", f"发现日期：{date_cn(problem.found_on)}",
            f"销号日期：{closed}", f"责任部门：{problem.duty_department or ''}",
            f"立卷单位：{bureau}", f"立卷日期：{date_cn(today)}"]


def register_facts(problem: Problem) -> list[tuple[str, str]]:
    """Labels and words of the register sheet."""
    duty = "　".join(part for part in (problem.duty_department, problem.duty_person) if part)
    limit = shown(problem.limit)
    if problem.extensions and problem.original_limit:
        limit = f"{limit}（原 {shown(problem.original_limit)}，延期 {problem.extensions} 次）"
    return [
        ("问题编号", problem.number), ("发现日期", shown(problem.found_on)), ("来源", problem.source.value),
        ("机构", problem.subject), ("镇街", problem.town or ""), ("地址", problem.address or ""),
        ("类别", problem.category_label), ("督办级别", problem.level.value),
        ("问题描述", problem.description), ("违反依据", problem.basis or ""),
        ("涉及学员数", shown(problem.students)),
        ("应退费学员数", shown(problem.refunds)), ("涉及金额（元）", shown(problem.amount)),
        ("整改措施", problem.measures or ""), ("整改时限", limit), ("责任部门、责任人", duty),
        ("整改进展", problem.progress or ""), ("整改结果", problem.result or ""),
        ("完成日期", shown(problem.finished_on)), ("状态", problem.state.value),
        ("审批人", problem.approved_by or ""), ("销号日期", shown(problem.closed_on)),
        ("回头看期限", shown(problem.lookback_due)), ("回头看日期", shown(problem.lookback_on)),
        ("回头看结果", shown(problem.lookback_result)), ("去向", problem.exit_to or problem.exit_way or ""),
        ("备注", problem.note or "")]


def _day(value: date | None) -> str:
    return value.isoformat() if value else ""


def _moment(value: datetime) -> str:
    return f"{value.astimezone(CHINA):%Y-%m-%d %H:%M}"


def _captions(item: Evidence, kept: Attachment) -> list[str]:
    doubt = "（晚于导入，相机时钟不准）" if kept.taken_after else ""
    taken = f"拍摄时间：{_moment(kept.taken_at)}{doubt}　" if kept.taken_at else ""
    note = [f"说明：{item.note}"] if item.note else []
    return [f"{item.kind.value}：{kept.name}", f"{taken}导入时间：{_moment(kept.created_at)}", *note,
            f"校验值：{kept.sha256}"]


def _delivery(item: Document) -> tuple[str, ...]:
    assert item.delivered_at is not None
    remark = "；".join(part for part in (item.refusal, item.witnesses, item.delivery_note) if part)
    return (item.number, _moment(item.delivered_at), item.delivery_way.value if item.delivery_way else "",
            item.receiver or "", item.deliverers or "", remark)


def _check(item: Check) -> tuple[str, ...]:
    people = "、".join(f"{name}（{card}）" if card else name for name, card in (
        (item.first_checker, item.first_card), (item.second_checker, item.second_card)) if name)
    return (_day(item.checked_on), item.way.value, people,
            item.conclusion.value if item.conclusion else "未填", item.note or "")
