"""Esc never loses text, a killed program leaves a draft: every dialog one can type into (peers.md 8.21)."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QPlainTextEdit, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from desktop.app.features import STREET
from desktop.base.fields import Field, Kind
from desktop.features.blanks.form import CellDialog
from desktop.features.blanks.form import NameDialog as BlankNameDialog
from desktop.features.blanks.operations import add_blank
from desktop.features.blanks.records import Blank, Source
from desktop.features.calendar.form import NoticeDialog, open_term
from desktop.features.complaints.form.intake import open_intake, open_paste
from desktop.features.complaints.form.moves import LimitDialog, MergeDialog
from desktop.features.complaints.form.moves import MoveDialog as ComplaintDialog
from desktop.features.complaints.records import Complaint
from desktop.features.documents.form import open_delivery
from desktop.features.documents.operations import issue, reserve_numbers
from desktop.features.documents.panels.numbers import ask_drop, open_by_hand, open_reservation
from desktop.features.documents.panels.wording import WordingWindow
from desktop.features.documents.queries import document, font_book, load_template
from desktop.features.documents.rules import blanks_missing
from desktop.features.filings import form as filing_forms
from desktop.features.filings.queries.sheets import sheet
from desktop.features.filings.rules import Sheet
from desktop.features.inspections.form.checklists import ItemDialog
from desktop.features.inspections.form.people import person_dialog
from desktop.features.institutions.form import charge_dialog, open_institution_form, site_dialog
from desktop.features.institutions.operations import save_institution
from desktop.features.lists.form import white
from desktop.features.lists.form.black import approval_dialog
from desktop.features.lists.form.credit import open_decision, receipt_dialog
from desktop.features.lists.operations.white import create_batch
from desktop.features.lists.records import ListBatch, ListEntry
from desktop.features.office.feature import OFFICE
from desktop.features.office.page import Beginnings, FirstStart, OfficePage
from desktop.features.problems.form.entry import open_problem_form
from desktop.features.problems.form.evidence import EvidenceDialog
from desktop.features.problems.form.ladder import StepDialog
from desktop.features.problems.form.many import ManyDialog
from desktop.features.problems.form.moves import MoveDialog, check_dialog
from desktop.features.problems.notices.papers import SUPERVISION, paper_of
from desktop.features.problems.records import Problem, Rung, State
from desktop.features.statutes.form import open_confirmation, open_statute
from desktop.features.statutes.operations import seed_statutes
from desktop.store.scratch import FormDraft, drafts
from desktop.ui import services as services_module
from desktop.ui.bulk_dialog import BulkDialog
from desktop.ui.dialogs import HIGHEST, AskDialog, ErrorDialog, FormDialog, Frame, typed_words
from desktop.ui.editors import Editor
from desktop.ui.focus import in_sight
from desktop.ui.record_actions import ask_reason, resume
from desktop.ui.services import Services
from desktop.ui.sign_in import SignInDialog
from desktop.ui.unlock import UnlockDialog
from desktop.ui.view_bar import NameDialog as ViewNameDialog
from tests.helpers import complaints
from tests.helpers.books import xlsx
from tests.helpers.desk import TOWNS, make_desk
from tests.helpers.lists import prepare
from tests.helpers.problems import bring_to, register
from tests.helpers.screens import settle
from tests.helpers.services import make_services

MONTH = "2023-09"
TYPED = "写了一半"


class County:
    """What the dialogs are about."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.desk = make_desk(folder)
        self.desk.do(seed_statutes, "法规")
        self.services = make_services(self.desk, folder, STREET)
        self.parent = QWidget()

    def institution(self) -> int:
        made = self.desk.do(save_institution, "登记", values={"name": "晋江市启明培训中心", "town": TOWNS[1]})
        return int(made.id)

    @cache  # noqa: B019 - a county lives as long as its test
    def problem(self, state: State = State.RECTIFYING) -> Problem:
        return bring_to(self.desk, register(self.desk), state)

    @cache  # noqa: B019
    def issued(self) -> int:
        """A paper given out."""
        made = self.problem()
        with self.desk.store.reading() as session:
            paper = paper_of(session, session.get_one(Problem, made.id), SUPERVISION, today=self.desk.today)
        empty = {blank.name: "见附件" for blank in blanks_missing(load_template(SUPERVISION), paper)}
        paper = replace(paper, values={**paper.values, **empty})
        return int(self.desk.do(issue, "签发", paper=paper, fonts=font_book()).id)

    def reserved(self) -> int:
        """A number kept for the paper book."""
        self.desk.do(reserve_numbers, "预留", series="责改", year=2023, first=1, last=1, reason="手写")
        return int(self.services.read(document, "晋教责改〔2023〕1号").id)

    def complaint(self, *moves: str) -> Complaint:
        case = complaints.register(self.desk)
        for key in moves:
            case = complaints.move(self.desk, case, key)
        return case

    def batch(self) -> ListBatch:
        made: ListBatch = self.desk.do(create_batch, "批次", name="2023年第一批")
        return made

    def entry(self) -> ListEntry:
        return prepare(self.desk, self.institution())

    def month(self) -> Sheet:
        return self.services.read(sheet, MONTH, self.desk.today)

    def blank(self) -> Blank:
        made: Blank = self.desk.do(add_blank, "空白表", name="月报", file_name="月报.xlsx",
                                   data=xlsx([["机构数", None]]))
        return made

    def book(self) -> Path:
        path = self.folder / "空表.xlsx"
        path.write_bytes(xlsx([["机构数", None]]))
        return path


