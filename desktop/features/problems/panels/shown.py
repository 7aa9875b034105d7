"""The parts of the detail as plain data: stages, gate, photos, reasons."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.base.clock import CHINA
from desktop.base.lights import TONES, Remaining
from desktop.base.marks import Tone
from desktop.features.calendar.queries import work_calendar
from desktop.features.inspections.records.visits import Visit, VisitResult
from desktop.features.problems.listing.lists import relapses
from desktop.features.problems.panels.ladder import StepLine, proposed, step_lines
from desktop.features.problems.queries import (
    Origin,
    case_of,
    evidence_files,
    extensions_of,
    origins,
    pace,
    photo_pairs,
    problems_of,
    problems_of_complaint,
    problems_of_visit,
    reached,
    steps_of,
)
from desktop.features.problems.records import EvidenceKind, Extension, Level, Problem, State, Step
from desktop.features.problems.rules.gate import CHECK, EDIT, EVIDENCE, Case, Item, gate
from desktop.features.problems.rules.ladder import Proposal
from desktop.features.problems.rules.limits import standing
from desktop.features.problems.rules.moves import OPEN, STAGES
from desktop.store.attachments import Attachment, Files
from desktop.ui.gate_list import GateItem
from desktop.ui.photo_pair import Photo
from desktop.ui.sections import Item as CardItem
from desktop.ui.sections import Section
from desktop.ui.stage_strip import Stage, StageState

MOST_ON_CARD = 6
TURN = "转为问题…"
"""The verb offered on visits and complaints."""

PROPOSED = "建议"
"""The line of the step on the ladder that is due now."""

PAPER_PAIR = (EvidenceKind.PAPER.value, EvidenceKind.DELIVERY.value)
PHOTO_PAIR = (EvidenceKind.BEFORE.value, EvidenceKind.AFTER.value)
PAIRS = {PAPER_PAIR: "文书及送达回证", PHOTO_PAIR: "整改前后照片"}
WHO = {State.REVIEWING: "股室负责人", State.APPROVING: "分管领导"}
ISSUE, DELIVER = "issue", "deliver"


@dataclass(frozen=True)
class Shown:
    """Everything the detail shows of one problem, read at once."""

    problem: Problem
    case: Case
    items: tuple[Item, ...]
    reached: dict[State, Step]
    steps: tuple[Step, ...]
    pairs: tuple[tuple[Photo, Photo], ...]
    shots: tuple[tuple[Attachment | None, Attachment | None], ...]
    files: int
    extensions: tuple[Extension, ...]
    relapses: int
    look_back: int
    ladder: tuple[StepLine, ...]
    proposal: Proposal | None
    origins: tuple[Origin, ...]
    standing: Remaining | None

    @property
    def missing(self) -> list[Item]:
        """What closing still asks for."""
        return [item for item in self.items if not item.met]


def read_shown(session: Session, row: int, today: date) -> Shown | None:
    """The problem of that id with all that is shown of it."""
    found = session.get(Problem, row)
    if found is None:
        return None
    case = case_of(session, found)
    signed = (State.REVIEWING,) if found.state is State.APPROVING else ()
    files: Files = session.info["files"]
    shots = tuple(photo_pairs(session, found))
    pairs = tuple((_photo(PHOTO_PAIR[0], before, files), _photo(PHOTO_PAIR[1], after, files))
                  for before, after in shots)
    again = session.scalar(select(relapses(today)).where(Problem.id == row)) or 0
    return Shown(found, case, tuple(gate(case, signatures=signed)), reached(session, found),
                 tuple(steps_of(session, found)), pairs, shots, len(evidence_files(session, found)),
                 tuple(extensions_of(session, found)), again,
                 pace().look_back_days(case.branch, found.level), step_lines(session, row, today),
                 proposed(session, found, today), origins(session, found),
                 standing(found, today, work_calendar(session)))


def _photo(kind: str, kept: Attachment | None, files: Files) -> Photo:
    name = kind.removesuffix("照片")
    if kept is None:
        return Photo(name)
    fault = (files.glance(kept) or "").partition("：")[0]
    here = kept.created_at.astimezone(CHINA)
    added = f"导入 {short_day(here.date())} {here:%H:%M}"
    shot = kept.taken_at and kept.taken_at.astimezone(CHINA)
    taken = f"拍摄 {short_day(shot.date())} {shot:%H:%M}" if shot else "没有拍摄时间"
    if kept.taken_after:
        taken = "拍摄时间晚于导入，不准"
    return Photo(name, files.path(kept.sha256, kept.name), f"{taken}\n{added}", fault)


def short_day(day: date) -> str:
    """9月26日."""
    return f"{day.month}月{day.day}日"


def stages(shown: Shown, today: date) -> list[Stage]:
    """The strip: what is done with date and who, what is now with what is missing, what is to come."""
    state = State.LOOK_BACK if shown.problem.state is State.ARCHIVED else shown.problem.state
    place = STAGES.index(state) if state in STAGES else -1
    made: list[Stage] = []
    for number, stage in enumerate(STAGES):
        step = shown.reached.get(stage)
        done = shown.problem.state is State.ARCHIVED or (number < place if place >= 0 else step is not None)
        how = StageState.NOW if number == place and not done else StageState.DONE if done else StageState.TODO
        note, tone = _stage_note(shown, stage, how, step, today)
        made.append(Stage(stage.value, stage.value, how, note, tone))
    return made


def _stage_note(shown: Shown, stage: State, how: StageState, step: Step | None,
                today: date) -> tuple[str, Tone | None]:
    if how is StageState.TODO:
        due = shown.problem.lookback_due
        later = f"{short_day(due)}前" if due else f"销号后 {shown.look_back} 日内"
        return later if stage is State.LOOK_BACK else WHO.get(stage, ""), None
    day = short_day(step.on) if step else ""
    if how is StageState.NOW and shown.problem.state in (State.CHECKING, *OPEN[5:]) and shown.missing:
        since = "今天" if step and step.on == today else f"{day}起"
        return f"{since}，还缺 {len(lacking_names(shown))} 项", Tone.RED
    if stage is State.RECTIFYING and shown.problem.extensions:
        return f"{day}起，延期 {shown.problem.extensions} 次", None
    who = (step.signer or step.recorded_by) if step else ""
    return f"{day} {who}".strip(), None


def gate_items(shown: Shown, editable: bool) -> list[GateItem]:
    """The gate for the screen: pairs on one line, what the form fills only while it is missing."""
    found: list[GateItem] = []
    for item in shown.items:
        pair = next((pair for pair in PAIRS if item.what in pair), None)
        if pair is None:
            if item.where != EDIT or not item.met:
                found.append(_gate_item(item.what, [item], shown, editable))
        elif item.what == pair[0] or not any(other.what == pair[0] for other in shown.items):
            both = [other for other in shown.items if other.what in pair]
            found.append(_gate_item(PAIRS[pair] if len(both) == 2 else item.what, both, shown, editable))
    return found


def lacking_names(shown: Shown) -> list[str]:
    """The lines of the gate that are not met: the strip and the button count what the list shows."""
    return [item.name for item in gate_items(shown, False) if not item.met]


def _gate_item(name: str, parts: Sequence[Item], shown: Shown, editable: bool) -> GateItem:
    lacking = [part for part in parts if not part.met]
    if not lacking:
        return GateItem(name, True, "，".join(dict.fromkeys(part.words for part in parts)))
    first = lacking[0]
    told = [part.words.removeprefix("已附 0 份，") for part in lacking]
    words = "；".join(told if len(parts) == 1 else
                     [f"{part.what}{tail}" for part, tail in zip(lacking, told, strict=True)])
    key, action = _place(first, shown)
    return GateItem(name, False, words, key if editable else "", action if editable else "")


def _place(item: Item, shown: Shown) -> tuple[str, str]:
    """Where a missing item is mended, and the word of its link."""
    if item.where in (CHECK, EDIT):
        return item.where, "填写"
    if item.what == EvidenceKind.PAPER.value:
        return ISSUE, "开具"
    if item.what == EvidenceKind.DELIVERY.value and shown.case.papers:
        return DELIVER, "登记送达"
    return (item.where, "添加") if item.where.startswith(EVIDENCE) else ("", "")


def short_reason(shown: Shown, obstacles: Sequence[str]) -> str:
    """Why the way forward is closed, short enough to stand beside the button."""
    if not obstacles:
        return ""
    names = lacking_names(shown)
    if not names or not obstacles[0].startswith("还缺"):
        return obstacles[0]
    rest = f"等 {len(names)} 项" if len(names) > 3 else ""
    return f"还缺{'、'.join(names[:3])}{rest}"


def extension_words(item: Extension) -> str:
    """9月22日 → 9月26日，退费名单未核完（王志远 9月20日批准）."""
    return (f"{short_day(item.old_limit)} → {short_day(item.new_limit)}，{item.reason}"
            f"（{item.approved_by} {short_day(item.approved_on)}批准）")


def step_words(line: StepLine) -> str:
    """9月25日 督办通知 梅岭街道办事处 晋教督办〔2023〕3号，等回复，期限 2023年10月9日."""
    words = [short_day(line.step.on), line.step.rung.value, line.step.target or "", line.number]
    return "，".join(part for part in (" ".join(word for word in words if word), line.answer) if part)


def fact_lines(shown: Shown) -> list[tuple[str, str]]:
    """问题, 措施, 责任, 延期, 结果 and the way out, as far as known."""
    found = shown.problem
    duty = " · ".join(part for part in (found.duty_department, found.duty_person) if part)
    owner = f"机构 · {found.subject_person}" if found.subject_person else ""
    way_out = "，".join(part for part in (found.exit_to, found.exit_way, found.exit_number) if part)
    people = "　".join(part for part in (duty, owner) if part)
    asked = shown.proposal
    lines = [(PROPOSED, f"{asked.rung.value}：{asked.reason}" if asked else ""),
             ("问题", found.description), ("措施", found.measures), ("责任", people),
             ("延期", "\n".join(extension_words(item) for item in shown.extensions)),
             ("督办", "\n".join(step_words(line) for line in shown.ladder)),
             ("进展", found.progress), ("结果", found.result), ("去向", way_out), ("备注", found.note)]
    return [(name, words) for name, words in lines if words]


def institution_section(session: Session, row: int, today: date) -> Section | None:
    """问题 on an institution's card: the open ones first, each a link."""
    found = sorted(problems_of(session, row), key=lambda item: (item.state not in OPEN, -item.id))
    opened, rows = sum(item.state in OPEN for item in found), _rows(session, found[:MOST_ON_CARD], today)
    return Section("problems", "问题", opened, rows, "没有登记过问题。")


