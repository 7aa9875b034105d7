"""一机构一页: everything about one institution on an A4 sheet, for the leader before a visit."""

from collections.abc import Sequence
from datetime import date

from desktop.base.chinese import date_cn
from desktop.features.institutions.records import Institution
from desktop.features.institutions.rules import Papers, papers
from desktop.output.pdf.facts import FactPart, FactSheet, missing_in_facts, render_facts
from desktop.output.pdf.fonts import FontBook

MARK = "校外培训机构基本情况（一机构一页）"
ROOM = FactPart("走访记录", room_mm=26.0)


def matrix(institution: Institution, today: date) -> str:
    """■有照有证　□有照无证 …: where it stands on `today`, readable in black and white."""
    here = papers(institution, today)
    return "　".join(f"{'■' if word is here else '□'}{word.value}" for word in Papers)


def one_page(institution: Institution, tags: Sequence[str], parts: Sequence[FactPart], bureau: str, by: str,
             today: date) -> FactSheet:
    """The sheet: name and states above, the parts, room for what is seen there, who printed it and when."""
    code = institution.code or "没有统一社会信用代码"
    return FactSheet(
        title=institution.name, mark=MARK, line="　".join((code, *tags)), parts=(*parts, ROOM),
        foot=f"{bureau}　{by}　{date_cn(today)}打印　情况以当日台账为准", author=bureau)


def one_page_pdf(sheet: FactSheet, fonts: FontBook) -> bytes:
    """The sheet as PDF."""
    return render_facts(sheet, fonts)


def missing_characters(sheet: FactSheet, fonts: FontBook) -> list[str]:
    """Characters of the sheet that no font has."""
    return missing_in_facts(sheet, fonts)
