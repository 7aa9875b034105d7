"""The slip of a random draw: how it was drawn, what, and the whole list, so that anyone can repeat it."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy.orm import Session

from desktop.base.clock import CHINA
from desktop.base.resources import resource
from desktop.features.inspections.queries.draws import picks_of
from desktop.features.inspections.records.draws import Draw, DrawPick
from desktop.features.inspections.rules.draws import Pool, read_canonical
from desktop.output.excel_write import write_texts
from desktop.output.pdf.binder import bind
from desktop.output.pdf.fonts import FontBook
from desktop.output.pdf.tables import Align, Column, HeadCell, TableSheet, render_table

BREAK = 32
"""Hash digits of one line: 64 do not fit beside its name."""
NAMES = ("次序", "名单序号", "检查对象", "镇街", "权重", "检查人员", "回避后重抽")
MILLIMETRES = (12.0, 16.0, 0.0, 26.0, 12.0, 32.0, 26.0)
LIST_HEADS = ("序号", "检查对象", "统一社会信用代码", "镇街", "权重", "权重由来（基数 1）")
LIST_MM = (12.0, 0.0, 40.0, 26.0, 12.0, 46.0)


def slip_pdf(session: Session, found: Draw, bureau: str, fonts: FontBook) -> bytes:
    """抽取记录单 with its annex, A4."""
    listed = read_canonical(found.pool_text)
    picks = picks_of(session, found.id)
    sheets = (result_sheet(found, listed, picks, bureau), list_sheet(found, listed, bureau),
              people_sheet(found, listed, bureau))
    return bind([render_table(sheet, fonts) for sheet in sheets], fonts)


def result_sheet(found: Draw, listed: Pool, picks: Sequence[DrawPick], bureau: str) -> TableSheet:
    """What was drawn and how."""
    rows = [(str(pick.position), str(pick.place), pick.name, listed.candidates[pick.place - 1].town,
             str(listed.candidates[pick.place - 1].weight), pick.pair, pick.aside or "") for pick in picks]
    return _sheet("双随机抽查抽取记录单", NAMES, MILLIMETRES, rows, found, bureau,
                  (*facts(found), *way_in_words()),
                  (("抽取人：", "监督人：", "被抽取单位代表："), ("", "", "年　　月　　日")))


def way_in_words() -> tuple[str, ...]:
    """How a draw is made, for whoever repeats it."""
    return tuple(resource("inspections", "draw.txt").read_text(encoding="utf-8").splitlines())


def facts(found: Draw) -> tuple[str, ...]:
    """What a draw is repeated from, in lines."""
    again = f"本事项第 {found.round} 次抽取" + (f"，原因：{found.round_reason}" if found.round_reason else "")
    mark = f"{found.pool_hash[:BREAK]} {found.pool_hash[BREAK:]}"
    made = found.created_at.astimezone(CHINA)
    return (
        f"抽查事项：{found.purpose}（{again}）。抽取范围：{found.scope}。计划检查日期：{_day(found.due_on)}。",
        f"名单 {found.pool_size} 家，抽取 {found.wanted} 家；检查人员 {found.people_count} 人，每家 2 人。",
        f"抽取时间：{made:%Y-%m-%d %H:%M}。监督人：{found.witness or '未填'}。",
        f"随机种子：{found.seed}",
        f"名单校验值（SHA-256，两段相连）：{mark}",
    )


def list_sheet(found: Draw, listed: Pool, bureau: str) -> TableSheet:
    """The objects of the list with their weights and what those come from."""
    told = dict(line.split("\t", 1) for line in found.reasons.splitlines() if "\t" in line)
    rows = [(str(place), item.name, item.code, item.town, str(item.weight), told.get(str(place), ""))
            for place, item in enumerate(listed.candidates, 1)]
    rule = (f"权重：每家基数 1，另加：{told['0']}。",) if told.get("0") else ()
    return _sheet("附页一：检查对象名单", LIST_HEADS, LIST_MM, rows, found, bureau, rule, ())


def people_sheet(found: Draw, listed: Pool, bureau: str) -> TableSheet:
    """The inspectors of the list and who steps aside from whom."""
    rows = []
    for place, person in enumerate(listed.people):
        apart = [f"{item + 1} {listed.candidates[item].name}"
                 for who, item in sorted(listed.apart) if who == place]
        rows.append((str(place + 1), person.name, person.card_no, person.department, "；".join(apart)))
    return _sheet("附页二：检查人员名单", ("序号", "姓名", "执法证号", "单位", "回避的对象"),
                  (12.0, 24.0, 36.0, 0.0, 60.0), rows, found, bureau, (), ())


def _sheet(title: str, heads: Sequence[str], widths: Sequence[float], rows: Sequence[Sequence[str]],
           found: Draw, bureau: str, notes: tuple[str, ...],
           signatures: tuple[tuple[str, ...], ...]) -> TableSheet:
    return TableSheet(
        title=title,
        columns=tuple(Column(mm=wide, align=Align.CENTER if 0 < wide < 20 else Align.LEFT)
                      for wide in widths),
        head=tuple(HeadCell(0, place, words) for place, words in enumerate(heads)),
        rows=rows, subtitle_left=f"{bureau}　{found.number}", subtitle_right=_day(found.drawn_on),
        notes=notes, signatures=signatures, landscape=False, title_size=18.0, size=9.0, head_size=9.0,
        author=bureau, paged=False)


def _day(on: date) -> str:
    return f"{on.year}年{on.month}月{on.day}日"


def result_xlsx(session: Session, found: Draw) -> bytes:
    """What was drawn, for publishing (公示): no telephone, no card number."""
    listed = read_canonical(found.pool_text)
    rows = [(str(pick.position), pick.name, listed.candidates[pick.place - 1].code,
             listed.candidates[pick.place - 1].town, pick.pair) for pick in picks_of(session, found.id)]
    return write_texts(("次序", "检查对象", "统一社会信用代码", "镇街", "检查人员"), rows, found.purpose)


def list_text(found: Draw) -> bytes:
    """The list exactly as hashed, as a .txt file."""
    return found.pool_text.encode()