def education(county: County) -> Any:
    return next(item for item in county.month().plan.recipients if item.candidates)


def fixed_text(county: County) -> CellDialog:
    dialog = CellDialog(county.services, county.blank(), "Sheet1", "B1", None, county.parent)
    dialog.source.set_value(Source.TEXT)
    return dialog


Opens = Callable[[County], Any]
NO_FORMS = ("放假通知", "第一次使用", "批量修改")
"""They have a height of their own."""
DRAFTED: dict[str, Opens] = {
    "机构": lambda c: open_institution_form(c.services, None, c.parent),
    "收费": lambda c: charge_dialog(c.services, c.institution(), None, c.parent).exec(),
    "教学点": lambda c: site_dialog(c.services, c.institution(), None, c.parent).exec(),
    "登记问题": lambda c: open_problem_form(c.services, None, c.parent),
    "申请销号": lambda c: MoveDialog(c.services, c.problem(), "apply", c.parent).exec(),
    "核查": lambda c: check_dialog(c.services, c.problem(State.CHECKING), c.parent).exec(),
    "佐证": lambda c: EvidenceDialog(c.services, c.problem(), c.parent).exec(),
    "批量改期": lambda c: ManyDialog(c.services, "extend", 2, c.parent).exec(),
    "送达": lambda c: open_delivery(c.services, c.issued(), c.parent),
    "手写文书": lambda c: open_by_hand(c.services, c.reserved(), c.parent),
    "新条文": lambda c: open_statute(c.services, None, c.parent),
    "核对条文": lambda c: open_confirmation(c.services, 1, c.parent),
    "校历": lambda c: open_term(c.services, None, c.parent),
    "报表数字": lambda c: filing_forms.number_dialog(c.services, c.month(), "cases", c.parent).exec(),
    "报表文字": lambda c: filing_forms.text_dialog(c.services, c.month(), "difficulties", c.parent).exec(),
    "签字栏": lambda c: filing_forms.signatures_dialog(c.services, c.month(), c.parent).exec(),
    "邮箱": lambda c: filing_forms.mailbox_dialog(c.services, education(c), c.parent).exec(),
    "报出": lambda c: filing_forms.sending_dialog(c.services, c.month(), education(c), None, c.parent).exec(),
    "更正说明": lambda c: filing_forms.correction_dialog(c.services, c.month(), c.parent).exec(),
    "单元格": lambda c: fixed_text(c).exec(),
    "督办一步": lambda c: StepDialog(c.services, c.problem(), Rung.INTERVIEW, c.parent).exec(),
    "投诉": lambda c: open_intake(c.services, c.parent),
    "工单文字": lambda c: open_paste(c.services, c.parent),
    "投诉核查": lambda c: ComplaintDialog(c.services, c.complaint("assign", "check"), "conclude",
                                     c.parent).exec(),
    "并案": lambda c: MergeDialog(c.services, c.complaint(), c.parent).exec(),
    "办理时限": lambda c: LimitDialog(c.services, c.parent).exec(),
    "检查人员": lambda c: person_dialog(c.services, None, c.parent).exec(),
    "检查项": lambda c: ItemDialog(c.services, None, "", c.parent).exec(),
    "白名单批次": lambda c: white.batch_dialog(c.services, c.parent).exec(),
    "公布": lambda c: white.publish_dialog(c.services, c.batch(), 1, c.parent).exec(),
    "移出": lambda c: white.removal_dialog(c.services, c.entry(), c.parent).exec(),
    "批准列入": lambda c: approval_dialog(c.services, c.entry(), c.parent).exec(),
    "归集": lambda c: receipt_dialog(c.services, [], None, c.parent).exec(),
    "处罚决定": lambda c: open_decision(c.services, None, c.parent),
}
"""Forms whose words are kept while they are typed."""

