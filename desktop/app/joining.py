"""Two institutions made one, and everything about one on a sheet, without a window."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from desktop.app.features import STREET
from desktop.base.command import Answer
from desktop.base.errors import UserError
from desktop.base.listing import shown
from desktop.base.masks import masked
from desktop.features.documents.queries import font_book
from desktop.features.institutions.notices import missing_characters, one_page_pdf
from desktop.features.institutions.operations import merge_institutions
from desktop.features.institutions.panels import one_sheet
from desktop.features.institutions.queries import institution_id, moving_words, open_institution
from desktop.features.institutions.records import Institution
from desktop.features.institutions.rules import merge_lines
from desktop.store.desk import Desk
from desktop.store.whole_file import ending_of, write_whole

HIDDEN = (Institution.phone.key, Institution.legal_person_id.key, Institution.account_no.key)
ONLY = "institutions"


def merge_arguments(parser: ArgumentParser) -> None:
    """The one that stays, the one that goes."""
    _kind(parser)
    parser.add_argument("kept", metavar="保留", help="保留的一家：统一社会信用代码、名称或内部号")
    parser.add_argument("gone", metavar="并入", help="并入的一家，合并后作废，名称记为曾用名")
    parser.add_argument("--check", action="store_true", help="只看合并后的样子，不写入")


def run_merge(desk: Desk, given: Namespace) -> Answer:
    """Merge, or only tell what would stay and what would move."""
    merges = [merge for feature in STREET for merge in feature.merges if merge.on is Institution]
    with desk.store.reading() as session:
        kept, gone = (open_institution(session, institution_id(session, ref))
                      for ref in (given.kept, given.gone))
        if kept.id == gone.id:
            raise UserError(f"“{kept.name}”不能和自己合并。", "请写两家不同的机构。")
        lines = merge_lines(kept, gone)
        moving = moving_words(session, merges, gone)
        versions = (kept.version, gone.version)
    fields = [{"key": line.key, "label": line.label, "value": _words(line.key, line.value()),
               "from": line.source.value} for line in lines]
    if not given.check:
        desk.do(merge_institutions, f"把{gone.name}并入{kept.name}", kept=kept.id, gone=gone.id, sources={},
                merges=merges, versions=versions)
    told = "合并后的样子（没有写入）" if given.check else "已合并"
    return Answer(
        {"kept": kept.id, "gone": gone.id, "merged": not given.check, "fields": fields, "moves": moving},
        [f"{told}：{gone.name}并入{kept.name}。", moving,
         *(f"{item['label']}：{item['value'] or '空'}（{item['from']}）" for item in fields)])


def sheet_arguments(parser: ArgumentParser) -> None:
    """Which one, where to."""
    _kind(parser)
    parser.add_argument("ref", metavar="机构", help="统一社会信用代码、名称或内部号")
    parser.add_argument("out", type=Path, metavar="文件.pdf")


def run_sheet(desk: Desk, given: Namespace) -> Answer:
    """一机构一页 as PDF; personal data masked."""
    ending_of(given.out, ".pdf")
    panels = [panel for feature in STREET for panel in feature.panels if panel.on is Institution]
    with desk.store.reading() as session:
        row = institution_id(session, given.ref)
        sheet = one_sheet(session, row, desk.today, panels, desk.by)
    fonts = font_book()
    lacking = missing_characters(sheet, fonts)
    write_whole(given.out, one_page_pdf(sheet, fonts))
    lines = [f"{sheet.title}的一机构一页已存为 {given.out.name}。"]
    lines += [f"这台电脑没有这些字的字体，打出来是空格：{'、'.join(lacking)}。"] if lacking else []
    return Answer({"file": str(given.out), "name": sheet.title, "missing": lacking}, lines,
                  faults=bool(lacking))


def _kind(parser: ArgumentParser) -> None:
    parser.add_argument("kind", metavar="台账", choices=(ONLY,), help=f"现在只有 {ONLY}")


def _words(key: str, value: object) -> str:
    words = shown(value).replace("\n", "；")
    return masked(words) if key in HIDDEN else words
