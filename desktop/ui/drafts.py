"""Half-filled forms: kept while she types, so that neither Esc nor a power cut loses a word.

Only what differs from the form's first words is kept, outside the journal. Opening the form again brings it
back; saving or giving up takes it away.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, QTimer

from desktop.base.clock import CHINA
from desktop.base.errors import StoreTrouble
from desktop.base.records import Record
from desktop.store.scratch import DRAFT, FormDraft, draft, draft_value
from desktop.ui.dialogs import AskDialog, FormDialog
from desktop.ui.editors import Editor
from desktop.ui.services import Services

PAUSE_MS = 400
KEEP, DROP = "keep", "drop"
QUESTION = "填写的内容还没有保存。留作草稿，下次打开这张表接着填，“今日”的“没写完的”里也找得到。"
ALL_ROWS = 0
"""Id in `about` of a form that belongs to a list, not to one record of it."""


def draft_of(title: str, record: type[Record], row: int | None, form: str,
             about: tuple[str, int] | None = None) -> FormDraft:
    """The draft of one form: `form` tells forms of the same record apart."""
    place = f"{about[0]}:{about[1]}" if about else ""
    key = f"{DRAFT}{record.__tablename__}:{row or 'new'}:{form}:{place}"
    return FormDraft(key, title, record.__tablename__, row, {}, about)


class WordsKeeper(QObject):
    """Keeps the words of a page or a window: `read` gives them, `write` puts a draft's words back."""

    def __init__(self, parent: QObject, services: Services, identity: FormDraft,
                 read: Callable[[], dict[str, str]], write: Callable[[Mapping[str, str]], None]) -> None:
        super().__init__(parent)
        self.services, self.identity = services, identity
        self._read, self._write = read, write
        self._first: dict[str, str] | None = None
        self._stored = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAUSE_MS)
        self._timer.timeout.connect(partial(self.keep, patient=False))

    def start(self) -> str:
        """From now on the words are compared with these; a draft is put back: when it was kept, else ""."""
        self._first = self._read()
        found = self.services.read(draft, self.identity.key)
        if found is None:
            return ""
        self._write(found.texts)
        self._stored = True
        at = found.at.astimezone(CHINA) if found.at is not None else None
        return f"{at.month}月{at.day}日 {at:%H:%M} " if at is not None else " "

    def keep(self, *, patient: bool = True) -> None:
        """Store the words now; while a long act is writing, a moment later."""
        self._timer.stop()
        texts = self.changed()
        if not texts and not self._stored:
            return
        value = draft_value(replace(self.identity, texts=texts)) if texts else None
        told = bool(texts) != self._stored
        try:
            self.services.desk.store.keep(self.identity.key, value, patient=patient, told=told)
        except StoreTrouble:
            if patient:
                raise
            self._timer.start()
            return
        self._stored = bool(texts)

    def done(self) -> None:
        """Saved or given up: no draft any more."""
        self._timer.stop()
        if self._stored:
            self.services.desk.store.keep(self.identity.key, None, told=True)
            self._stored = False

    def forget(self) -> None:
        """Put the first words in place of the draft's."""
        self._write(self._first or {})
        self.done()

    def changed(self) -> dict[str, str]:
        """The words that differ from the first ones."""
        first = self._first or {}
        return {key: words for key, words in self._read().items() if words != first.get(key, "")}

    def typed(self) -> None:
        """Something was typed: kept after a short pause."""
        if self._first is not None:
            self._timer.start()


class FormKeeper(WordsKeeper):
    """Keeps the words of a dialog's editors; the dialog calls `begin`, `may_close` and `done`."""

    def __init__(self, dialog: FormDialog, services: Services, identity: FormDraft,
                 editors: Mapping[str, Editor]) -> None:
        def read() -> dict[str, str]:
            return {key: editor.text() for key, editor in editors.items()}

        def write(texts: Mapping[str, str]) -> None:
            for key, words in texts.items():
                if key in editors:
                    editors[key].set_text(words)

        super().__init__(dialog, services, identity, read, write)
        self._dialog = dialog
        for editor in editors.values():
            editor.changed.connect(self.typed)
        dialog.keeper = self

    def begin(self) -> None:
        """The form is shown: a draft is put back."""
        if self._first is None and (when := self.start()):
            self._dialog.show_note(f"接着 {when}没写完的内容填。", "不要草稿", self.forget)

    def may_close(self) -> bool:
        """Nothing typed, or she said what becomes of it; False keeps the form open."""
        if self._first is None or not self.changed():
            self.done()
            return True
        answer = AskDialog("留作草稿吗", QUESTION, [(KEEP, "留作草稿"), (DROP, "放弃填写")],
                           self._dialog).ask()
        if answer == KEEP:
            self.keep()
            self.services.say(f"已留作草稿：{self.identity.title}", saved=False)
        elif answer == DROP:
            self.done()
        return bool(answer)

    def forget(self) -> None:
        """Put the stored words in place of the draft's."""
        super().forget()
        self._dialog.show_note("")


def keep_form(dialog: FormDialog, services: Services, editors: Mapping[str, Editor], record: type[Record],
              form: str, about: tuple[str, int]) -> FormKeeper:
    """A draft for a dialog about a record of `about` (table, id; ALL_ROWS: a list), named by its title."""
    return FormKeeper(dialog, services, draft_of(dialog.windowTitle(), record, None, form, about), editors)
