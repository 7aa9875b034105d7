"""The one window: pages made when first shown, the street as sidebar, undo, search, status."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication

from desktop.app.appearance import KEY, Look, choose, chosen
from desktop.app.badges import Badges
from desktop.app.helping import MENU, entries
from desktop.app.locking import Locking
from desktop.app.outputs import outputs_of
from desktop.app.warming import Warming
from desktop.base.clock import CHINA
from desktop.base.errors import Trouble
from desktop.base.later import later
from desktop.base.listing import Question
from desktop.base.marks import Tone
from desktop.base.sheets import ImportSpec
from desktop.features.office.queries import office
from desktop.store.desk import Desk
from desktop.store.newer import Unreadable
from desktop.ui.errors import show_error, show_trouble
from desktop.ui.feature import Feature, PageMaker, readable_features
from desktop.ui.latest import Latest
from desktop.ui.page import Page, ShutPage
from desktop.ui.services import Said, Services
from desktop.ui.shell import ShellWindow
from desktop.ui.shortcut_sheet import EVERYWHERE, KeyGroup, ShortcutSheet, working_keys
from desktop.ui.sidebar import Entry, Group
from desktop.ui.tasks import Task

if TYPE_CHECKING:
    from desktop.app.auto_backup import AutoBackup
    from desktop.store.encryption import Switch
    from desktop.store.restore import Prepared

TITLE = "校外培训治理台账"
REOPEN = 75
"""Exit code of the event loop: the data was replaced or another look chosen, open the window again."""
HINT = "机构、问题、文书号、曾用名、拼音首字母"
GROUPS = ("", "台账", "工作", "依据")
LETTERS = "ABCDEFGHIJKLMNOPQRST"
WIDTH, HEIGHT, FRAME = 1366, 736, 32
"""Pixels of the window at first, and of the system's own title bar."""
IMPORT = "import:"
HISTORY, TRASH = "history", "trash"


def _history() -> Callable[[Services], Page]:
    # Loaded when first opened.
    from desktop.ui.history_page import HistoryPage

    return HistoryPage


def _trash() -> Callable[[Services], Page]:
    # Loaded when first opened.
    from desktop.ui.trash_page import TrashPage

    return TrashPage


def _import_page() -> Callable[[Services, ImportSpec], Page]:
    # Loaded when first opened.
    from desktop.app.import_page import ImportPage

    return ImportPage


def _ledger_page() -> PageMaker:
    # Loaded when first opened.
    from desktop.ui.ledger_page import LedgerPage

    return LedgerPage


def _answer() -> Callable[..., Any]:
    # Loaded with the first search.
    from desktop.app.searching import answer

    return answer


def _faces_missing() -> list[str]:
    # Loaded some seconds after the start.
    from desktop.output.pdf.fonts import font_book

    return font_book().substitutes()


IMPORT_PAGE, LEDGER_PAGE, ANSWER = later(_import_page), later(_ledger_page), later(_answer)
OWN_PAGES = {HISTORY: later(_history), TRASH: later(_trash)}
"""Pages that belong to no subject."""


def groups_of(features: tuple[Feature, ...]) -> list[Group]:
    """The sidebar: 今日 first, then the groups, the street's order inside each."""
    made, letter = [], iter(LETTERS)
    for title in GROUPS:
        entries = [Entry(feature.key, feature.title, feature.icon, next(letter))
                   for feature in features if feature.group == title and feature.icon]
        if title == GROUPS[-1]:
            entries += [Entry(HISTORY, "历史", "undo", next(letter)),
                        Entry(TRASH, "已作废", "trash", next(letter))]
        made.append(Group(title, tuple(entries)))
    return [group for group in made if group.entries]


