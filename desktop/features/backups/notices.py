"""What lies in the 交接包 besides the data: the printed list of open items, the wordings, how to open it."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy.orm import Session

from desktop.base.chinese import date_cn
from desktop.base.due import Due
from desktop.base.lights import remaining
from desktop.base.workdays import WorkCalendar
from desktop.features.calendar.queries import work_calendar
from desktop.features.documents.queries import font_book, shipped_keys, wording_source
from desktop.features.office.queries import office
from desktop.output.pdf.facts import FactPart, FactSheet, render_facts
from desktop.output.pdf.fonts import FontBook
from desktop.output.pdf.tables import Align, Column, HeadCell, TableSheet, render_table

HEADS = (("期限", 26.0), ("状态", 26.0), ("事项", 0.0), ("对象", 0.0), ("镇街", 24.0), ("下一步", 34.0))
LIST, GUIDE, WORDINGS = "未办事项.pdf", "先看这里.txt", "文书文字"
SEALED = "台账数据已加密：恢复时要输入密码或恢复单上的恢复码，请当面移交；附件和清单没有加密。"
HOW = (
    "忘了密码时：打开程序，在问密码的画面上点“用恢复单上的恢复码打开”，输入上面的恢复码，再设新密码。",
    "在另一台电脑上恢复加密的备份或交接包时，也可以用它代替密码。",
    "改密码不影响这张恢复单；换了恢复单，这一张只能打开换之前做的备份。",
    "密码和恢复单都丢了，数据和加密的备份没有任何办法打开。",
    "请密封后放进保险柜或交分管领导保管，不要拍照，不要存进电脑。",
)


def handover_extras(session: Session, today: date, dues: Sequence[Due], *,
                    sealed: bool = False) -> dict[str, bytes]:
    """Name -> bytes of all that is added to a backup to make it a 交接包; `sealed`: it is encrypted."""
    bureau = office(session).bureau
    extras = {LIST: render_table(open_sheet(dues, today, work_calendar(session), bureau), font_book()),
              GUIDE: guide(bureau, today, len(dues), sealed=sealed).encode("utf-8-sig")}
    for key in shipped_keys():
        extras[f"{WORDINGS}/{key}.txt"] = wording_source(session, key).encode("utf-8-sig")
    return extras


def open_sheet(dues: Sequence[Due], today: date, calendar: WorkCalendar, bureau: str) -> TableSheet:
    """Every open item with its day, the earliest first; to be signed by both."""
    late = sum(due.day < today for due in dues)
    return TableSheet(
        title="未办事项交接清单",
        columns=tuple(Column(mm=width, align=Align.LEFT) if width else Column(weight=1.0)
                      for _, width in HEADS),
        head=tuple(HeadCell(0, place, words) for place, (words, _) in enumerate(HEADS)),
        rows=[(due.day.isoformat(), state_words(due, today, calendar), f"{due.kind} {due.title}", due.subject,
               due.town, due.next_step) for due in dues],
        subtitle_left=bureau, subtitle_right=date_cn(today),
        notes=(f"共 {len(dues)} 件，其中已逾期 {late} 件。" if dues else "没有未办的事项。",),
        signatures=(("移交人：", "接收人：", "监交人：", "日期："),), author=bureau)


def state_words(due: Due, today: date, calendar: WorkCalendar) -> str:
    """How the item stands, in working days or, for licences, in days."""
    if not due.calendar_days:
        return remaining(due.day, today, calendar).words
    left = (due.day - today).days
    return f"过期 {-left} 日" if left < 0 else f"剩 {left} 日"


def guide(bureau: str, today: date, items: int, *, sealed: bool = False) -> str:
    """How the receiver opens the file, as text."""
    locked = (SEALED, "") if sealed else ()
    return "\r\n".join((
        f"{bureau}　校外培训治理台账　交接包", f"生成日期：{date_cn(today)}", "",
        f"里面有：全部台账数据、全部证据和附件、文书文字、未办事项清单（{items} 件，见 {LIST}）。",
        "清单打印出来，双方签字后各存一份。", "", *locked,
        "在另一台电脑上打开：",
        "1. 安装“校外培训治理台账”，打开程序。",
        "2. 在“第一次使用”里点“从备份或交接包恢复…”，选这个文件，看过条数后点“恢复”。",
        "   已经用过程序的电脑：打开“备份与恢复”，点“从文件恢复…”。",
        "3. 恢复后原单位的设置、台账、变更记录和附件都在，可以接着办理。", "",
        "不要解压后直接改里面的文件：改动过的包会被程序拒绝。", ""))


def key_pdf(bureau: str, number: str, code: str, day: date, fonts: FontBook) -> bytes:
    """The recovery sheet of encrypted data; `number` tells whose key it belongs to."""
    shown = "-".join(number[start:start + 4] for start in range(0, len(number), 4)).upper()
    return render_facts(FactSheet(
        title="数据恢复单", mark="校外培训治理台账", line=bureau,
        parts=(FactPart("恢复码", (("恢复码", code), ("开始使用", date_cn(day)), ("钥匙编号", shown))),
               FactPart("怎么用", items=HOW),
               FactPart("保管记录（谁保管、何时启封）", room_mm=40.0)),
        foot=f"{bureau}　{date_cn(day)}", author=bureau), fonts)
