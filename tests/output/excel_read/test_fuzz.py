"""Whatever the bytes: rows, a mapping page, or a sentence - never another exception, never a hang."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop.base.errors import UserError
from desktop.features.institutions.excel import INSTITUTION_IMPORT
from desktop.output.excel_read.cells import reader
from desktop.output.excel_read.opening import Cell, open_workbook
from desktop.output.excel_read.package import check_package
from desktop.output.excel_read.reading import lay_out, rows_of
from tests.helpers.books import SAMPLES, read, xlsx

OLD = (SAMPLES / "镇街台账-三.xls").read_bytes()
NEW = (SAMPLES / "镇街台账-二.xlsx").read_bytes()
QUICK = settings(max_examples=40, suppress_health_check=list(HealthCheck))
CELLS: st.SearchStrategy[Cell] = st.one_of(
    st.text(max_size=30), st.floats(allow_nan=False, allow_infinity=False), st.integers(-10**17, 10**19),
    st.booleans(), st.dates(), st.datetimes(), st.times(),
    st.sampled_from(["合计", "注：", "机构名称", "信用代码", "2026-02-30", "9.1E+17", "3月5日"]))  # fmt: skip


def survives(data: bytes) -> None:
    try:
        workbook = open_workbook(data, "来件")
    except UserError:
        return
    rows_of(INSTITUTION_IMPORT, lay_out(INSTITUTION_IMPORT, workbook))


@given(
    st.sampled_from([b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"<html>"]),
    st.binary(max_size=4000),
)
@QUICK
def test_random_bytes(start: bytes, rest: bytes) -> None:
    survives(start + rest)


@given(st.sampled_from([OLD, NEW]), st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), max_size=12))
@QUICK
def test_mutated_samples(data: bytes, changes: list[tuple[float, int]]) -> None:
    mutated = bytearray(data)
    for place, byte in changes:
        mutated[int(place * (len(data) - 1))] = byte
    survives(bytes(mutated))


@given(st.lists(st.tuples(st.integers(0, 600), st.integers(0, 255)), min_size=1, max_size=8))
@QUICK
def test_mutated_tables_of_an_old_workbook(changes: list[tuple[int, int]]) -> None:
    mutated = bytearray(OLD)
    for place, byte in changes:
        mutated[place] = byte
    survives(bytes(mutated))


@given(st.lists(st.lists(CELLS, max_size=8), max_size=12))
@QUICK
def test_any_cells(rows: list[list[Cell]]) -> None:
    for column in INSTITUTION_IMPORT.columns:
        read_cell = reader(column.field)
        for cell in (cell for row in rows for cell in row):
            found = read_cell(cell)
            assert not found.blocks or (found.message and found.value is None)


@given(st.lists(st.lists(st.text("机构名称合计注：12 \n", max_size=6), max_size=6), min_size=1, max_size=10))
@QUICK
def test_any_sheet_of_words(rows: list[list[str]]) -> None:
    try:
        layout, found = read(INSTITUTION_IMPORT, xlsx(rows))
    except UserError:
        return
    assert len({row.number for row in found}) == len(found) <= len(rows)
    assert layout.block.first <= len(rows)


def test_sheet_names_are_found_in_the_package() -> None:
    assert check_package(NEW, "x") == {"台账": ""}