class Window(ShellWindow):
    """Assembles services and pages; holds nothing of a subject."""

    def __init__(self, desk: Desk, features: tuple[Feature, ...], settings: QSettings) -> None:
        with desk.store.reading() as session:
            facts = office(session)
        super().__init__(TITLE, facts.bureau, groups_of(features), HINT)
        self.desk = desk
        self.setProperty("closed", desk.closed)
        self.notice.tell(desk.store.closed)
        if desk.store.newer is not None:
            features = readable_features(features, desk.store.lacking())
        self.features = {feature.key: feature for feature in features}
        self.services = Services(desk, features, settings, outputs_of(desk), self)
        self._task: Task | None = None
        self.backups: AutoBackup | None = None
        self.restored: Prepared | None = None
        self.switch: Switch | None = None
        self.keys = desk.store.keys
        self.left = False
        self._dated = ""
        self.latest = Latest(self._answer, self)
        self.top.set_date(desk.today)
        self.top.set_operator(desk.by, desk.role.value)
        self.locking = Locking(self.services, TITLE, self)
        self.top.offer_choice(KEY, [look.value for look in Look], chosen(settings).value, self._wear)
        self.top.offer_menu(MENU, [("快捷键\tF1", self.help_requested.emit), *entries(self.services, self)])
        self.badges = Badges(self.services, self)
        self.warming: Warming | None = None
        self._connect()
        self._fit_screen()
        self.go(next(iter(key for key in ("overview", *self.features) if key in self.features)))
        if desk.closed:
            self.status.say("", desk.closed, Tone.GREY)

    def keep_warm(self) -> None:
        """From now on what the start left out is loaded, a little at a time."""
        self.warming = Warming(self)

    def keep_backups(self) -> None:
        """From now on daily backups, one before closing, and the last one's date in the status line."""
        # Not needed to show the window.
        from desktop.app.auto_backup import AutoBackup

        self.backups = AutoBackup(self.services, self)
        self.backups.dated.connect(self._show_date)
        self.backups.told.connect(lambda words, good: self.status.say(
            "备份", words, Tone.GREEN if good else Tone.AMBER))
        self.backups.start()

    def _show_date(self, words: str) -> None:
        self._dated = words
        self._place()

    def _replace(self, prepared: "Prepared") -> None:
        """Close the data, put the restored in its place, and leave the event loop to open it."""
        # Restores are rare.
        from desktop.store.restore import give_up, swap

        if self.services.shut():
            give_up(prepared)
            return
        self._wait()
        self.desk.store.close()
        try:
            swap(prepared, self.desk.store.clock)
        except Trouble as trouble:
            give_up(prepared)
            show_trouble(self, trouble)
            return
        self.restored, self.keys = prepared, prepared.keys
        self.hide()
        QApplication.exit(REOPEN)

    def change_operator(self) -> None:
        """Somebody else sits down: another window asks who is there."""
        if self._reopen("有工作正在进行，完成后再换人；要离开请按 Ctrl+L 锁屏。"):
            self.left = True

    def _wear(self, look: str) -> None:
        """Another look is worn by a new window on the same data."""
        if self._reopen("有工作正在进行，完成后再换外观。"):
            choose(self.services.settings, Look(look))

    def _reopen(self, busy: str) -> bool:
        """Leave the event loop for another window on the same data; False while something is going on."""
        page = self.current()
        if self.services.tasks.busy:
            self.services.say(busy, saved=False)
            return False
        if page is not None and not page.leave():
            return False
        self._wait()
        self.desk.store.close()
        self.hide()
        QApplication.exit(REOPEN)
        return True

    def _recode(self, switch: "Switch") -> None:
        """Another window opens after the data was encrypted or made plain."""
        if self._reopen("有工作正在进行，完成后再办。"):
            self.switch = switch

    def check_fonts(self) -> None:
        """Say which faces of official papers this PC does not have; nothing when it has them all."""
        def tell(sentences: list[str]) -> None:
            if sentences:
                words = f"缺 {len(sentences)} 种公文字体，已用附带的替代，详见“本单位”"
                self.status.say("字体", words, Tone.AMBER)

        self.services.run(lambda progress: _faces_missing(), "检查字体", tell, parent=self)

    def go(self, key: str, row: int | None = None, question: Question | None = None) -> None:
        """Bring a page to the front, make it when it is new; one record, or the rows a number counts."""
        current = self.current()
        if current is not None and self.page(key) is not current and not current.leave():
            return
        if self.page(key) is None:
            self.add_page(key, self._made(key))
        page = self.page(key)
        assert isinstance(page, Page)
        if question is not None:
            page.show_question(question)
        self.show_page(key)
        self.sidebar.select(self._entry(key))
        if row is not None:
            page.open_row(row)
        self._place()

    def _fit_screen(self) -> None:
        """As large as a small office screen, never beyond what this one leaves free for a window."""
        free = self.screen().availableGeometry().size()
        self.resize(min(WIDTH, free.width()), min(HEIGHT, free.height() - FRAME))

    def current(self) -> Page | None:
        """The page in front."""
        page = self.stack.currentWidget()
        return page if isinstance(page, Page) else None

    def _made(self, key: str) -> Page:
        try:
            made = self._make(key)
        except Unreadable as trouble:
            return ShutPage(self.services, trouble)
        made.placed.connect(self._place)
        made.unreadable.connect(lambda trouble: self.replace_page(key, ShutPage(self.services, trouble)),
                                Qt.ConnectionType.QueuedConnection)
        return made

    def _make(self, key: str) -> Page:
        if key.startswith(IMPORT):
            return IMPORT_PAGE(self.services, self._import_spec(key.removeprefix(IMPORT)))
        if key in OWN_PAGES:
            return OWN_PAGES[key](self.services)
        feature = self.features[key]
        return feature.page(self.services, feature) if feature.page else LEDGER_PAGE(self.services, feature)

    def _entry(self, key: str) -> str:
        """The sidebar's entry a page belongs to."""
        if not key.startswith(IMPORT):
            return key
        spec = self._import_spec(key.removeprefix(IMPORT))
        return next(feature.key for feature in self.features.values() if spec in feature.imports)

    def _import_spec(self, key: str) -> ImportSpec:
        return next(spec for feature in self.features.values() for spec in feature.imports if spec.key == key)

    def _connect(self) -> None:
        self.page_chosen.connect(self.go)
        self.services.opened.connect(self.go)
        self.services.replacing.connect(self._replace, Qt.ConnectionType.QueuedConnection)
        self.services.recoding.connect(self._recode, Qt.ConnectionType.QueuedConnection)
        self.services.said.connect(self._say)
        self.badges.counted.connect(self.sidebar.set_notes)
        self.badges.failed.connect(self._count_fault)
        self.services.tasks.showing.connect(self._show_task)
        self.services.tasks.idle.connect(self.status.progress_done)
        self.top.lock_wanted.connect(lambda: self.locking.lock())
        self.top.change_wanted.connect(self.change_operator)
        self.help_requested.connect(lambda: self.shortcut_sheet().exec())
        self.status.cancelled.connect(lambda: self._task.progress.cancel() if self._task else None)
        self.latest.answered.connect(lambda words, hits: self.top.search.set_hits(hits, words))
        self.latest.failed.connect(self._search_fault)
        self.top.search.searched.connect(self.latest.ask)
        self.top.search.opened.connect(self._open_hit)
        self._key("Ctrl+Z", lambda page: self.undo_last())
        self._key("Ctrl+H", lambda page: self.go(HISTORY))
        self._key("Ctrl+P", lambda page: page.print())

    def _key(self, keys: str, act: Callable[[Page], None]) -> None:
        def pressed() -> None:
            page = self.current()
            if page is not None:
                act(page)

        QShortcut(QKeySequence(keys), self, pressed)

    def shortcut_sheet(self) -> ShortcutSheet:
        """F1: the keys of the page in front, and those of the whole window."""
        page = self.current()
        entry = self._entry(next((key for key, made in self._pages.items() if made is page), ""))
        title = self.features[entry].title if entry in self.features else TITLE
        own = [KeyGroup("按钮", tuple(working_keys(page))), *page.keys()] if page is not None else []
        return ShortcutSheet(title, [*(group for group in own if group.keys), EVERYWHERE], self)

    def _answer(self, words: str) -> Any:
        return self.services.read(ANSWER, self.services.features, words, self.desk.today)

    def undo_last(self) -> None:
        """Ctrl+Z."""
        self.services.undo_last(self)

    def _search_fault(self, words: str, error: Exception) -> None:
        if isinstance(error, Trouble):
            self.top.search.set_fault(error.sentence, words)
        else:
            show_error(self, error, self.desk.store.folder)

    def _open_hit(self, key: str) -> None:
        # Loaded with the first search.
        from desktop.app.searching import target

        place = target(key)
        if place.row is not None:
            self.go(place.feature, place.row)
        else:
            self.go(place.feature, question=place.question)

    def _say(self, said: Said) -> None:
        if said.saved:
            tail = "，可按 Ctrl+Z 撤销" if said.act is not None and not said.words.startswith("撤销") else ""
            self.status.saved(said.words + tail, self.desk.store.clock.now().astimezone(CHINA))
        else:
            self.status.say("", said.words, Tone.GREY)
        self._place()

    def _place(self) -> None:
        page = self.current()
        words = (page.place_words() if page else "", self._dated)
        self.status.set_right("　　".join(part for part in words if part))

    def _count_fault(self, error: Exception) -> None:
        if isinstance(error, Trouble):
            self.services.say(error.sentence, saved=False)
        else:
            show_error(self, error, self.desk.store.folder)

    def _wait(self) -> None:
        """Until nothing is asked or at work any more."""
        self.latest.wait()
        self.badges.wait()
        if self.warming is not None:
            self.warming.wait()
        self.services.tasks.wait()

    def _show_task(self, task: Task) -> None:
        self._task = task
        self.status.progress(0, 0, task.words)
        task.progressed.connect(self.status.progress)

    def closeEvent(self, event: QCloseEvent) -> None:
        page = self.current()
        if page is not None and not page.leave():
            event.ignore()
            return
        if self.backups is not None and not self.backups.may_close():
            event.ignore()
            return
        self._wait()
        super().closeEvent(event)
