"""一机构一页: one A4 sheet with everything, whatever there is of it; and the merge in the window."""

from datetime import date
from decimal import Decimal
from typing import Any

import pypdfium2
import pytest
from PySide6.QtWidgets import QMenu

from desktop.features.institutions import form, operations
from desktop.features.institutions import page as room
from desktop.features.institutions.page import InstitutionsPage, sheet_of
from desktop.features.institutions.panels import TWIN, own_sections
from desktop.features.institutions.queries import twins
from desktop.features.institutions.records import Institution
from desktop.features.institutions.rules import Source
from desktop.output.pdf.facts import FactPart, FactSheet, missing_in_facts, render_facts
from desktop.output.pdf.fonts import font_book
from desktop.store.desk import Desk
from desktop.ui.sections import Alert
from desktop.ui.services import Services
from tests.features.institutions.conftest import Enter
from tests.helpers.screens import clipped_texts, settle

A4_MM = (210, 297)


def read(data: bytes) -> tuple[int, str]:
    """Number of pages and the text without its line ends; the sheet is A4."""
    with pypdfium2.PdfDocument(data) as paper:
        words = []
        for page in paper:
            size = page.get_size()
            assert tuple(round(side / 72 * 25.4) for side in size) == A4_MM
            text = page.get_textpage()
            words.append(text.get_text_range())
            text.close()
            page.close()
        return len(paper), "".join("".join(words).split())


def rich(desk: Desk, enter: Enter) -> int:
    row = enter("晋江市𬭎声䶮墨培训中心", town="梅岭街道", phone="13800000215", legal_person="王𬭎",
                legal_person_id="350582198001010011", address="晋江市梅岭街道和平中路218号三楼",
                licence_no="教民1", licence_until=date(2023, 10, 8), registration=None)
    for place in range(70):
        desk.do(operations.save_site, "登记教学点", values={
            "institution_id": row, "name": f"第{place}校区", "address": f"安平路{place}号" * 9})
    desk.do(operations.save_charge, "登记收费", values={
        "institution_id": row, "charged_on": date(2023, 9, 12), "amount": Decimal(6000), "months": 6})
    return row


def test_everything_stands_on_one_page_and_what_was_left_out_is_told(
    desk: Desk, services: Services, enter: Enter
) -> None:
    row = rich(desk, enter)
    assert "13800000215" not in str(sheet_of(services, row))
    sheet = sheet_of(services, row, full=True)
    pages, words = read(render_facts(sheet, font_book()))
    assert pages == 1
    for wanted in ("晋江市𬭎声䶮墨培训中心", "王𬭎", "13800000215", "■有证无照", "2023-10-08剩13日",
                   "走访记录", "一次收费6000.00元", "条，见台账。", "晋江市教育局", "2023年9月25日打印"):
        assert wanted in words, wanted
    assert "350582198001010011" not in words
    assert missing_in_facts(sheet, font_book()) == []


def test_sheet_of_an_institution_nothing_is_known_of(services: Services, enter: Enter) -> None:
    pages, words = read(render_facts(sheet_of(services, enter("甲")), font_book()))
    assert (pages, "没有统一社会信用代码" in words, "■无照无证" in words) == (1, True, True)


def test_what_cannot_be_shortened_goes_on_another_page() -> None:
    parts = tuple(FactPart(f"第{place}部分", items=("长" * 400, "长" * 400)) for place in range(12))
    pages, words = read(render_facts(FactSheet("甲", parts=parts, foot="页脚"), font_book()))
    assert pages > 1
    assert words.count("长") == 12 * 800
    assert f"第{pages}页共{pages}页" in words


def test_characters_no_font_has_are_told_before_printing() -> None:
    assert missing_in_facts(FactSheet("甲\U0010fffd", line="乙"), font_book()) == ["\U0010fffd"]


@pytest.fixture
def pair(enter: Enter) -> tuple[int, int]:
    return (enter("晋江市启航培训中心", phone="13800000215", notes="一", town="安海镇"),
            enter("晋江市启明培训中心", phone="13800000215", notes="二", town="金井镇"))


def test_card_alerts_the_double_with_the_reason(
    page: InstitutionsPage, services: Services, pair: tuple[int, int]
) -> None:
    def alerts(session: Any) -> list[Alert]:
        sections = own_sections(session, session.get_one(Institution, pair[0]), services.today)
        return [row for row in sections[0].rows if isinstance(row, Alert)]

    [alert] = services.read(alerts)
    assert alert.text == "与晋江市启明培训中心（金井镇）电话相同，疑似原机构换名。"
    page.open_row(pair[0])
    settle()
    assert alert.link == f"{TWIN}{pair[1]}"
    menu = page.card.spot_menu(TWIN, pair[1])  # type: ignore[attr-defined]
    assert isinstance(menu, QMenu)
    assert [action.text() for action in menu.actions()] == ["打开这一家", "合并成一家…", "不是同一家…"]
    assert clipped_texts(page) == []