ASKING: dict[str, Opens] = {
    "作废原因": lambda c: ask_reason("作废问题", "作废原因", "作废", c.parent),
    "批量修改": lambda c: BulkDialog("2 家机构", {"notes": Field("备注", Kind.LONG)}, {}, c.parent).exec(),
    "视图名": lambda c: ViewNameDialog("存为视图", "存为视图", "", c.parent).exec(),
    "预留文号": lambda c: open_reservation(c.services, c.parent),
    "版头": lambda c: ask_drop(80, c.parent, lambda drop: None),
    "放假通知": lambda c: NoticeDialog(c.services, c.parent).exec(),
    "空白表名": lambda c: BlankNameDialog(c.services, c.book(), c.parent).exec(),
    "第一次使用": lambda c: FirstStart(c.folder, Beginnings(
        lambda office: None, lambda progress: None, lambda file, parent: True, lambda file, progress: None,
        lambda prepared, parent: False)).exec(),
}
"""Short answers and the first start: nothing is kept, but nothing goes without a word either."""


@pytest.fixture
def county(tmp_path: Path, qtbot: QtBot) -> Iterator[County]:
    made = County(tmp_path)
    qtbot.addWidget(made.parent)
    yield made
    made.services.tasks.wait()
    made.desk.store.close()


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[Frame]:
    """Dialogs are shown without waiting for an answer."""
    seen: list[Frame] = []

    def show(dialog: Frame) -> int:
        seen.append(dialog)
        dialog.show()
        return 0

    monkeypatch.setattr(Frame, "exec", show, raising=False)
    return seen


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Questions are answered by Esc: go on typing."""
    titles: list[str] = []

    def ask(dialog: AskDialog) -> str:
        titles.append(dialog.windowTitle())
        return ""

    monkeypatch.setattr(AskDialog, "ask", ask)
    return titles


def type_into(dialog: QWidget) -> str:
    """Write into the last box in sight that takes words; gives the words it holds then."""
    boxes = [box for box in typed_words(dialog) if box.isVisible() and box.isEnabled()]
    box = boxes[-1]
    if isinstance(box, QLineEdit):
        box.setText(f"{box.text()}{TYPED}" if box.maxLength() > 20 else "7")
    elif isinstance(box, QPlainTextEdit):
        box.setPlainText(f"{box.toPlainText()}{TYPED}")
    return typed_words(dialog)[box]


def kept(services: Services) -> list[FormDraft]:
    return services.read(drafts)


@pytest.mark.parametrize("name", [*DRAFTED, *ASKING])
def test_pain_21_esc_asks_before_text_is_lost(
        county: County, opened: list[Frame], asked: list[str], qtbot: QtBot, name: str) -> None:
    (DRAFTED | ASKING)[name](county)
    dialog = opened[-1]
    words = type_into(dialog)
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert asked == ["留作草稿吗" if name in DRAFTED else "放弃填写吗"]
    assert dialog.isVisible()
    assert words in typed_words(dialog).values()
    dialog.close()
    assert len(asked) == 2, "the window's cross asks as Esc does"
    assert dialog.isVisible()
    if name in DRAFTED:
        qtbot.waitUntil(lambda: bool(kept(county.services)), timeout=3000)
        (draft,) = kept(county.services)
        assert words in draft.texts.values(), "in the database already, should the program die now"
        led: list[str] = []
        county.services.opened.connect(lambda key, row, question: led.append(key))
        resume(county.services, draft, county.parent)
        assert led or len(opened) == 2, "今日 leads to the form or to its page"


@pytest.mark.parametrize("name", [*DRAFTED, *ASKING])
def test_nothing_typed_closes_without_a_question(
        county: County, opened: list[Frame], asked: list[str], qtbot: QtBot, name: str) -> None:
    (DRAFTED | ASKING)[name](county)
    qtbot.keyClick(opened[-1], Qt.Key.Key_Escape)
    assert not opened[-1].isVisible()
    assert (asked, kept(county.services)) == ([], [])


@pytest.mark.parametrize("name", [*DRAFTED, *ASKING])
def test_the_keyboard_starts_where_something_is_filled_in(
        county: County, opened: list[Frame], name: str) -> None:
    (DRAFTED | ASKING)[name](county)
    here = opened[-1].focusWidget()
    assert here is not None
    assert not isinstance(here, QAbstractButton), "a verb would be the first thing Enter does"


@pytest.mark.parametrize("name", ["送达", "报表文字", "佐证"])
def test_a_kept_draft_stands_in_the_form_again(
        county: County, opened: list[Frame], qtbot: QtBot, name: str) -> None:
    DRAFTED[name](county)
    words = type_into(opened[0])
    qtbot.waitUntil(lambda: bool(kept(county.services)), timeout=3000)
    opened[0].hide()
    DRAFTED[name](county)
    assert words in typed_words(opened[1]).values()


def test_no_dialog_goes_around_the_question() -> None:
    """Every dialog of the program is a Frame, and leaving one passes `may_close`."""
    around = {kind.__name__ for kind in every(Frame) if kind.__module__.startswith("desktop.")
              and {"may_close", "closeEvent", "keyPressEvent"} & set(kind.__dict__)}
    assert around == {FormDialog.__name__, SignInDialog.__name__, UnlockDialog.__name__}, \
        "a password typed is no work"


def every(kind: type) -> set[type]:
    return {below for child in kind.__subclasses__() for below in (child, *every(child))}


def test_wordings_are_kept_while_typed(county: County, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    window = WordingWindow(county.services, key="rectification")
    window.show()
    qtbot.waitUntil(lambda: not window._rendering, timeout=8000)
    changed = window.edit.toPlainText().replace("标题：责令限期", "标题：责令立即")
    window.edit.setPlainText(changed)
    qtbot.waitUntil(lambda: bool(kept(county.services)), timeout=3000)
    monkeypatch.setattr(AskDialog, "ask", lambda dialog: "keep")
    qtbot.waitUntil(lambda: not window._rendering, timeout=8000)
    window.close()
    again = WordingWindow(county.services, key="rectification")
    assert again.edit.toPlainText() == changed
    again.choose("supervision")
    again.choose("rectification")
    assert again.edit.toPlainText() == changed
    qtbot.waitUntil(lambda: not again._rendering, timeout=8000)
    again.save()
    assert kept(county.services) == []
    qtbot.waitUntil(lambda: not again._rendering, timeout=8000)
    again.close()


def test_the_office_is_kept_while_typed(county: County, qtbot: QtBot) -> None:
    page = OfficePage(county.services, OFFICE)
    qtbot.addWidget(page)
    page.show()
    page.fields.editors["address"].set_text("崇德路9号")
    qtbot.waitUntil(lambda: bool(kept(county.services)), timeout=3000)
    page.hide()
    again = OfficePage(county.services, OFFICE)
    qtbot.addWidget(again)
    again.show()
    assert again.fields.editors["address"].text() == "崇德路9号"
    assert again.dirty()
    again.save()
    assert (kept(county.services), again.dirty()) == ([], False)
    county.services.tasks.wait()


ROOM = 40
"""Px a form may be lower than its dialog has room for."""


@pytest.fixture
def crashes(monkeypatch: pytest.MonkeyPatch) -> list[BaseException]:
    """What nobody foresaw; sentences about what is missing are no crash."""
    found: list[BaseException] = []
    monkeypatch.setattr(services_module, "show_error", lambda parent, error, folder: found.append(error))
    monkeypatch.setattr(ErrorDialog, "exec", lambda dialog: 0)
    monkeypatch.setattr(AskDialog, "ask", lambda dialog: "")
    return found


def forms(opened: list[Frame]) -> FormDialog:
    dialog = opened[-1]
    assert isinstance(dialog, FormDialog)
    return dialog


@pytest.mark.parametrize("name", [*DRAFTED, *(name for name in ASKING if name not in NO_FORMS)])
def test_a_form_is_as_high_as_what_it_asks(county: County, opened: list[Frame], crashes: list[BaseException],
                                           name: str) -> None:
    """No empty ground below the fields; with its faults told it grows instead of hiding a field."""
    (DRAFTED | ASKING)[name](county)
    dialog = forms(opened)
    settle()
    for pressed in (False, True):
        if pressed:
            for box in typed_words(dialog):
                if box.isVisible() and isinstance(box, (QLineEdit, QPlainTextEdit)):
                    box.clear()
            next(iter(dialog.buttons.values())).click()
            settle()
        if not dialog.isVisible():
            continue
        area = dialog.findChild(QScrollArea)
        layout = dialog.form.layout()
        assert layout is not None
        most = min(HIGHEST, dialog.screen().availableGeometry().height() - 60)
        hidden = area.verticalScrollBar().maximum()
        assert hidden == 0 or dialog.height() >= most, (pressed, hidden, dialog.height())
        needed = layout.totalHeightForWidth(area.viewport().width()) if layout.hasHeightForWidth() else (
            dialog.form.sizeHint().height())
        assert pressed or area.viewport().height() - needed <= ROOM, (area.viewport().height(), needed)
    assert crashes == []


@pytest.mark.parametrize("name", DRAFTED)
def test_ctrl_s_saves_in_every_form_of_several_fields(county: County, opened: list[Frame], name: str) -> None:
    DRAFTED[name](county)
    dialog = forms(opened)
    fields = [part for part in in_sight(dialog.form) if isinstance(part, Editor)]
    verb = next(iter(dialog.buttons.values()))
    assert len(fields) < 2 or verb.key() == "Ctrl+S", [verb.text(), len(fields)]
