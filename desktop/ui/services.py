"""What every page is given: the desk, the one door for changes, long work, and the way to other pages."""

from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar

from PySide6.QtCore import QObject, QSettings, Signal
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from desktop.base.changes import Changes
from desktop.base.errors import Cancelled, Trouble
from desktop.base.listing import Listing, Question
from desktop.base.merging import Merge
from desktop.base.progress import Progress
from desktop.base.records import Record
from desktop.base.trail import Trail
from desktop.base.values import value_class
from desktop.store.desk import Desk
from desktop.store.disclosure import KIND, note_disclosure
from desktop.store.operators import Way
from desktop.store.undo import UNDO, size, undo
from desktop.ui.errors import ask, show_error, show_trouble
from desktop.ui.feature import Action, Feature, Panel, composed
from desktop.ui.outputs import Outputs
from desktop.ui.tasks import Task, Tasks

T = TypeVar("T")
MOST_AT_ONCE = 40
"""Records changed here and now; more go to the worker thread."""
DRAFT = "草稿"
"""`kind` of acts that keep what is being typed; Ctrl+Z passes over them."""


@value_class
class Said:
    """One sentence of the status line; `act` is the act Ctrl+Z would undo, if any."""

    words: str
    saved: bool = True
    act: int | None = None


class Services(QObject):
    """Shared by all pages of one window; holds no state of a subject."""

    changed = Signal(object)
    said = Signal(object)
    opened = Signal(str, object, object)
    replacing = Signal(object)
    """The data is to be replaced by what was prepared: the window closes it, and opens again."""
    recoding = Signal(object)
    """The data file is to be encrypted or made plain: the window closes it, and opens again."""
    _announced = Signal(object)

    def __init__(
        self,
        desk: Desk,
        features: tuple[Feature, ...],
        settings: QSettings,
        outputs: Outputs,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.desk = desk
        self.features = features
        self.settings = settings
        self.outputs = outputs
        self.tasks = Tasks(self)
        self.acts: list[Changes] = []
        self._undoing: set[int] = set()
        self._announced.connect(self._hear)
        desk.store.subscribe(self._announced.emit)

    @property
    def today(self) -> date:
        """The office's date."""
        return self.desk.today

    @property
    def closed(self) -> str:
        """Why nothing may be changed here; "" when it may."""
        return self.desk.closed

    def shut(self) -> bool:
        """True, and the reason said, when nothing may be changed here."""
        if self.closed:
            self.say(self.closed, saved=False)
        return bool(self.closed)

    def disclose(self, what: str, purpose: str, parent: QWidget, *, way: Way = Way.SCREEN) -> bool:
        """Write down that personal data of one record is shown; False when it may not be."""
        done = self.perform(note_disclosure, f"查看个人信息：{what}"[:200], parent=parent, kind=KIND,
                            done="已记下：显示了个人信息", way=way, what=what, rows=1,
                            purpose=purpose)
        return done is not None

    def read(self, question: Callable[..., T], *given: Any) -> T:
        """Ask the data: `question(session, *given)`."""
        with self.desk.store.reading() as session:
            return question(session, *given)

    def perform(
        self,
        operation: Callable[..., T],
        title: str,
        *,
        parent: QWidget,
        done: str = "",
        faults: Callable[[dict[str, str]], None] | None = None,
        kind: str = "",
        **given: Any,
    ) -> T | None:
        """The one door for a change, here and now. None when it was refused (the clerk has been told why).

        `done` is the sentence of the status line after the commit; `faults` receives the faulty fields.
        """
        try:
            result = self.desk.do_confirmed(
                operation, title, lambda words: ask(parent, title, words), kind=kind, **given
            )
        except Trouble as trouble:
            fields = getattr(trouble, "fields", {})
            if fields and faults is not None:
                faults(fields)
            else:
                show_trouble(parent, trouble)
            return None
        except Exception as error:  # noqa: BLE001 - the last stop: told to the clerk, logged, nothing saved
            show_error(parent, error, self.desk.store.folder)
            return None
        if result is not None:
            self.say(done or title)
        return result

    def run(
        self,
        work: Callable[[Progress], T],
        words: str,
        then: Callable[[T], None],
        *,
        parent: QWidget,
        failed: Callable[[], None] | None = None,
    ) -> Task:
        """Long work on the worker thread; `then(result)` in this one. Troubles are told here.

        Once `parent` is gone, a dialog that was closed meanwhile, nobody waits for the result any more.
        """
        def on_result(result: T) -> None:
            if isValid(parent):
                then(result)

        def on_failure(error: BaseException) -> None:
            if isinstance(error, Cancelled):
                self.say(f"{words}已取消，没有改动", saved=False)
            elif isinstance(error, Trouble):
                show_trouble(parent if isValid(parent) else None, error)
            else:
                show_error(parent if isValid(parent) else None, error, self.desk.store.folder)
            if failed is not None and isValid(parent):
                failed()

        return self.tasks.start(work, words, on_result, on_failure)

    def perform_long(
        self,
        operation: Callable[..., T],
        title: str,
        then: Callable[[T], None],
        *,
        parent: QWidget,
        done: str = "",
        failed: Callable[[], None] | None = None,
        kind: str = "",
        **given: Any,
    ) -> Task:
        """A change that takes long: `operation(session, by=, today=, progress=, **given)` on the worker."""

        def work(progress: Progress) -> T:
            return self.desk.do(operation, title, kind=kind, progress=progress, **given)

        def finished(result: T) -> None:
            self.say(done or title)
            then(result)

        return self.run(work, title, finished, parent=parent, failed=failed)

    def say(self, words: str, *, saved: bool = True) -> None:
        """A sentence in the status line."""
        undoable = saved and bool(self.acts) and self.acts[-1].kind != UNDO and not self.acts[-1].final
        self.said.emit(Said(words, saved, self.acts[-1].act if undoable else None))

    def undo_last(self, parent: QWidget) -> None:
        """Ctrl+Z: take back the newest act that is not taken back yet."""
        if not self.acts:
            self.say("没有可撤销的：打开程序以来还没有改动", saved=False)
            return
        last = self.acts[-1]

        def gone() -> None:
            self.acts = [changes for changes in self.acts if changes is not last and changes.kind != UNDO]

        self.take_back(last.act, f"撤销：{last.title}", gone, parent=parent)

    def take_back(self, act: int, title: str, then: Callable[[], None], *, parent: QWidget,
                  done: str = "") -> None:
        """Undo an act: here and now, or one of many rows on the worker; `then()` once it is undone."""
        if act in self._undoing:
            self.say("这一步正在撤销", saved=False)
        elif self.read(size, act) <= MOST_AT_ONCE:
            if self.perform(undo, title, parent=parent, done=done, kind=UNDO, act=act) is not None:
                then()
        else:
            self._undoing.add(act)

            def undone(_: object) -> None:
                self._undoing.discard(act)
                then()

            self.perform_long(undo, title, undone, parent=parent, done=done, kind=UNDO, act=act,
                              failed=lambda: self._undoing.discard(act))

    def open(self, feature: str, row: int | None = None, question: Question | None = None) -> None:
        """Go to a subject's page; to one record, or to the list a number counts."""
        self.opened.emit(feature, row, question)

    def listing(self, listing: Listing) -> Listing:
        """The listing with what other subjects add."""
        return composed(listing, self.features)

    def panels(self, record: type[Record]) -> list[Panel]:
        """Sections other subjects show on this record's card, in the street's order."""
        return [panel for feature in self.features for panel in feature.panels if panel.on is record]

    def trails(self, record: type[Record]) -> list[Trail]:
        """What every subject tells of the story of this record."""
        return [trail for feature in self.features for trail in feature.trails if trail.on is record]

    def actions(self, record: type[Record]) -> list[Action]:
        """Verbs other subjects offer on this record."""
        return [action for feature in self.features for action in feature.actions if action.on is record]

    def merges(self, record: type[Record]) -> list[Merge]:
        """How the subjects move their rows when two of these records become one."""
        return [merge for feature in self.features for merge in feature.merges if merge.on is record]

    def labels(self) -> dict[str, str]:
        """Names of facts kept as settings."""
        return {key: words for feature in self.features for key, words in feature.labels.items()}

    def feature_of(self, record: type[Record]) -> Feature | None:
        """The subject whose record this is."""
        return next((feature for feature in self.features if record in feature.records), None)

    def confirm(self, parent: QWidget, title: str, words: str) -> bool:
        """Ask; True for yes."""
        return ask(parent, title, words)

    def _hear(self, changes: Changes) -> None:
        if changes.rows and changes.kind not in (DRAFT, KIND):
            self.acts.append(changes)
        self.changed.emit(changes)
