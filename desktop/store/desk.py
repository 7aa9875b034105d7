"""The desk a command or a button works at: the opened store, who sits there, and today."""

from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar

from desktop.base.errors import NeedsConfirmation, UserError
from desktop.base.values import value_class
from desktop.store.operators import Role, own_name
from desktop.store.store import Store

T = TypeVar("T")


@value_class
class Desk:
    """What an operation needs besides its own arguments; no Qt, shared by window and command line."""

    store: Store
    by: str
    role: Role = Role.WORKER

    @property
    def closed(self) -> str:
        """Why nothing may be changed from this desk; "" when it may. The writing door refuses on its own."""
        return self.store.closed or self.looks

    @property
    def looks(self) -> str:
        """Why who sits here may only look, whatever the data; "" when he may more."""
        words = f"{own_name(self.by)}的角色是“查看”，只能看，不能改动"
        return words if self.role is Role.VIEWER else ""

    def need_trusted(self) -> None:
        """UserError for who may only look, at work on the whole data that changes none of it (备份、交接)."""
        if self.looks:
            raise UserError(f"没有办理：{self.looks}。", "请由经办或审核的操作员办理。")

    def need_open(self) -> None:
        """Trouble at a desk where nothing may be changed, for work that goes past the writing door."""
        self.store.need_known()
        self.need_trusted()

    @property
    def today(self) -> date:
        """The office's date."""
        return self.store.clock.today()

    def do(self, operation: Callable[..., T], title: str, *, kind: str = "", **given: Any) -> T:
        """Run an operation through the one door, in this thread; `title` is the act in the clerk's words."""
        return self.store.perform(operation, title=title, by=self.by, kind=kind, **given)

    def do_confirmed(self, operation: Callable[..., T], title: str, ask: Callable[[str], bool],
                     *, kind: str = "", **given: Any) -> T | None:
        """Like `do`; a `NeedsConfirmation` is put to `ask`, a yes runs it again with `confirmed=True`."""
        try:
            return self.do(operation, title, kind=kind, **given)
        except NeedsConfirmation as question:
            if not ask(question.sentence):
                return None
            return self.do(operation, title, kind=kind, confirmed=True, **given)
