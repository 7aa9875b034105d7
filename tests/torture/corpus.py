"""Foreign and damaged workbooks brought to the importer: rows, or a Chinese sentence; never anything else.

    python -m tests.torture.corpus [FOLDER] [--mutations N]

FOLDER holds source distributions (.tar.gz, .tgz, .zip) or loose files; without it they are fetched by pip
and npm into a temporary folder. Every file goes through a worker of its own memory: a crash, ten seconds of
computing or 1 GB is a fault with the file's name.
"""

import os
import select
import subprocess
import sys
import tarfile
import tempfile
import time
from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from pathlib import Path
from zipfile import ZipFile

from desktop.app.features import STREET
from desktop.base.errors import UserError
from desktop.output.excel_read.mapping import need_columns
from desktop.output.excel_read.opening import open_workbook, read_file
from desktop.output.excel_read.reading import lay_out, rows_of
from tests.torture.mutations import mutations

ROOT = Path(__file__).parents[2]
FROM_PIP = ("xlrd", "xlutils", "xlwt", "pyxlsb", "messytables", "agate-excel", "tablib", "petl", "XlsxWriter",
            "openpyxl", "pyexcel", "pyexcel-io", "pyexcel-xlsx", "pyexcel-xls", "pyexcel-ods", "pylightxl",
            "odfpy", "docxtpl", "et_xmlfile", "python-calamine")
FROM_NPM = ("exceljs", "xlsx", "xlsx-populate")
"""Several of them hold no spreadsheet today; a later version may. That of pandas leaves its own out."""

SHEETS = (".xls", ".xlsx", ".xlsm", ".xlsb", ".xlt", ".xltx", ".xltm", ".ods", ".fods", ".et", ".csv", ".tsv",
          ".dif", ".slk")
STAND_IN = '''
import os, shutil

def prepare_metadata_for_build_wheel(folder, config_settings=None):
    with open("PKG-INFO", encoding="utf-8") as told:
        head = told.read().split("\\n\\n")[0]
    facts = dict(line.split(": ", 1) for line in head.splitlines() if ": " in line)
    place = f"{facts['Name'].replace('-', '_')}-{facts['Version']}.dist-info"
    os.mkdir(os.path.join(folder, place))
    shutil.copy("PKG-INFO", os.path.join(folder, place, "METADATA"))
    return place
'''
"""pip asks the build backend for the name of what it downloads; a library in Rust would build its backend."""
MOST_SECONDS, MOST_BYTES, HANGING = 10.0, 1024 ** 3, 60.0
WORKER = "--worker"


def fetch(folder: Path) -> None:
    """The source distributions; one that cannot be had is said and left out."""
    with tempfile.TemporaryDirectory() as backends:
        (Path(backends) / "maturin.py").write_text(STAND_IN, encoding="utf-8")
        for name in FROM_PIP:
            _fetched(name, from_pip(name, folder), folder, PYTHONPATH=backends)
    for name in FROM_NPM:
        _fetched(name, ["npm", "pack", name], folder)


def from_pip(name: str, folder: Path) -> list[str]:
    """The command that brings the source distribution of a library, and builds nothing."""
    unbuilt = ["--no-build-isolation"] if name == "python-calamine" else []
    return [sys.executable, "-m", "pip", "download", "-q", *unbuilt, "--no-binary", name, "--no-deps",
            "-d", str(folder), name]


def _fetched(name: str, command: Sequence[str], folder: Path, **extra: str) -> None:
    try:
        done = subprocess.run(command, cwd=folder, env=os.environ | extra, capture_output=True, timeout=180)
    except (OSError, subprocess.TimeoutExpired):
        done = None
    if done is None or done.returncode:
        sys.stdout.write(f"没有取到 {name}\n")


