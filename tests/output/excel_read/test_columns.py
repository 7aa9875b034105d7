"""A column read at once says of every cell what the reader of its field says of it alone."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.base.fields import Field, Kind
from desktop.output.excel_read.cells import reader
from desktop.output.excel_read.columns import ColumnReader
from desktop.output.excel_read.opening import Cell

NAME = Field("机构名称", Kind.TEXT, length=12)
PERSON = Field("法定代表人", Kind.TEXT, length=12, personal=True)
FIELDS = [NAME, PERSON, Field("电话", Kind.PHONE, length=30), Field("学员数", Kind.INTEGER),
          Field("说明", Kind.LONG, length=40), Field("统一社会信用代码", Kind.CODE, length=18)]
TEXTS = (st.text("启明 \u3000\n\t/-无*＊a1\u200b", max_size=14)
         | st.sampled_from(["", "无", "启明", "91350582MA0"]))
CELLS = TEXTS | st.sampled_from([1, 1.0, True, 12.5, 9.13505e17, date(2023, 9, 25)])


@given(field=st.sampled_from(FIELDS), cells=st.lists(TEXTS, max_size=6) | st.lists(CELLS, max_size=6))
def test_every_cell_says_what_it_says_alone(field: Field, cells: list[Cell]) -> None:
    typed, alone = ColumnReader(field).typed(tuple(cells)), list(map(reader(field), cells))
    assert list(typed.values) == [read.value for read in alone]
    assert list(map(type, typed.values)) == [type(read.value) for read in alone]
    assert dict(typed.said) == {place: read for place, read in enumerate(alone) if read.message}


@pytest.mark.parametrize("field", [NAME, PERSON])
def test_plain_words_are_taken_without_asking_of_each(field: Field, monkeypatch: pytest.MonkeyPatch) -> None:
    column = ColumnReader(field)
    monkeypatch.delattr(column, "_words")
    assert column.typed(("启明", "", "陈 秋月")).values == ["启明", None, "陈 秋月"]
