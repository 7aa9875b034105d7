"""名单, as offered to the program."""

from desktop.features.lists.listing import BATCHES, BLACKLIST, DECISIONS, REPORTS, WHITELIST
from desktop.features.lists.listing import LISTS as BOTH
from desktop.features.lists.operations.merging import MERGES
from desktop.features.lists.records import CreditReport, Decision, ListBatch, ListEntry
from desktop.ui.feature import Feature

LISTS = Feature(
    key=BOTH.key, title=BOTH.title, icon="list", group="台账",
    records=(ListEntry, ListBatch, Decision, CreditReport),
    listings=(BOTH, WHITELIST, BLACKLIST, DECISIONS, BATCHES, REPORTS), editable=frozenset(),
    merges=MERGES)
