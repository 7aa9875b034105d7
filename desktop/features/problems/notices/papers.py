"""责令限期整改通知书, 督办通知单 and 销号申请审批表 of a problem: values for their wordings."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy.orm import Session

from desktop.base.chinese import date_cn
from desktop.base.errors import UserError
from desktop.features.documents.queries import documents_about, office_values, template_of
from desktop.features.documents.records import DocumentState
from desktop.features.documents.rules import Paper
from desktop.features.office.queries import office
from desktop.features.problems.queries import case_of
from desktop.features.problems.records import Check, EvidenceKind, Problem, State, Step
from desktop.features.problems.rules.gate import CLOSING_FORM, Case
from desktop.features.problems.rules.moves import EXITS, OPEN
from desktop.features.statutes.queries import statutes
from desktop.features.statutes.records import Statute

RECTIFICATION, SUPERVISION = "rectification", "supervision"
TITLES = {RECTIFICATION: "责令限期整改通知书", SUPERVISION: "督办通知单", CLOSING_FORM: "销号申请审批表"}
ORDER_BASIS = "penalty-28-1"
"""行政处罚法 on ordering a rectification."""
REQUEST = "逐项整改，整改前后留存照片、凭证。\n办结后连同整改报告和佐证材料一并报送。"


def paper_of(session: Session, problem: Problem, template: str, *, today: date) -> Paper:
    """The paper of that wording about the problem, unknown blanks empty; UserError when it comes too late."""
    late = problem.state in EXITS if template == CLOSING_FORM else problem.state not in OPEN
    if problem.voided or late:
        word = "已作废" if problem.voided else f"现在是“{problem.state.value}”"
        raise UserError(f"{problem.title()}{word}，不能再开{TITLES[template]}。",
                        "要开请先重新打开并写明理由。")
    make = {RECTIFICATION: rectification_paper, SUPERVISION: supervision_paper,
            CLOSING_FORM: closing_paper}[template]
    return make(session, problem, today=today)


def papers_of(session: Session, rows: Sequence[int], template: str, today: date
              ) -> tuple[list[Paper], list[tuple[str, str]]]:
    """One paper for each of these problems; and of the others the title and why there is none."""
    papers, refused = [], []
    for row in rows:
        found = session.get_one(Problem, row)
        try:
            papers.append(paper_of(session, found, template, today=today))
        except UserError as trouble:
            refused.append((f"{found.number} {found.subject}", trouble.what))
    return papers, refused


def rectification_paper(session: Session, problem: Problem, *, today: date) -> Paper:
    """责令限期整改通知书: facts, articles broken, what to do by when."""
    cited = cited_articles(session, problem, today)
    order = statutes(session, [ORDER_BASIS])
    own = {
        "当事人": problem.subject,
        "称谓": "你单位",
        "地点": problem.address or "",
        "问题描述": sentence(problem.description),
        "证据": _proofs(session, problem),
        "违反条款": sentence(problem.basis or "") or "、".join(item.citation for item in cited),
        "处理依据": "、".join(item.citation for item in order),
        "整改期限": date_cn(problem.limit) if problem.limit else "",
        "整改要求": demands(problem.measures),
    }
    keys = [item.key for item in ([] if problem.basis else cited)] + [ORDER_BASIS]
    return _paper(session, problem, RECTIFICATION, own, tuple(keys))


def supervision_paper(session: Session, problem: Problem, *, today: date) -> Paper:
    """督办通知单 to the responsible department."""
    limit, level = date_cn(problem.limit) if problem.limit else "", problem.level.value
    own = {
        "督办级别": level if "督办" in level else f"{level}督办",
        "主送单位": problem.duty_department or "",
        "督办来源": f"{date_cn(problem.found_on)}{problem.source.value}发现的问题（编号{problem.number}）",
        "督办事由": f"{problem.subject}{sentence(problem.description)}",
        "督办事项": demands(problem.measures),
        "办理要求": REQUEST,
        "办结时限": limit,
        "承办单位": problem.duty_department or "",
        "承办人": problem.duty_person or "",
    }
    return _paper(session, problem, SUPERVISION, own, ())


def closing_paper(session: Session, problem: Problem, *, today: date) -> Paper:
    """销号申请审批表: what is recorded is filled in, signatures not given yet are left to the hand."""
    case = case_of(session, problem)
    applied = next((step for step in reversed(case.steps) if step.to_state is State.APPLIED), None)
    own = {
        "问题编号": problem.number, "发现日期": date_cn(problem.found_on), "机构": problem.subject,
        "地址": problem.address or problem.town or "", "类别": problem.category_label,
        "督办级别": problem.level.value, "责任单位": problem.duty_department or "",
        "责任人": problem.duty_person or "", "问题描述": problem.description,
        "整改时限": date_cn(problem.limit) if problem.limit else "",
        "完成日期": date_cn(problem.finished_on) if problem.finished_on else "",
        "文书号": "、".join(_numbers(session, problem)), "整改措施": problem.measures or "",
        "整改情况": problem.result or "", "佐证材料": _evidence_words(case),
        "申请人": applied.signer or "" if applied else "",
        "申请日期": date_cn(applied.on) if applied else "",
        "核查情况": check_words(case.check) if case.check else "",
        "审核意见": _opinion("审核", case.signed(State.REVIEWING)),
        "审批意见": _opinion("批准", case.signed(State.APPROVING)),
    }
    return _paper(session, problem, CLOSING_FORM, own, ())


def _numbers(session: Session, problem: Problem) -> list[str]:
    issued = [item.number for item in documents_about(session, Problem.__tablename__, problem.id)
              if item.state is DocumentState.ISSUED and item.template != CLOSING_FORM]
    return [*issued, *([problem.papers] if problem.papers else [])]


def _evidence_words(case: Case) -> str:
    """整改报告1份、整改后照片2份."""
    kinds = [kind for kind in EvidenceKind if case.copies(kind)]
    return "、".join(f"{kind.value}{case.copies(kind)}份" for kind in kinds)


def case_material(session: Session, problem: Problem) -> list[str]:
    """整改前照片2份, …: the evidence of this round by kind, issued papers apart."""
    case = case_of(session, problem)
    counts = {kind: sum(item.copies for item in case.evidence if item.kind is kind) for kind in EvidenceKind}
    return [f"{kind.value}{count}份" for kind, count in counts.items() if count]


def check_words(check: Check) -> str:
    pairs = ((check.first_checker, check.first_card), (check.second_checker, check.second_card))
    people = "、".join(f"{name}（{card}）" if card else name for name, card in pairs if name)
    found = check.conclusion.value if check.conclusion else ""
    return f"{date_cn(check.checked_on)}{check.way.value}，{people}：{found}。{check.note or ''}"


def _opinion(word: str, step: Step | None) -> str:
    """同意销号。审核：陈志远，2023年9月28日."""
    return f"同意销号。{word}：{step.signer}，{date_cn(step.on)}" if step else ""


def _paper(session: Session, problem: Problem, template: str, own: dict[str, str],
           keys: tuple[str, ...]) -> Paper:
    values = {**office_values(session, template_of(session, template)), **own}
    return Paper(template, {name: words for name, words in values.items() if words}, keys,
                 about=Problem.__tablename__, about_id=problem.id,
                 about_title=f"{problem.number} {problem.subject}", options=_options(values))


def _options(values: dict[str, str]) -> tuple[str, ...]:
    """证据 when there is any, 联系 always; 救济 is the clerk's choice in the preview."""
    return tuple(name for name, blank in (("证据", "证据"), ("联系", "联系人")) if values.get(blank))


