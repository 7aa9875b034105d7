"""What can go wrong, split by who can mend it: the clerk, the machine, or us.

Every sentence is Chinese and complete: what happened and where (`what`), then what to do (`advice`).
"""

from collections.abc import Mapping


class Trouble(Exception):
    """A sentence for the clerk; nothing was saved."""

    def __init__(self, what: str, advice: str = "") -> None:
        super().__init__(f"{what}{advice}")
        self.what = what
        self.advice = advice

    @property
    def sentence(self) -> str:
        """`what` and `advice` as one text."""
        return f"{self.what}{self.advice}"


class UserError(Trouble):
    """The input or the moment does not allow it; `fields` maps attribute keys to the fault of each."""

    def __init__(self, what: str, advice: str = "", fields: Mapping[str, str] | None = None) -> None:
        super().__init__(what, advice)
        self.fields: dict[str, str] = dict(fields or {})


class NeedsConfirmation(Trouble):
    """Allowed, but to be asked first; run the operation again with `confirmed=True` after a yes."""


class StoreTrouble(Trouble):
    """The machine's trouble: database busy, disk full, folder read-only, file damaged or newer."""


class Cancelled(Exception):
    """The clerk pressed 取消; nothing was saved."""
