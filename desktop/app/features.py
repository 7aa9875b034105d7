"""The street: every subject in order. A later one may call on earlier ones, never the other way."""

from desktop.features.backups.feature.offer import BACKUPS
from desktop.features.blanks.feature.offer import BLANKS
from desktop.features.calendar.feature import CALENDAR
from desktop.features.complaints.feature.offer import COMPLAINTS
from desktop.features.documents.feature.offer import DOCUMENTS
from desktop.features.filings.feature.offer import FILINGS
from desktop.features.inspections.feature.offer import INSPECTIONS
from desktop.features.institutions.feature import INSTITUTIONS
from desktop.features.lists.feature.offer import LISTS
from desktop.features.office.feature import OFFICE
from desktop.features.operators.feature.offer import OPERATORS
from desktop.features.overview.feature import OVERVIEW
from desktop.features.problems.feature.offer import PROBLEMS
from desktop.features.statutes.feature import STATUTES

STREET = (OFFICE, OPERATORS, CALENDAR, STATUTES, DOCUMENTS, INSTITUTIONS, INSPECTIONS, COMPLAINTS, PROBLEMS,
          LISTS, FILINGS, BLANKS, BACKUPS, OVERVIEW)
