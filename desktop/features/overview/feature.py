"""今日, as offered to the program: the last of the street, the first of the sidebar."""

from desktop.features.overview.page import OverviewPage
from desktop.ui.feature import Feature

OVERVIEW = Feature(key="overview", title="今日", icon="today", page=OverviewPage, searchable=False)