def found_in(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Every spreadsheet in the folder and in the archives in it."""
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        if path.name.endswith((".tar.gz", ".tgz", ".tar.bz2")):
            with tarfile.open(path) as box:
                for member in box:
                    stream = box.extractfile(member) if member.name.lower().endswith(SHEETS) else None
                    if stream is not None:
                        yield f"{path.name}/{member.name}", stream.read()
        elif path.suffix == ".zip":
            with ZipFile(path) as packed:
                for name in packed.namelist():
                    if name.lower().endswith(SHEETS):
                        yield f"{path.name}/{name}", packed.read(name)
        elif path.name.lower().endswith(SHEETS):
            yield path.name, path.read_bytes()


def told(path: Path) -> str:
    """What the importers of all subjects say of a file."""
    said = []
    try:
        workbook = open_workbook(read_file(path), path.name)
    except UserError as error:
        return error.sentence
    for spec in (spec for feature in STREET for spec in feature.imports):
        try:
            layout = lay_out(spec, workbook)
            need_columns(spec, layout.mapping)
            said.append(f"{spec.title}读出 {len(rows_of(spec, layout))} 行")
        except UserError as error:
            said.append(error.sentence)
    return "；".join(said)


def work(folder: Path, start: int) -> None:
    """Say one line a file: number, seconds of computing, peak bytes, sentence."""
    for path in sorted(folder.iterdir()):
        number = int(path.stem)
        if number < start:
            continue
        began = time.process_time()
        try:
            words = told(path)
        except Exception as error:  # noqa: BLE001 - what is looked for
            words = f"{type(error).__name__}: {error}"
        peak = own_peak()
        plain = " ".join(words.split())[:300]
        sys.stdout.write(f"{number}\t{time.process_time() - began:.2f}\t{peak}\t{plain}\n")
        sys.stdout.flush()


def own_peak() -> int:
    """Most bytes this process held; `getrusage` would tell those of the process that started it, too."""
    facts = Path("/proc/self/status").read_text().splitlines()
    return int(next(fact for fact in facts if fact.startswith("VmHWM")).split()[1]) * 1024


def wrong(seconds: float, peak: int, words: str) -> str:
    """The fault of one answer; "" when it is as it should be."""
    if seconds > MOST_SECONDS:
        return f"{seconds:.1f} s"
    if peak > MOST_BYTES:
        return f"{peak // 1024 ** 2} MB"
    return "" if any("\u4e00" <= letter <= "\u9fff" for letter in words) else words or "no sentence"


def judged(files: Sequence[tuple[str, bytes]]) -> list[str]:
    """The faults of bringing these files to the importer, each with the file's name."""
    found = list[str]()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        for number, (name, data) in enumerate(files):
            (folder / f"{number:06}{Path(name).suffix or '.xlsx'}").write_bytes(data)
        start = 0
        while start < len(files):
            for number, seconds, peak, words in _answers(folder, start):
                if fault := wrong(seconds, peak, words):
                    found.append(f"{files[number][0]}: {fault}")
                start = number + 1
                if peak > MOST_BYTES:
                    break
            else:
                if start < len(files):
                    found.append(f"{files[start][0]}: crashed or hung")
                    start += 1
    return found


def _answers(folder: Path, start: int) -> Iterator[tuple[int, float, int, str]]:
    command = [sys.executable, "-m", "tests.torture.corpus", WORKER, str(folder), str(start)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as child:
        assert child.stdout is not None
        waiting, handle = b"", child.stdout.fileno()
        try:
            while select.select([handle], [], [], HANGING)[0] and (said := os.read(handle, 65536)):
                *lines, waiting = (waiting + said).split(b"\n")
                for line in lines:
                    number, seconds, peak, words = line.decode("utf-8", "replace").split("\t", 3)
                    yield int(number), float(seconds), int(peak), words
        finally:
            child.kill()


def main(arguments: Sequence[str]) -> int:
    """Fetch if need be, mutate, bring all to the importer; 1 when anything went wrong."""
    parser = ArgumentParser()
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--mutations", type=int, default=2000)
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as place:
        if given.folder is None:
            fetch(Path(place))
        files = list(found_in(given.folder or Path(place)))
    sys.stdout.write(f"取到表格 {len(files)} 份，改坏的样表 {given.mutations} 份\n")
    sys.stdout.flush()
    faults = judged([*files, *mutations(given.mutations)])
    sys.stdout.write("".join(f"{fault}\n" for fault in faults) + f"{len(faults)} 份不对\n")
    return int(bool(faults))


if __name__ == "__main__":
    if sys.argv[1:2] == [WORKER]:
        work(Path(sys.argv[2]), int(sys.argv[3]))
        sys.exit(0)
    sys.exit(main(sys.argv[1:]))
