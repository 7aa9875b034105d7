"""Entry forms: the institution by its sections, a charge, a site; whom to merge with, and its preview."""

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QButtonGroup,
    QGridLayout,
    QListWidget,
    QListWidgetItem,
    QRadioButton,
    QScrollArea,
    QWidget,
)
from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.base.errors import UserError
from desktop.base.fields import Attribute
from desktop.base.listing import Question, shown
from desktop.base.masks import masked
from desktop.features.institutions.listing import INSTITUTIONS, SECTIONS
from desktop.features.institutions.operations import (
    merge_institutions,
    mergeable,
    save_charge,
    save_institution,
    save_site,
)
from desktop.features.institutions.queries import moving_words, twins
from desktop.features.institutions.records import Institution, PrepaidCharge, Site
from desktop.features.institutions.rules import MergeLine, Source, merge_lines
from desktop.features.office.queries import is_set_up, office
from desktop.ui.areas import following
from desktop.ui.dialogs import WIDE, Frame, paragraph
from desktop.ui.errors import show_trouble
from desktop.ui.form import FormGroup, FormSpec, Picks, RecordDialog
from desktop.ui.labels import label
from desktop.ui.seek import SeekEdit
from desktop.ui.services import Services

_WIDE = frozenset(item.key for item in (
    Institution.name, Institution.content, Institution.address, Institution.registered_address))


def picks(session: Session) -> Picks:
    """Towns and departments of the office, and those the ledger has besides."""
    own = office(session) if is_set_up(session) else None
    towns, departments = (own.towns, own.departments) if own else ((), ())
    return {
        Institution.town.key: _offered(session, Institution.town, towns),
        Institution.department.key: _offered(session, Institution.department, departments),
    }


def _offered(session: Session, attribute: Attribute, known: tuple[str, ...]) -> list[tuple[str, str]]:
    found = session.scalars(select(attribute).where(attribute.is_not(None)).distinct().order_by(attribute))
    return [(name, name) for name in dict.fromkeys((*known, *found))]


INSTITUTION_FORM = FormSpec(
    Institution, tuple(FormGroup(title, fields, _WIDE) for title, fields in SECTIONS), picks)
CHARGE_FORM = FormSpec(PrepaidCharge, (
    FormGroup("收费", (PrepaidCharge.charged_on, PrepaidCharge.amount, PrepaidCharge.student,
                     PrepaidCharge.course)),
    FormGroup("课程", (PrepaidCharge.starts_on, PrepaidCharge.ends_on, PrepaidCharge.months,
                     PrepaidCharge.hours)),
    FormGroup("依据", (PrepaidCharge.source,), frozenset({PrepaidCharge.source.key})),
))


def open_institution_form(services: Services, row: int | None, parent: QWidget) -> None:
    """Enter a new institution (`row` None) or change one."""
    institution_dialog(services, row, parent).exec()


def institution_dialog(services: Services, row: int | None, parent: QWidget) -> RecordDialog:
    """The dialog, not yet shown."""
    found = None if row is None else services.read(lambda session: session.get(Institution, row))
    title = "新增机构" if found is None else f"修改{found.name}"

    def save(values: dict[str, Any], version: int | None) -> Institution | None:
        return services.perform(
            save_institution, title, parent=dialog, faults=dialog.record_form.show_faults,
            done=f"已保存：{values.get('name') or ''}", values=values, row=row, version=version)

    dialog = RecordDialog(services, title, INSTITUTION_FORM, found, save, parent)
    return dialog


def charge_dialog(services: Services, institution: int, row: int | None, parent: QWidget) -> RecordDialog:
    """The form of one charge of an institution, not yet shown."""
    found = None if row is None else services.read(lambda session: session.get(PrepaidCharge, row))
    title = "登记收费" if found is None else "修改收费记录"

    def save(values: dict[str, Any], version: int | None) -> PrepaidCharge | None:
        given = {**values, PrepaidCharge.institution_id.key: institution}
        return services.perform(save_charge, title, parent=dialog, faults=dialog.record_form.show_faults,
                                values=given, row=row, version=version)

    start = {PrepaidCharge.charged_on.key: services.today} if found is None else None
    dialog = RecordDialog(services, title, CHARGE_FORM, found, save, parent, start,
                          (Institution.__tablename__, institution))
    return dialog


