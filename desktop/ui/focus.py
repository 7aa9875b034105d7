"""Where the keyboard goes when a page or a view is brought to the front.

Not a focus proxy: Qt lets Tab jump over everything that lies between an owner and its proxy, and stand still
where the proxy cannot be seen.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QLayout, QScrollArea, QSplitter, QWidget


class FocusTo(QObject):
    """Hands the keyboard on to `wanted()`; to the next control when that one cannot take it."""

    def __init__(self, owner: QWidget, wanted: Callable[[], QWidget]) -> None:
        super().__init__(owner)
        self._owner, self._wanted = owner, wanted
        owner.installEventFilter(self)

    def go(self) -> None:
        """Give the keyboard on now."""
        target = self._wanted()
        if not target.isVisibleTo(self._owner) or not target.isEnabled():
            target = first_stop(self._owner) or target
        target.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The owner itself was given the keyboard."""
        if watched is self._owner and event.type() == QEvent.Type.FocusIn:
            self.go()
        return super().eventFilter(watched, event)


def focus_on(owner: QWidget, target: QWidget | Callable[[], QWidget]) -> FocusTo:
    """From now on `owner.setFocus()` means `target`."""
    if isinstance(target, QWidget):
        return FocusTo(owner, lambda: target)
    return FocusTo(owner, target)


def step_focus(root: QWidget, onward: bool) -> bool:
    """Give the keyboard to the next control of `root` as they stand, or the one before; False without any.

    Qt's own chain goes by when a control was made: what is drawn anew for each record would come last.
    """
    here: QWidget | None = root.focusWidget()
    stops = [widget for widget in in_sight(root) if widget is here or can_stop(widget)]
    if not any(widget is not here for widget in stops):
        return False
    if here in stops:
        target = stops[(stops.index(here) + (1 if onward else -1)) % len(stops)]
    else:
        target = (_beside(here) if here is not None else None) or stops[0 if onward else -1]
    reason = Qt.FocusReason.TabFocusReason if onward else Qt.FocusReason.BacktabFocusReason
    target.setFocus(reason)
    _bring_in(target)
    return True


def _beside(gone: QWidget) -> QWidget | None:
    """The nearest control to one that was taken away."""
    above = gone.parentWidget()
    while above is not None:
        if above.isVisible() and (found := first_stop(above)) is not None:
            return found
        above = above.parentWidget()
    return None


@contextmanager
def keeping_keyboard(owner: QWidget) -> Iterator[None]:
    """What has the keyboard below `owner` may be drawn anew meanwhile: its like gets it, else what stands in
    its place, else `owner`.

    A little later: what is new in a layout is not shown at once, and a window behind keeps what is hidden.
    """
    window: QWidget = owner.window()
    here: QWidget | None = window.focusWidget()
    inside = here is not None and owner.isAncestorOf(here)
    likeness = _likeness(here) if here is not None else ()
    place = _place(owner, here) if inside and here is not None else None
    yield
    left: QWidget | None = window.focusWidget()

    def give_back() -> None:
        now: QWidget | None = window.focusWidget()
        if now is not None and (now is not left or (now is here and now.isVisibleTo(window))):
            return
        stops = [widget for widget in in_sight(owner) if can_stop(widget)]
        like = next((stop for stop in stops if _likeness(stop) == likeness), None)
        there = stops[min(place, len(stops) - 1)] if place is not None and stops else owner
        (like or there).setFocus()

    if inside:
        QTimer.singleShot(0, owner, give_back)


@contextmanager
def staying(owner: QWidget) -> Iterator[None]:
    """What has the keyboard below `owner` may be taken away meanwhile (a last row, a verb that no longer
    applies): then `owner` gets it instead of whatever Qt would take, which is the next control anywhere.

    A little later, after `keeping_keyboard` inside has had its turn.
    """
    had = has_keyboard(owner)
    yield
    left: QWidget | None = owner.window().focusWidget()

    def come_back() -> None:
        now: QWidget | None = owner.window().focusWidget()
        given = now is not None and now is not left and owner.isAncestorOf(now)
        if owner.isVisible() and not given and not has_keyboard(owner):
            owner.setFocus()

    if had:
        QTimer.singleShot(0, owner, come_back)


def has_keyboard(owner: QWidget) -> bool:
    """Whether the keyboard of the window is at something below `owner` that can use it."""
    here: QWidget | None = owner.window().focusWidget()
    return here is not None and owner.isAncestorOf(here) and here.isEnabled() and here.isVisibleTo(owner)


def _place(owner: QWidget, here: QWidget) -> int | None:
    stops = [widget for widget in in_sight(owner) if can_stop(widget)]
    return stops.index(here) if here in stops else None


def _likeness(widget: QWidget) -> tuple[object, ...]:
    return type(widget), widget.accessibleName(), getattr(widget, "text", str)()


def first_stop(*roots: QWidget) -> QWidget | None:
    """The first control below these, one after another, that Tab would reach."""
    return next((widget for root in roots for widget in in_sight(root) if can_stop(widget)), None)


def in_sight(root: QWidget) -> Iterator[QWidget]:
    """The visible widgets below `root`, as read: along the layouts, the rest by its place."""
    for child in _children(root):
        if child.isVisible() and not child.isWindow():
            yield child
            yield from in_sight(child)


def _children(root: QWidget) -> list[QWidget]:
    if isinstance(root, QSplitter):
        return [root.widget(place) for place in range(root.count())]
    layout: QLayout | None = root.layout()
    laid = list(_laid_out(layout)) if layout is not None else []
    every = [child for child in root.children() if isinstance(child, QWidget)]
    known = set(laid)
    rest = sorted((child for child in every if child not in known), key=lambda child: (child.y(), child.x()))
    return [*laid, *rest]


def _laid_out(layout: QLayout) -> Iterator[QWidget]:
    """Widgets of a layout in its order."""
    for place in range(layout.count()):
        item = layout.itemAt(place)
        assert item is not None
        widget: QWidget | None = item.widget()
        inner: QLayout | None = item.layout()
        if widget is not None:
            yield widget
        elif inner is not None:
            yield from _laid_out(inner)


def can_stop(widget: QWidget) -> bool:
    """Whether Tab would reach it; an area only when there is more than is seen and nothing in it to go to."""
    if isinstance(widget, QScrollArea):
        return widget.verticalScrollBar().maximum() > 0 and first_stop(widget) is None
    return (widget.isEnabled() and widget.focusProxy() is None
            and bool(widget.focusPolicy().value & Qt.FocusPolicy.TabFocus.value))


def _bring_in(widget: QWidget) -> None:
    above = widget.parentWidget()
    while above is not None:
        if isinstance(above, QScrollArea):
            above.ensureWidgetVisible(widget)
        above = above.parentWidget()
