"""月结存根: what the office keeps of a frozen month, to hold its figures and the journal against paper."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.base.months import month_words
from desktop.features.filings.queries.sheets import frozen_months, monthly, thawed, versions
from desktop.features.filings.records import Version
from desktop.features.filings.rules import Sheet
from desktop.store import proof
from desktop.store.attachments import Attachment, Files


@dataclass(frozen=True)
class Stub:
    """One frozen version. `figures`: (column, what is printed); `seal`: number and hash of the journal's end,
    "" when nothing was written before; `kept`: at the freeze itself, not at a later print."""

    month: str
    version: int
    on: date
    by: str
    basis: str
    cutoff: date
    office: str
    figures: tuple[tuple[str, str], ...]
    figures_hash: str
    workbook_hash: str
    paper_hash: str
    seal: str
    kept: bool = True

    @property
    def file_name(self) -> str:
        """Its name as a kept file."""
        return f"{month_words(self.month)}_第{self.version}版_月结存根.pdf"


def figures_hash(printed: Mapping[str, Any]) -> str:
    """SHA-256 over what is printed, in one spelling."""
    words = json.dumps(printed, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(words.encode()).hexdigest()


def stub_of(session: Session, made: Sheet, version: Version, *, kept: bool) -> Stub:
    """The stub of a version with the journal's end as it is now."""
    paper = session.get_one(Attachment, version.pdf_id)
    printed, end = json.loads(version.content)["printed"], proof.present(session)
    numbers = tuple((column.label, _words(printed.get(column.key)))
                    for column in made.form.columns if column.number and column.col > 1)
    return Stub(made.month, version.number, version.frozen_on, version.frozen_by, version.basis.value,
                version.cutoff, made.office, numbers, figures_hash(printed), version.sha256, paper.sha256,
                end.words if end else "", kept)


def kept_stub(session: Session, month: str) -> bytes | Stub:
    """The page kept with the latest version of a frozen month; what to print where none was kept."""
    _, scheme, form = monthly(session)
    found = next(item for item in frozen_months(session) if item.month == month)
    stub = stub_of(session, thawed(scheme, form, found), versions(session, month)[-1], kept=False)
    page = session.scalar(select(Attachment).where(Attachment.name == stub.file_name,
                                                   Attachment.voided_at.is_(None))
                          .order_by(Attachment.id.desc()).limit(1))
    files: Files = session.info["files"]
    return stub if page is None else files.read(page)


def _words(value: Any) -> str:
    return "—" if value is None else str(value)
