"""本单位, as offered to the program."""

from desktop.base.later import later
from desktop.features.office.records import Department, Town
from desktop.features.office.rules import LABELS, PLANS
from desktop.ui.feature import Feature, PageMaker


def _page() -> PageMaker:
    # Loaded when first opened.
    from desktop.features.office.page import OfficePage

    return OfficePage


OFFICE = Feature(key="office", title="本单位", icon="settings", group="依据", records=(Town, Department),
                 page=later(_page), labels={**LABELS, **PLANS}, searchable=False)
