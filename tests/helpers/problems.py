"""Problems for tests: registered, brought to a state by the same operations as in the program."""

from datetime import date
from typing import Any

from desktop.features.problems.operations.entry import register_problem
from desktop.features.problems.operations.evidence import add_evidence
from desktop.features.problems.operations.ladder import climb
from desktop.features.problems.operations.moves import move_problem, record_check
from desktop.features.problems.queries import case_of, ladder
from desktop.features.problems.records import Category, Conclusion, Escalation, Problem, Rung, State
from desktop.features.problems.rules.moves import MAIN_MOVES
from desktop.store.desk import Desk
from tests.helpers.desk import TODAY

REFUND_STUDENTS = 12
FACTS: dict[str, dict[str, Any]] = {
    "assign": {
        "measures": "退还超出3个月部分",
        "limit": date(2023, 9, 26),
        "duty_department": "梅岭街道办",
        "duty_person": "吴志坚",
    },
    "start": {},
    "extend": {
        "new_limit": date(2023, 10, 12),
        "reason": "退费名单未核完",
        "approved_by": "王志远",
        "approved_on": TODAY,
    },
    "apply": {"signer": "王铉", "on": TODAY, "result": "已退还12名学员学费", "finished_on": TODAY},
    "check": {},
    "pass": {},
    "review": {"signer": "陈志远", "on": TODAY, "signer_role": "股长"},
    "approve": {"signer": "许文彬", "on": TODAY, "signer_role": "副局长"},
    "look_back": {},
    "archive": {"on": TODAY, "signer": "林晓燕", "reason": "未见反弹"},
    "send_back": {"reason": "退费凭证不全", "new_limit": date(2023, 10, 9)},
    "rebound": {"reason": "又按半年收费", "new_limit": date(2023, 10, 20)},
    "refer": {
        "exit_to": "晋江市市场监督管理局",
        "exit_number": "晋教移〔2023〕3号",
        "reason": "涉嫌虚假广告",
        "on": TODAY,
    },
    "shut": {"exit_way": "停止办学", "reason": "拒不整改", "on": TODAY},
    "merge": {"into": "", "reason": "同一事项"},
    "reopen": {"reason": "销号材料有误", "new_limit": date(2023, 10, 20)},
}


def register(desk: Desk, **values: Any) -> Problem:
    """A registered problem: half a year's fee collected at once."""
    given = {
        "subject": "晋江市启衡文化教育培训中心",
        "town": "梅岭街道",
        "category": Category.FEES,
        "subcategory": "E2",
        "description": "一次性收取6个月学费，涉及12名学员",
        "found_on": date(2023, 9, 12),
        "refunds": REFUND_STUDENTS,
        "address": "晋江市梅岭街道泉安路88号",
    }
    return desk.do(register_problem, "登记问题", **{**given, **values})


def move(desk: Desk, problem: Problem, key: str, **facts: Any) -> Problem:
    """One move with the usual facts."""
    return desk.do(move_problem, key, problem=problem.id, move=key, **{**FACTS[key], **facts})


def climbed(desk: Desk, problem: Problem, rung: Rung, **facts: Any) -> Escalation:
    """One step on the ladder with the usual facts."""
    known = ladder().rungs[rung]
    given = {
        "on": TODAY,
        "target": "梅岭街道办事处",
        "decided_by": "许文彬",
        "reason": "到期没有整改",
        "reply_by": date(2023, 10, 9) if known.reply else None,
        "number": "泉教督办〔2023〕3号" if known.sender else None,
    }
    return desk.do(climb, rung.value, problem=problem.id, rung=rung, **{**given, **facts})


def fill_gate(desk: Desk, problem: Problem) -> None:
    """All evidence the category asks for, and a complete check."""
    with desk.store.reading() as session:
        found = session.get_one(Problem, problem.id)
        needs = [(item.kind, item.needed(found.refunds)) for item in case_of(session, found).branch.evidence]
    for kind, count in needs:
        desk.do(
            add_evidence,
            "添加佐证",
            problem=problem.id,
            evidence_kind=kind,
            copies=count,
            name=f"{kind.value}.pdf",
            data=f"{kind.value} {problem.id} {found.round}".encode(),
        )
    desk.do(
        record_check,
        "核查",
        problem=problem.id,
        first_checker="林晓燕",
        second_checker="陈志远",
        first_card="350582001",
        second_card="350582002",
        conclusion=Conclusion.DONE,
    )


def bring_to(desk: Desk, problem: Problem, state: State) -> Problem:
    """Walk the main way to `state`, filling the gate when it is met."""
    now = reread(desk, problem)
    while now.state is not state:
        key = MAIN_MOVES[now.state]
        if key == "pass":
            fill_gate(desk, now)
        now = move(desk, now, key)
    return now


def reread(desk: Desk, problem: Problem) -> Problem:
    """The problem as stored."""
    with desk.store.reading() as session:
        return session.get_one(Problem, problem.id)
