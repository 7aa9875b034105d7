"""How wide the columns of a table stand: what their contents need, within the room there is. Any unit."""

from collections.abc import Callable, Sequence

from desktop.base.values import value_class


@value_class
class Need:
    """What one column asks for.

    `declared`: its width in an ideal table. `least`: below it words break badly. `full`: nothing in it is cut
    or broken. `roomy`: it takes the room nobody needs.
    """

    declared: float
    least: float
    full: float
    roomy: bool = False


def shared_out(needs: Sequence[Need], room: float) -> list[float]:
    """A width for each column that together fill `room`; more than `room` only where the least do not fit.

    Every column begins with what its contents fill. Room left goes to contents that are still cut, the short
    ones first, then back to the declared widths, then to the roomy columns. Room that lacks is taken where
    breaking does least harm.
    """
    given = [max(need.least, min(need.declared, need.full)) for need in needs]
    left = room - sum(given)
    if left < 0:
        return _taken(needs, given, -left)
    for wanted in (lambda need: 0.0 if need.roomy else need.full, lambda need: need.full,
                   lambda need: need.declared):
        left = _grown(needs, given, left, wanted)
    roomy = [place for place, need in enumerate(needs) if need.roomy]
    weights = sum(needs[place].declared for place in roomy)
    for place in roomy:
        given[place] += left * needs[place].declared / weights
    return given


def _grown(needs: Sequence[Need], given: list[float], left: float, wanted: Callable[[Need], float]) -> float:
    """Every column nearer to what it wants, in the same part of the way; the room still left."""
    lacks = [max(wanted(need) - own, 0.0) for need, own in zip(needs, given, strict=True)]
    total = sum(lacks)
    if left <= 0 or total <= 0:
        return left
    part = min(left / total, 1.0)
    for place, lack in enumerate(lacks):
        given[place] += lack * part
    return left - total * part


def _taken(needs: Sequence[Need], given: list[float], lacking: float) -> list[float]:
    """`lacking` less, each column giving the same part of what it has above its least."""
    spare = [own - need.least for need, own in zip(needs, given, strict=True)]
    part = min(lacking / sum(spare), 1.0) if sum(spare) > 0 else 0.0
    return [own - over * part for own, over in zip(given, spare, strict=True)]
