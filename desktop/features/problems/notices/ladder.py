"""Papers of the ladder: each step of a problem as values for its wording; unknown blanks stay empty."""

from datetime import date

from sqlalchemy.orm import Session

from desktop.base.chinese import date_cn
from desktop.base.errors import UserError
from desktop.features.documents.queries import documents_about, office_values, template_of
from desktop.features.documents.records import DocumentState
from desktop.features.documents.rules import Paper
from desktop.features.office.queries import office
from desktop.features.problems.notices.papers import (
    REQUEST,
    SUPERVISION,
    case_material,
    demands,
    sentence,
    supervision_paper,
)
from desktop.features.problems.queries import ladder, next_token, steps_up
from desktop.features.problems.records import Escalation, Problem, Rung

INTERVIEW_RECORD = "interview-record"
"""The form filled in at an interview; it takes no number."""


def step_paper(session: Session, step: Escalation, *, today: date) -> Paper:
    """The paper of a step, with the step's own token; UserError when others write it."""
    key = ladder().rungs[step.rung].paper
    if not key:
        raise UserError(f"{step.rung.value}不由程序开具文书。", "请登记来文号或决定文号。")
    problem = session.get_one(Problem, step.problem_id)
    if key == SUPERVISION:
        made = supervision_paper(session, problem, today=today)
        own = {"主送单位": step.target, "承办单位": step.target, "签发人": step.decided_by,
               "办结时限": _day(step.reply_by)}
        return _paper(session, problem, key, {**made.values, **{k: v for k, v in own.items() if v}}, step)
    return _paper(session, problem, key, _OWN[key](session, problem, step), step)


def interview_record(session: Session, step: Escalation) -> Paper:
    """约谈记录, to be filled in by hand at the interview."""
    problem = session.get_one(Problem, step.problem_id)
    own = {"约谈单位": office(session).bureau, "被约谈单位": step.target or problem.subject,
           "被约谈人": problem.subject_person or "", "主约谈人": step.decided_by,
           "约谈事由": sentence(step.reason), "指出的问题": problem.description}
    return Paper(INTERVIEW_RECORD, {name: words for name, words in own.items() if words},
                 about=Problem.__tablename__, about_id=problem.id,
                 about_title=f"{problem.number} {problem.subject}")


def _interview(session: Session, problem: Problem, step: Escalation) -> dict[str, str]:
    return {"被约谈单位": step.target or "", "被约谈人": problem.subject_person or "",
            "约谈事由": sentence(step.reason), "主约谈人": step.decided_by, "决定人": step.decided_by,
            "需带材料": "整改进展情况说明。\n整改凭证、照片等佐证材料。"}


def _criticism(session: Session, problem: Problem, step: Escalation) -> dict[str, str]:
    return {"主送单位": "各镇（街道）、各校外培训机构", "通报对象": step.target or "",
            "通报事由": f"{problem.subject}{sentence(problem.description)}",
            "处理情况": _so_far(session, problem, step), "整改要求": demands(problem.measures),
            "整改期限": _day(step.reply_by or problem.limit)}


def _so_far(session: Session, problem: Problem, step: Escalation) -> str:
    """What was done before this step: 我局已督办通知（2023年9月25日）、约谈（…），仍未整改到位."""
    made = [f"{item.rung.value}（{date_cn(item.on)}）" for item in steps_up(session, problem.id)
            if item.id != step.id and item.rung is not Rung.REFER]
    return f"我局已采取{'、'.join(made)}等措施，仍未整改到位" if made else ""


def _listed(session: Session, problem: Problem, step: Escalation) -> dict[str, str]:
    return {"主送单位": step.target or "", "督办事由": f"{problem.subject}{sentence(problem.description)}，"
            f"{sentence(step.reason)}", "督办事项": demands(problem.measures), "办理要求": REQUEST,
            "办结时限": _day(step.reply_by), "决定人": step.decided_by,
            "承办单位": step.target or "", "承办人": problem.duty_person or ""}


def _referral(session: Session, problem: Problem, step: Escalation) -> dict[str, str]:
    return {"移送单位": step.target or "", "当事人": problem.subject,
            "地点": problem.address or problem.town or "", "问题描述": sentence(problem.description),
            "移送事由": sentence(step.reason), "移送材料": _material(session, problem),
            "回复期限": _day(step.reply_by)}


def _material(session: Session, problem: Problem) -> str:
    """What goes with a referral: the papers issued, then the evidence by kind."""
    issued = [f"{item.heading}（{item.number}）1份。"
              for item in documents_about(session, Problem.__tablename__, problem.id)
              if item.state is DocumentState.ISSUED and item.template not in ladder().papers()]
    return "\n".join([*issued, *(f"{words}。" for words in case_material(session, problem))])


_OWN = {"interview": _interview, "criticism": _criticism, "listed": _listed, "referral": _referral}


def _day(day: date | None) -> str:
    return date_cn(day) if day else ""


def _paper(session: Session, problem: Problem, key: str, own: dict[str, str], step: Escalation) -> Paper:
    template = template_of(session, key)
    values = {**office_values(session, template), **own}
    options = ("联系",) if values.get("联系人") and "联系" in template.options else ()
    return Paper(key, {name: words for name, words in values.items() if words},
                 about=Problem.__tablename__, about_id=problem.id,
                 about_title=f"{problem.number} {problem.subject}", options=options,
                 token=next_token(session, step.id))
