"""The short form of the corpus, and what a file carries with it that must do nothing."""

import sys
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from desktop.base.errors import UserError
from desktop.output.excel_read.opening import open_workbook
from tests.helpers.books import SAMPLES, xlsx
from tests.torture.mutations import ENTITY, WAYS, mutations

if sys.platform != "win32":
    from tests.torture.corpus import STAND_IN, judged, wrong

    @pytest.mark.timeout(300)
    def test_damaged_samples_get_rows_or_a_sentence() -> None:
        assert judged(list(mutations(20, seed=20230925))) == []

    def test_a_fault_is_seen() -> None:
        assert wrong(10.5, 0, "读出 3 行") == "10.5 s"
        assert wrong(1, 1500 * 1024 ** 2, "读出 3 行") == "1500 MB"
        assert wrong(1, 0, "KeyError: x") == "KeyError: x"
        assert wrong(1, 0, "已损坏。") == ""

    def test_the_stand_in_for_a_build_backend_names_what_the_source_says(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        said = "Metadata-Version: 2.4\nName: python-calamine\nVersion: 0.9.1\n\nVersion: of the description\n"
        (tmp_path / "PKG-INFO").write_text(said, encoding="utf-8")
        monkeypatch.chdir(tmp_path)
        backend: dict[str, Any] = {}
        exec(STAND_IN, backend)
        place = backend["prepare_metadata_for_build_wheel"](str(tmp_path))
        assert place == "python_calamine-0.9.1.dist-info"
        assert (tmp_path / place / "METADATA").read_text(encoding="utf-8") == said


def test_mutations_differ_from_the_samples() -> None:
    whole = {path.read_bytes() for path in SAMPLES.iterdir()}
    made = list(mutations(60))
    assert len({data for _, data in made}) > 55
    assert {name.split("-")[1] for name, _ in made} == {way.__name__ for way in WAYS}
    assert not whole & {data for _, data in made}


def changed(part: str, old: bytes, new: bytes, more: dict[str, bytes] | None = None) -> bytes:
    """A small workbook with a piece of one part exchanged, and parts added."""
    made = BytesIO()
    with ZipFile(BytesIO(xlsx([["机构名称"], ["青苗培训"]]))) as box, ZipFile(made, "w") as out:
        for name in box.namelist():
            data = box.read(name)
            if name == part:
                assert old in data
                data = data.replace(old, new, 1)
            out.writestr(name, data)
        for name, data in (more or {}).items():
            out.writestr(name, data)
    return made.getvalue()


SHEET, STRINGS = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"


def words(data: bytes) -> str:
    """Every cell read, or the sentence."""
    try:
        book = open_workbook(data, "来件.xlsx")
    except UserError as error:
        return error.sentence
    return "|".join(str(cell) for sheet in book.sheets for row in sheet.rows for cell in row)


def test_an_entity_brings_no_file_in(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("绝密内容", encoding="utf-8")
    entity = ENTITY.replace(b"file:///etc/passwd", secret.as_uri().encode())
    head = b"<sst "
    data = changed(STRINGS, head, entity + head)
    data_with_use = changed(STRINGS, "青苗培训".encode(), b"&f;&b;&b;")
    for made in (data, data_with_use):
        assert "绝密" not in words(made)
        assert "aaaaaaaaaa" * 3 not in words(made)


@pytest.mark.parametrize("formula", ["cmd|'/C calc'!A0", "WEBSERVICE(&quot;http://192.0.2.1/&quot;)",
                                     "[1]Sheet1!$A$1", "HYPERLINK(&quot;file:///c:/x.exe&quot;,&quot;点&quot;)"])
def test_a_formula_is_its_kept_value_and_nothing_runs(formula: str) -> None:
    cell = b'<c r="B2"><f>' + formula.encode() + b"</f><v>7</v></c></row>"
    with ZipFile(BytesIO(changed(SHEET, b"x", b"x"))) as box:
        assert box.read(SHEET).count(b"</row>") == 2
    old = b"</row></sheetData>"
    read = words(changed(SHEET, old, cell + b"</sheetData>"))
    assert read in ("机构名称||青苗培训|7", "机构名称||青苗培训|7.0")


def test_names_that_lead_out_and_objects_inside_write_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch
                                                              ) -> None:
    below = tmp_path / "a" / "b"
    below.mkdir(parents=True)
    monkeypatch.chdir(below)
    more = {"../../出去.txt": b"out", "/绝对.txt": b"out", "xl/embeddings/oleObject1.bin": b"MZ",
            "xl/vbaProject.bin": b"macro", "xl/externalLinks/externalLink1.xml": b"<externalLink/>"}
    assert "青苗培训" in words(changed(SHEET, b"x", b"x", more))
    assert [path.name for path in sorted(tmp_path.rglob("*"))] == ["a", "b"]