SITE_FORM = FormSpec(Site, (
    FormGroup("教学点", (Site.name, Site.licensed, Site.address, Site.town, Site.community, Site.area,
                        Site.rooms, Site.note), frozenset({Site.address.key, Site.note.key})),
), lambda session: {Site.town.key: picks(session)[Institution.town.key]})


def site_dialog(services: Services, institution: int, row: int | None, parent: QWidget) -> RecordDialog:
    """The form of one teaching site of an institution, not yet shown."""
    found = None if row is None else services.read(lambda session: session.get(Site, row))
    title = "登记教学点" if found is None else "修改教学点"

    def save(values: dict[str, Any], version: int | None) -> Site | None:
        given = {**values, Site.institution_id.key: institution}
        return services.perform(save_site, title, parent=dialog, faults=dialog.record_form.show_faults,
                                values=given, row=row, version=version)

    dialog = RecordDialog(services, title, SITE_FORM, found, save, parent,
                          about=(Institution.__tablename__, institution))
    return dialog


MOST_FOUND = 30
_WORDS = 20


class PickDialog(Frame):
    """The other institution of a merge: those that look the same first, any other by searching."""

    def __init__(self, services: Services, row: int, parent: QWidget) -> None:
        super().__init__("与另一家合并", [("next", "下一步：看合并后的样子")], parent, width=WIDE)
        self._services, self._row = services, row
        self.picked: int | None = None
        self.seek, self.found = SeekEdit(), QListWidget()
        self.seek.setFixedWidth(WIDE - 48)
        self.seek.setPlaceholderText("名称、代码、曾用名、电话或拼音首字母")
        self.seek.setAccessibleName("查找另一家机构")
        self.seek.textChanged.connect(lambda _: self._search())
        self.seek.entered.connect(self.found.setFocus)
        self.found.setAccessibleName("可以合并的机构")
        self.found.setMinimumHeight(260)
        self.found.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.found.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.found.currentItemChanged.connect(lambda *_: self._enable())
        self.found.itemActivated.connect(lambda _: self.choose("next"))
        self.hint = label("", "hint")
        for widget in (self.seek, self.hint, self.found):
            self.body.addWidget(widget)
        self._search()
        self.seek.setFocus()

    def _search(self) -> None:
        words = self.seek.text().strip()
        offered = self._services.read(self._offered, words)
        self.found.clear()
        for row, name in offered:
            item = QListWidgetItem(name)
            item.setToolTip(name)
            item.setData(Qt.ItemDataRole.UserRole, row)
            self.found.addItem(item)
        self.found.setCurrentRow(0)
        told = (("疑似重复的机构", "没有疑似重复的机构，请输入另一家的名称或代码") if not words
                else ("找到的机构", "台账里没有符合的机构，换一个说法再找"))
        self.hint.setText(told[0 if offered else 1])
        self._enable()

    def _offered(self, session: Session, words: str) -> list[tuple[int, str]]:
        if not words:
            return [(twin.other.id, f"{twin.other.name}　{twin.words}")
                    for twin in twins(session, self._row)]
        ids = INSTITUTIONS.ids(Question(words), self._services.today).limit(MOST_FOUND)
        found = (session.get_one(Institution, row) for row in session.scalars(ids) if row != self._row)
        return [(other.id, _called(other)) for other in found]

    def _enable(self) -> None:
        self.buttons["next"].setEnabled(self.found.currentItem() is not None)

    def choose(self, key: str) -> None:
        """Take the chosen line."""
        item = self.found.currentItem()
        if item is not None:
            self.picked = int(item.data(Qt.ItemDataRole.UserRole))
            super().choose(key)


