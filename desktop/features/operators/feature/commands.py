"""操作员 without a screen: registered, changed, 离岗 and 回岗."""

from argparse import ArgumentParser, Namespace

from desktop.base.command import Answer, Command
from desktop.base.errors import UserError
from desktop.features.operators.operations import come_back, leave_desk, save_operator
from desktop.store.desk import Desk
from desktop.store.operators import Operator, Role, find_operator


def _named(parser: ArgumentParser) -> None:
    parser.add_argument("name", metavar="姓名", help="操作员的姓名")


def _add_arguments(parser: ArgumentParser) -> None:
    _named(parser)
    parser.add_argument("--role", default=Role.WORKER.value, choices=[role.value for role in Role],
                        help="角色")


def _add(desk: Desk, given: Namespace) -> Answer:
    made = desk.do(save_operator, f"登记操作员{given.name}", name=given.name, role=Role(given.role))
    return _answer(made, f"已登记操作员{made.name}，角色：{made.role.value}。密码在窗口的“操作员”里设。")


def _role(desk: Desk, given: Namespace) -> Answer:
    found = _found(desk, given.name)
    made = desk.do(save_operator, f"{found.name}的角色改为{given.role}", name=found.name,
                   role=Role(given.role), row=found.id)
    return _answer(made, f"{made.name}的角色是{made.role.value}。")


def _leave(desk: Desk, given: Namespace) -> Answer:
    found = _found(desk, given.name)
    return _answer(desk.do(leave_desk, f"{found.name}离岗", row=found.id), f"{found.name}已离岗。")


def _back(desk: Desk, given: Namespace) -> Answer:
    found = _found(desk, given.name)
    return _answer(desk.do(come_back, f"{found.name}回岗", row=found.id), f"{found.name}已回岗。")


def _found(desk: Desk, name: str) -> Operator:
    with desk.store.reading() as session:
        found = find_operator(session, name)
    if found is None:
        raise UserError(f"操作员里没有“{name}”。", "用 list operators 看有谁。")
    return found


def _answer(found: Operator, words: str) -> Answer:
    return Answer({"name": found.name, "role": found.role.value, "locked": found.password is not None,
                   "left_on": found.left_on.isoformat() if found.left_on is not None else None}, [words])


COMMANDS = (Command(("operator", "add"), "登记操作员", _add_arguments, _add),
            Command(("operator", "role"), "改操作员的角色", _add_arguments, _role),
            Command(("operator", "leave"), "操作员离岗", _named, _leave),
            Command(("operator", "back"), "操作员回岗", _named, _back))
