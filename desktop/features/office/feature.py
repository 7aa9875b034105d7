"""本单位, as offered to the program."""

from desktop.features.office.page import OfficePage
from desktop.features.office.records import Department, Town
from desktop.ui.feature import Feature

OFFICE = Feature(key="office", title="本单位", icon="settings", group="依据", records=(Town, Department),
                 page=OfficePage, searchable=False)
