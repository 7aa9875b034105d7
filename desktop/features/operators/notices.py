"""The recovery sheet: printed when a password is set, kept in the safe, used once."""

from datetime import date

from desktop.base.chinese import date_cn
from desktop.output.pdf.facts import FactPart, FactSheet, render_facts
from desktop.output.pdf.fonts import FontBook

HOW = (
    "忘了密码时：打开程序或锁屏的画面上点“忘记密码”，输入上面的恢复码，设新密码。",
    "恢复码用一次就作废，新密码会有新的恢复单；重设密码后旧单请销毁。",
    "恢复单和密码一样要紧，请密封后放进保险柜或交分管领导保管，不要拍照，不要存进电脑。",
    "恢复单也丢了：请另一名经办（审核人员由另一名审核）在“操作员”里重设密码，改动记入变更记录。",
)


def recovery_sheet(bureau: str, name: str, code: str, day: date) -> FactSheet:
    """Whose code it is, the code, and how it is used."""
    return FactSheet(
        title="密码恢复单", mark="校外培训治理台账", line=f"{bureau}　{name}",
        parts=(FactPart("恢复码", (("操作员", name), ("设密码日期", date_cn(day)), ("恢复码", code))),
               FactPart("怎么用", items=HOW),
               FactPart("保管记录（谁保管、何时启封）", room_mm=40.0)),
        foot=f"{bureau}　{date_cn(day)}", author=bureau)


def recovery_pdf(bureau: str, name: str, code: str, day: date, fonts: FontBook) -> bytes:
    """The sheet as PDF."""
    return render_facts(recovery_sheet(bureau, name, code, day), fonts)