def test_not_the_same_is_kept_with_the_reason(
    page: InstitutionsPage, services: Services, pair: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    page.open_row(pair[0])
    monkeypatch.setattr(room, "ask_reason", lambda *given: "两家各有场所")
    page.card._tell_apart(pair[1])  # type: ignore[attr-defined]
    assert services.read(twins, pair[0]) == []


def test_what_cannot_be_merged_is_a_sentence_in_the_window(
    page: InstitutionsPage, services: Services, desk: Desk, pair: tuple[int, int],
    monkeypatch: pytest.MonkeyPatch
) -> None:
    """The list may be old: the other one was voided or merged in another window."""
    told: list[str] = []
    for place in ("desktop.features.institutions.form", "desktop.ui.services"):
        monkeypatch.setattr(f"{place}.show_trouble", lambda _, trouble: told.append(trouble.sentence))
    one, other = pair
    form.open_merge(services, one, one, page)
    form.open_merge(services, one, 999, page)
    opened = form.MergeDialog(services, one, other, page)
    desk.do(operations.void_institution, "作废", row=other, reason="重复登记")
    opened.choose("merge")
    assert opened.result() == 0
    form.open_merge(services, one, other, page)
    assert told == [
        "不能把一家机构和它自己合并。请另选一家。", "要合并的机构已经不存在。请刷新列表。",
        *["晋江市启明培训中心已作废，不能合并。确实要合并的，请先恢复。"] * 2]


def test_merge_in_the_window_takes_the_chosen_values(
    page: InstitutionsPage, services: Services, pair: tuple[int, int]
) -> None:
    kept, gone = pair
    dialog = form.MergeDialog(services, kept, gone, page)
    dialog.show()
    settle()
    assert clipped_texts(dialog) == []
    dialog.choices()["town"][Source.GONE].setChecked(True)
    dialog.choose("merge")
    after = services.read(lambda session: session.get_one(Institution, kept))
    assert (dialog.result(), after.name, after.town, after.notes) == (
        1, "晋江市启航培训中心", "金井镇", "一\n二")
    services.undo_last(page)
    back = services.read(lambda session: [session.get_one(Institution, row) for row in pair])
    assert [(item.town, item.voided) for item in back] == [("安海镇", False), ("金井镇", False)]


def test_the_other_one_may_be_kept_instead(
    page: InstitutionsPage, services: Services, pair: tuple[int, int]
) -> None:
    dialog = form.MergeDialog(services, *pair, page)
    dialog.stays[1].setChecked(True)
    dialog.choose("merge")
    first, second = services.read(lambda session: [session.get_one(Institution, row) for row in pair])
    assert (first.voided, first.merged_into, second.town) == (True, second.id, "金井镇")


def test_twenty_clicks_merge_once(page: InstitutionsPage, services: Services, pair: tuple[int, int],
                                  monkeypatch: pytest.MonkeyPatch) -> None:
    """peers.md 8.7: a double click makes two."""
    told: list[str] = []
    monkeypatch.setattr("desktop.ui.services.show_trouble", lambda parent, trouble: told.append(trouble.what))
    dialog = form.MergeDialog(services, *pair, page)
    for _ in range(20):
        dialog.choose("merge")
    assert len([act for act in services.acts if "并入" in act.title]) == 1


def test_other_one_is_found_by_searching(
    page: InstitutionsPage, services: Services, pair: tuple[int, int], enter: Enter
) -> None:
    far = enter("晋江市听潮古筝中心")
    dialog = form.PickDialog(services, pair[0], page)
    assert (dialog.found.count(), dialog.hint.text()) == (1, "疑似重复的机构")
    dialog.seek.setText("听潮")
    dialog.choose("next")
    assert dialog.picked == far
    dialog.seek.setText("没有这一家")
    assert not dialog.buttons["next"].isEnabled()
    assert "换一个说法" in dialog.hint.text()


def test_merged_institution_shows_into_which(
    page: InstitutionsPage, services: Services, pair: tuple[int, int]
) -> None:
    services.desk.do(operations.merge_institutions, "合并", kept=pair[0], gone=pair[1], sources={}, merges=())
    page.card.show_row(pair[1])
    settle()
    foot = page.card._foot  # type: ignore[attr-defined]
    shown = [foot.itemAt(place).widget() for place in range(foot.count())]
    assert [part.text() for part in shown if part is not None] == ["已并入晋江市启航培训中心"]