class MergeDialog(Frame):
    """Field by field which value stays, and what moves; 合并 does it as one act."""

    def __init__(self, services: Services, first: int, second: int, parent: QWidget) -> None:
        super().__init__("合并机构", [("merge", "合并成一家")], parent, width=960)
        self._services = services
        self._both = services.read(mergeable, first, second)
        self._sources: dict[str, Source] = {}
        self.stays = [QRadioButton(f"保留  {_called(found)}") for found in self._both]
        self._stay_group = QButtonGroup(self)
        for button in self.stays:
            self._stay_group.addButton(button)
            self.body.addWidget(button)
        self.stays[0].setChecked(True)
        self.moves = paragraph("")
        self.body.addWidget(self.moves)
        self.area = following(QScrollArea())
        self.area.setWidgetResizable(True)
        self.area.setMinimumHeight(320)
        self.body.addWidget(self.area, 1)
        self.body.addWidget(paragraph("另一家作废并注明并入哪一家，它的名称和代码记为曾用名、旧代码；整件事可以一次撤销。"))
        self.stays[0].toggled.connect(lambda _: self._show())
        self._show()

    @property
    def kept(self) -> Institution:
        """The one that stays."""
        return self._both[0 if self.stays[0].isChecked() else 1]

    @property
    def gone(self) -> Institution:
        """The one that becomes part of the other."""
        return self._both[1 if self.stays[0].isChecked() else 0]

    def choices(self) -> dict[str, dict[Source, QRadioButton]]:
        """Buttons by field, for fields in which there is a choice."""
        return self._buttons

    def _show(self) -> None:
        lines = merge_lines(self.kept, self.gone)
        self._sources = {line.key: line.source for line in lines}
        self._buttons: dict[str, dict[Source, QRadioButton]] = {}
        offers = self._services.merges(Institution)
        self.moves.setText(self._services.read(moving_words, offers, self.gone))
        form = QWidget()
        grid = QGridLayout(form)
        grid.setContentsMargins(8, 8, 8, 8)
        grid.setHorizontalSpacing(12)
        grid.setColumnMinimumWidth(0, 116)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(2, 1)
        for column, words in enumerate(("项目", "保留的一家", "并入的一家", "")):
            grid.addWidget(label(words, "small-strong"), 0, column)
        for place, line in enumerate(lines, 1):
            self._add_line(grid, place, line)
        if not lines:
            grid.addWidget(label("两家的各项内容都相同。", "hint"), 1, 0, 1, 3)
        grid.setRowStretch(len(lines) + 1, 1)
        self.area.setWidget(form)

    def _add_line(self, grid: QGridLayout, row: int, line: MergeLine) -> None:
        grid.addWidget(label(line.label, "label"), row, 0)
        if len(line.choices) == 1:
            for column, value, source in ((1, line.kept, Source.KEPT), (2, line.gone, Source.GONE)):
                role = "" if source is line.source else "hint"
                grid.addWidget(label(_value(line.key, value) or "空", role, wrap=True), row, column)
            grid.addWidget(label("取有的一项", "hint"), row, 3)
            return
        group = QButtonGroup(grid.parentWidget())
        for column, source in ((1, Source.KEPT), (2, Source.GONE), (3, Source.BOTH)):
            if source in line.choices:
                words = source.value if column == 3 else _value(line.key, line.value(source))
                button = QRadioButton(words if len(words) <= _WORDS else f"{words[:_WORDS - 1]}…")
                button.setToolTip(words)
                button.setChecked(source is line.source)
                button.toggled.connect(lambda on, source=source: self._take(line.key, source) if on else None)
                group.addButton(button)
                self._buttons.setdefault(line.key, {})[source] = button
                grid.addWidget(button, row, column)

    def _take(self, key: str, source: Source) -> None:
        self._sources[key] = source

    def choose(self, key: str) -> None:
        """Merge; the preview stays when it was refused."""
        kept, gone = self.kept, self.gone
        done = self._services.perform(
            merge_institutions, f"把{gone.name}并入{kept.name}", parent=self,
            done=f"已合并：{gone.name}并入{kept.name}", kept=kept.id, gone=gone.id, sources=self._sources,
            merges=self._services.merges(Institution), versions=(kept.version, gone.version))
        if done is not None:
            super().choose(key)


def choose_and_merge(services: Services, row: int, parent: QWidget) -> None:
    """Ask for the other one, then show what would become of both."""
    dialog = PickDialog(services, row, parent)
    if dialog.exec() and dialog.picked is not None:
        open_merge(services, row, dialog.picked, parent)


def open_merge(services: Services, row: int, other: int, parent: QWidget) -> None:
    """The preview; after the merge the one that stays is shown. What cannot be merged is told."""
    try:
        dialog = MergeDialog(services, row, other, parent)
    except UserError as trouble:
        show_trouble(parent, trouble)
        return
    if dialog.exec():
        services.open(INSTITUTIONS.key, dialog.kept.id)


def _called(institution: Institution) -> str:
    return "　".join(part for part in (institution.name, institution.town, institution.code) if part)


def _value(key: str, value: Any) -> str:
    personal = key in (Institution.phone.key, Institution.legal_person_id.key, Institution.account_no.key)
    words = shown(value).replace("\n", "；")
    return masked(words) if personal else words