def _rows(session: Session, found: Sequence[Problem], today: date) -> tuple[CardItem, ...]:
    """Problems with light or state, each a link."""
    calendar, rows = work_calendar(session), []
    for item in found:
        light = standing(item, today, calendar)
        tone, words = (TONES[light.light], light.words) if light else (Tone.GREY, item.state.value)
        level = "" if item.level is Level.ORDINARY else f"（{item.level.value}）"
        rows.append(CardItem(f"{item.category_label} {item.description}{level}", f"problems:{item.id}",
                             item.number, words, tone, item.state.value if light else ""))
    return tuple(rows)


def visit_section(session: Session, row: int, today: date) -> Section | None:
    """问题 on a visit's card: what it found, found again or looks at; nothing of a clean visit."""
    found, visit = problems_of_visit(session, row), session.get_one(Visit, row)
    if not found and visit.result is not VisitResult.FOUND:
        return None
    return Section("problems", "问题", len(found), _rows(session, found, today),
                   "发现的问题还没有登记。", (TURN, "转为问题"))


def complaint_section(session: Session, row: int, today: date) -> Section | None:
    """问题 on a complaint's card: with their state, closed ones too."""
    found = problems_of_complaint(session, row)
    return Section("problems", "问题", len(found), _rows(session, found, today),
                   "没有引出问题。", (TURN, "转为问题"))
