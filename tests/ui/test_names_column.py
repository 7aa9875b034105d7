"""Which column of a list takes the room left."""

from desktop.features.complaints.listing.callers import CALLERS
from desktop.features.complaints.listing.cases import COMPLAINTS
from desktop.features.inspections.listing.visits import VISITS
from desktop.ui.ledger_source import names_column


def test_the_room_left_goes_to_the_name_not_to_a_date_or_a_light() -> None:
    assert names_column(VISITS.columns).key == "subject"
    assert names_column(COMPLAINTS.columns).key == "subject"


def test_without_a_wide_name_it_is_the_first() -> None:
    narrow = [column for column in CALLERS.columns if column.field.width < 10]
    assert names_column(narrow) is narrow[0]
