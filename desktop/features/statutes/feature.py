"""What 法规 offers: its page, its form, and the shipped articles at the first start."""

from desktop.features.statutes.form import open_statute
from desktop.features.statutes.listing import STATUTES as LIBRARY
from desktop.features.statutes.operations import seed_statutes
from desktop.features.statutes.page import StatutesPage
from desktop.features.statutes.records import Statute
from desktop.ui.feature import Feature

STATUTES = Feature(
    key="statutes", title="法规", icon="scale", group="依据", records=(Statute,), listings=(LIBRARY,),
    page=StatutesPage, form=open_statute, seed=seed_statutes)
