"""操作员: who may sit down, their 替班 and passwords; behind it what was shown in full."""

from dataclasses import replace
from typing import Any

from PySide6.QtWidgets import QMenu
from sqlalchemy.orm import Session

from desktop.base.listing import Question
from desktop.base.marks import Tone
from desktop.base.records import Record
from desktop.features.operators.form import (
    open_drop,
    open_idle,
    open_password,
    open_stand_in,
)
from desktop.features.operators.listing import DISCLOSURES, OPERATORS
from desktop.features.operators.operations import come_back, end_stand_in, leave_desk
from desktop.features.operators.queries import stand_ins
from desktop.store.operators import Disclosure, Operator, StandIn, own_name
from desktop.ui.buttons import Button, PrimaryButton, Segments
from desktop.ui.feature import Feature
from desktop.ui.ledger_card import LedgerCard, facts_of
from desktop.ui.ledger_page import LedgerPage
from desktop.ui.sections import CardHead, Item, Section
from desktop.ui.services import Services
from desktop.ui.views_page import ViewsPage

END = "end:"
WHO, SHOWN = "who", "shown"
VIEWS = ((WHO, "操作员"), (SHOWN, "个人信息查看记录"))
LEAVE_WORDS = "离岗后不能再登录办理，办过的事仍记在这个人名下；回来时再按“回岗”。"


class OperatorCard(LedgerCard):
    """Role and password, 替班 with a link that ends it, the history."""

    def head(self, session: Session, found: Any) -> CardHead:
        here = "（现在）" if found.name == own_name(self.services.desk.by) else ""
        state = ("离岗", Tone.GREY) if found.left_on is not None else ("在岗", Tone.GREEN)
        return CardHead(f"{found.name}{here}", "", (state, (found.role.value, Tone.BLUE)))

    def sections(self, session: Session, found: Any) -> list[Section]:
        names = {item.id: item.name for item in session.query(Operator)}
        rows = tuple(self._stand_in(item, names) for item in stand_ins(session, found.id,
                                                                       self.services.today))
        facts = facts_of(found, (Operator.role, Operator.password_on, Operator.left_on))
        return [Section("facts", "基本", rows=tuple(facts)),
                Section("stand_ins", "替班", len(rows), rows, empty="没有替班。")]

    def _stand_in(self, item: StandIn, names: dict[int, str]) -> Item:
        now = item.first <= self.services.today <= item.last
        days = f"{item.first.isoformat()} 至 {item.last.isoformat()}"
        words = f"{names[item.operator_id]}替{names[item.for_id]}，{days}，{item.reason}"
        return Item(words, link=f"{END}{item.id}", link_text="结束", words="现在" if now else "以后",
                    tone=Tone.BLUE if now else Tone.GREY)

    def _follow_link(self, key: str) -> None:
        if key.startswith(END):
            if self.services.confirm(self, "结束替班", "从今天起，他办理时只记自己的名字。"):
                self.services.perform(end_stand_in, "结束替班", parent=self, row=int(key.removeprefix(END)))
            return
        super()._follow_link(key)

    def _show_verbs(self, found: Record) -> None:
        assert isinstance(found, Operator)
        self.clear_actions()
        row = found.id
        if found.left_on is not None:
            back = PrimaryButton("回岗")
            back.clicked.connect(lambda: self.services.perform(
                come_back, f"{found.name}回岗", parent=self, row=row))
            self.add_action(back)
            return
        change = PrimaryButton("改密码…" if found.password else "设密码…", icon="lock")
        change.clicked.connect(lambda: open_password(self.services, row, self))
        self.add_action(change)
        standing = Button("替班…", writes=True)
        standing.clicked.connect(lambda: open_stand_in(self.services, row, self))
        self.add_action(standing)
        more, menu = Button("办理", arrow=True, writes=True), QMenu(self)
        menu.addAction("改姓名、角色…\tF2", self.edit)
        if found.password is not None:
            menu.addAction("取消密码…", lambda: open_drop(self.services, row, self))
        menu.addAction("离岗…", lambda: self._leave(found))
        more.setMenu(menu)
        self.add_action(more, right=True)

    def _leave(self, found: Operator) -> None:
        if self.services.confirm(self, f"{found.name}离岗", LEAVE_WORDS):
            self.services.perform(leave_desk, f"{found.name}离岗", parent=self, row=found.id)


class OperatorList(LedgerPage):
    """Everybody who may sit down or ever might."""

    empty_what = "还没有登记操作员。"
    empty_todo = "一个人用可以不登记；几个人用，或要设密码、锁屏，按“新增操作员”。"

    def __init__(self, services: Services, feature: Feature) -> None:
        super().__init__(services, replace(feature, records=(Operator, StandIn)), OPERATORS)
        self.head.set_title(feature.title)
        self.turns = Segments(VIEWS, WHO)
        self.head.add_slot(self.turns)

    def make_card(self) -> LedgerCard:
        return OperatorCard(self.services, self.feature, self.listing)

    def add_actions(self) -> None:
        locking = Button("自动锁屏…", icon="lock", writes=True)
        locking.clicked.connect(lambda: open_idle(self.services, self))
        self.head.add_action(locking)
        super().add_actions()


class DisclosureList(LedgerPage):
    """What was shown in full: to be read and exported, never changed."""

    empty_what = "还没有显示或导出过完整的个人信息。"
    empty_todo = "电话、证件号、账号平时遮住；点“显示”或带用途导出时记在这里。"

    def __init__(self, services: Services, feature: Feature) -> None:
        super().__init__(services, replace(feature, records=(Disclosure,)), DISCLOSURES)
        self.head.set_title(feature.title)
        self.turns = Segments(VIEWS, SHOWN)
        self.head.add_slot(self.turns)

    def make_card(self) -> LedgerCard:
        return DisclosureCard(self.services, self.feature, self.listing)

    def can_add(self) -> bool:
        return False


class OperatorsPage(ViewsPage):
    """The operators first."""

    def __init__(self, services: Services, feature: Feature) -> None:
        super().__init__(services)
        self.who = OperatorList(services, feature)
        self.shown = DisclosureList(services, feature)
        self.add_view(WHO, self.who, self.who.turns)
        self.add_view(SHOWN, self.shown, self.shown.turns)

    def open_row(self, row: int) -> None:
        """An operator."""
        self.show_view(WHO)
        self.who.open_row(row)

    def show_question(self, question: Question) -> None:
        self.show_view(WHO)
        self.who.show_question(question)


class DisclosureCard(LedgerCard):
    """One entry; no verbs."""

    def head(self, session: Session, found: Any) -> CardHead:
        return CardHead(found.what, "", ((found.way.value, Tone.BLUE),))

    def sections(self, session: Session, found: Any) -> list[Section]:
        facts = facts_of(found, (Disclosure.on, Disclosure.by, Disclosure.rows, Disclosure.purpose))
        return [Section("facts", "基本", rows=tuple(facts))]

    def edit(self) -> None:
        """Nothing here is changed."""

    def _show_verbs(self, found: Record) -> None:
        self.clear_actions()
