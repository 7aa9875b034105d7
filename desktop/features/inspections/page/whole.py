"""检查 on the screen: the list of plans and visits, the card with what can be done next."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QPoint
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QMenu, QWidget
from sqlalchemy.orm import Session

from desktop.base.records import Record
from desktop.features.inspections.form.checklists import ChecklistWindow
from desktop.features.inspections.form.communities import CommunitiesWindow
from desktop.features.inspections.form.many import CleanDialog
from desktop.features.inspections.form.papers import DOCX, XLSX, ask_daybook, give_record
from desktop.features.inspections.form.people import PeopleWindow
from desktop.features.inspections.form.photos import PhotosWindow, choose_photos, keep_photos, open_photo
from desktop.features.inspections.form.results import ResultDialog
from desktop.features.inspections.form.visits import RECORD, VisitDialog, is_open
from desktop.features.inspections.operations.moves import move_visit
from desktop.features.inspections.panels.draws import DrawsDialog, open_draw_form
from desktop.features.inspections.panels.sections import ADD_PHOTOS, PHOTO, card_head, card_sections
from desktop.features.inspections.panels.sections import RECORD as RECORD_LINK
from desktop.features.inspections.queries.people import inspectors
from desktop.features.inspections.records.visits import SiteKind, Visit, VisitKind, VisitState
from desktop.features.inspections.rules.visits import WORKFLOW
from desktop.ui.buttons import Button, PrimaryButton
from desktop.ui.chips import Chip
from desktop.ui.feature import Feature
from desktop.ui.incoming import folders_words, has_files, incoming_files
from desktop.ui.ledger_card import LedgerCard
from desktop.ui.ledger_frame import VOIDED
from desktop.ui.ledger_page import LedgerPage
from desktop.ui.record_actions import ask_reason
from desktop.ui.sections import CardHead, Section
from desktop.ui.services import Services

REASONS = {"closed_door": "未检查到的原因，例如：关门、已搬走", "cancel": "取消的原因",
           "reopen": "退回的原因，例如：结果记错"}
MENUS = {"检查方式": "way:", "镇街": "visit-town:"}


class VisitCard(LedgerCard):
    """One visit; its primary verb is what comes next. Photos may be dropped on it."""

    def __init__(self, services: Services, feature: Feature, listing: Any) -> None:
        super().__init__(services, feature, listing)
        self.setAcceptDrops(True)

    def head(self, session: Session, found: Any) -> CardHead:
        """Object, number, state and result."""
        return card_head(found)

    def sections(self, session: Session, found: Any) -> list[Section]:
        """What was planned and found."""
        return card_sections(session, found, self.services.today)

    def menu(self, found: Any) -> QMenu:
        """The moves that start here, papers and photos, before the verbs every record has."""
        menu = super().menu(found)
        first = menu.actions()[0]
        moves = [key for key in WORKFLOW.from_state(found.state) if key != "done"]
        for key in moves:
            menu.insertAction(first, menu.addAction(f"{WORKFLOW.moves[key].label}…",
                                                    lambda key=key: self.make_move(key)))
        change = [("改结果…", self.record_result)] if found.state is VisitState.DONE else []
        papers = [*change, ("照片…", self.photos),
                  ("检查记录表存为 Excel…", lambda: give_record(self.services, found, self, XLSX)),
                  ("检查记录表存为 Word…", lambda: give_record(self.services, found, self, DOCX))]
        for words, act in papers:
            menu.insertAction(first, menu.addAction(words, act))
        return menu

    def _show_verbs(self, found: Record) -> None:
        assert isinstance(found, Visit)
        if found.voided:
            super()._show_verbs(found)
            return
        self.clear_actions()
        edit = Button("修改", writes=True) if is_open(found) else PrimaryButton("修改")
        if is_open(found):
            record = PrimaryButton("记结果")
            record.setToolTip("写检查人员、检查项和结果")
            record.clicked.connect(self.record_result)
            self.add_action(record)
        edit.set_key_cap("F2")
        edit.clicked.connect(self.edit)
        self.add_action(edit)
        paper = Button("记录表")
        blank = "" if found.state is VisitState.DONE else "空白的，带去现场填"
        paper.setToolTip("，".join(part for part in ("现场检查记录表", blank) if part))
        paper.clicked.connect(lambda: give_record(self.services, found, self))
        self.add_action(paper)
        more = Button("办理", arrow=True, writes=True)
        more.setMenu(self.menu(found))
        self.add_action(more, right=True)

    def visit(self) -> Visit | None:
        """The visit shown."""
        row = self.row
        return self.services.read(lambda session: session.get(Visit, row)) if row is not None else None

    def record_result(self) -> None:
        """Enter the result, or correct it."""
        found = self.visit()
        if found is not None and (is_open(found) or found.state is VisitState.DONE) and not found.voided:
            ResultDialog(self.services, found, self).exec()

    def photos(self) -> None:
        """The window of photos."""
        found = self.visit()
        if found is not None:
            PhotosWindow(self.services, found, self).exec()

    def make_move(self, key: str) -> None:
        """A move; asks for the reason where one is needed."""
        found, move = self.visit(), WORKFLOW.moves[key]
        if found is None:
            return
        given: dict[str, Any] = {}
        if key in REASONS:
            given["reason"] = ask_reason(move.label, REASONS[key], move.label, self)
            if not given["reason"]:
                return
        else:
            given["on"] = self.services.today
        self.services.perform(move_visit, f"{found.title()}{move.label}", parent=self, visit=found.id,
                              move=key, done=f"{found.subject}：{move.target.value}", **given)

    def _follow_link(self, key: str) -> None:
        found = self.visit()
        if key == RECORD_LINK:
            self.record_result()
        elif key == ADD_PHOTOS and found is not None:
            choose_photos(self.services, found, self)
        elif key.startswith(PHOTO):
            open_photo(self.services, int(key.removeprefix(PHOTO)), self)
        else:
            super()._follow_link(key)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files are welcome."""
        if self.row is not None and has_files(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Keep the dropped files with the visit."""
        found, now = self.visit(), self.services.desk.store.clock.now()
        paths = incoming_files(event.mimeData(), now)
        if found is not None and paths:
            event.acceptProposedAction()
            keep_photos(self.services, found, paths, self)
        if folders := folders_words(event.mimeData()):
            self.services.say(folders, saved=False)


class VisitsPage(LedgerPage):
    """Plans and visits, the latest first; kinds and towns in menus of their own."""

    views_above = False
    empty_what = "还没有检查。"
    empty_todo = "先在“更多”里登记检查人员和执法证号，再按“新增检查”登记计划或结果。"
    empty_verb = "新增检查"

    def __init__(self, services: Services, feature: Feature) -> None:
        self.menus = {name: Chip(name, name, arrow=True) for name in MENUS}
        super().__init__(services, feature)
        for name, chip in self.menus.items():
            self.chips.add_tail(chip)
            chip.clicked.connect(lambda checked=False, name=name, chip=chip: self._open_menu(name, chip))
        self._show_chips()

    def _show_chips(self) -> None:
        shown = [item for item in self.listing.filters if not item.key.startswith(tuple(MENUS.values()))]
        self.chips.set_chips([*(Chip(item.key, item.label) for item in shown), Chip(VOIDED, "已作废")])

    def make_card(self) -> VisitCard:
        return VisitCard(self.services, self.feature, self.listing)

    def add_actions(self) -> None:
        self.more = Button("更多", arrow=True)
        self.more.setMenu(self._more_menu())
        self.add_list_actions()
        self.head.add_action(self.more)
        clean = Button("批量无问题", writes=True)
        clean.setToolTip("一次登记几家没有问题的检查")
        clean.clicked.connect(self.clean)
        self.head.add_action(clean)
        adding = PrimaryButton("新增检查", icon="plus", key="Ctrl+N")
        adding.clicked.connect(self.new)
        self.head.add_action(adding)

    def _more_menu(self) -> QMenu:
        menu = QMenu(self)
        menu.addAction("随机抽取…", lambda: open_draw_form(self.services, self))
        menu.addAction("抽取记录…", lambda: DrawsDialog(self.services, self).exec())
        menu.addSeparator()
        menu.addAction("日工作台账…", lambda: ask_daybook(self.services, self._day(), self))
        menu.addAction("无人巡查的社区…", self.communities)
        menu.addSeparator()
        if self.feature.imports:
            key = f"import:{self.feature.imports[0].key}"
            menu.addAction("导入检查记录…", lambda: self.services.open(key))
        menu.addAction("检查人员…", lambda: PeopleWindow(self.services, self).exec())
        menu.addAction("检查清单…", lambda: ChecklistWindow(self.services, self).exec())
        return menu

    def _day(self) -> Any:
        """The day of the current row, else today."""
        row = self.table.current_id()
        found = self.services.read(lambda session: session.get(Visit, row)) if row else None
        return found.on if found is not None else self.services.today

    def clean(self) -> None:
        """Ten clean visits at once; who may go must be known first."""
        if self._people_known():
            CleanDialog(self.services, self).exec()

    def _people_known(self) -> bool:
        if self.services.read(inspectors):
            return True
        PeopleWindow(self.services, self).exec()
        return bool(self.services.read(inspectors))

    def new(self) -> None:
        open_visit_form(self.services, None, self)

    def communities(self) -> None:
        """Communities nobody went to; a patrol of one may be entered."""
        window = CommunitiesWindow(self.services, self)
        if window.exec() and window.community is not None:
            place = window.community
            open_visit_form(self.services, None, self, {
                Visit.way.key: VisitKind.PATROL, Visit.subject.key: place.community,
                Visit.site_kind.key: SiteKind.HOUSING, Visit.town.key: place.town or None,
                Visit.community.key: place.community, Visit.grid_person.key: place.grid_person,
                Visit.keeper.key: place.keeper})

    def parts(self) -> Sequence[Callable[[], None]]:
        return self._chips_again, *super().parts(), self._name_chosen

    def _chips_again(self) -> None:
        fresh = self.services.listing(self.feature.listings[0])
        whole = self.services.read(fresh.with_data)
        if [item.key for item in whole.filters] != [item.key for item in self.listing.filters]:
            self.listing = self.source.listing = whole
            self._show_chips()

    def _name_chosen(self) -> None:
        for name, chip in self.menus.items():
            chosen = [item.label for item in self._choices(name)
                      if item.key in self.source.question.filters]
            chip.set_word(f"{name} {len(chosen)} 个" if len(chosen) > 1 else next(iter(chosen), name))

    def _choices(self, name: str) -> list[Any]:
        return [item for item in self.listing.filters if item.key.startswith(MENUS[name])]

    def _open_menu(self, name: str, chip: Chip) -> None:
        menu = self.choice_menu(name)
        menu.exec(chip.mapToGlobal(QPoint(0, chip.height())))
        menu.deleteLater()

    def choice_menu(self, name: str) -> QMenu:
        """One entry per kind or town that can be ticked."""
        menu, filters = QMenu(self), self.source.question.filters
        for item in self._choices(name):
            action = menu.addAction(item.label)
            action.setCheckable(True)
            action.setChecked(item.key in filters)
            action.triggered.connect(lambda on, key=item.key: self._chip(key, on))
        return menu


def open_visit_form(services: Services, row: int | None, parent: QWidget,
                    start: Mapping[str, Any] | None = None) -> None:
    """新增检查 (`row` None) or 修改; 保存并记结果 goes on to the result."""
    found = services.read(lambda session: session.get(Visit, row)) if row is not None else None
    dialog = VisitDialog(services, found, parent, start)
    if dialog.exec() and dialog.chosen == RECORD and dialog.saved is not None:
        ResultDialog(services, dialog.saved, parent).exec()