def cited_articles(session: Session, problem: Problem, today: date) -> list[Statute]:
    """The chosen articles; without a choice the checked ones of the category in force, else the others."""
    if problem.statute_keys:
        return statutes(session, problem.statute_keys.split())
    usual = [item for item in statutes(session, case_of(session, problem).branch.statutes)
             if item.not_in_force(today) is None]
    return [item for item in usual if item.pending is None] or usual


def _proofs(session: Session, problem: Problem) -> str:
    photos = case_of(session, problem).copies(EvidenceKind.BEFORE)
    return f"现场照片{photos}张" if photos else ""


def sentence(words: str) -> str:
    """Words without their last full stop, in one line: they stand inside a sentence."""
    return "".join(words.split("\n")).strip().rstrip("。；;")


def demands(measures: str | None) -> str:
    """One demand a line, from lines or from semicolons."""
    lines = [part.strip().rstrip("。；;") for part in (measures or "").replace("；", "\n").splitlines()]
    return "\n".join(f"{line}。" for line in lines if line)


def paper_title(session: Session, problem: Problem, template: str) -> str:
    """How the act of issuing is called: 签发责令限期整改通知书（晋江市教育局，2023-047）."""
    return f"签发{TITLES[template]}（{office(session).bureau}，{problem.number}）"
