"""Style, types and import contracts, by their own tools; the contracts are shown to bite on a small house."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FLOORS = ("app", "features", "ui", "output", "store", "base")


def said(*command: str, cwd: Path = ROOT) -> tuple[int, str]:
    """Exit code and everything a tool printed."""
    done = subprocess.run(command, cwd=cwd, capture_output=True, encoding="utf-8", stdin=subprocess.DEVNULL)
    return done.returncode, done.stdout + done.stderr


def lint_imports(cwd: Path) -> tuple[int, str]:
    """The contracts of the pyproject.toml in `cwd`, checked on the package `desktop` there."""
    tool = shutil.which("lint-imports", path=str(Path(sys.executable).parent))
    assert tool, "import-linter is not installed in this environment"
    return said(tool, "--no-cache", cwd=cwd)


def test_style() -> None:
    code, output = said(sys.executable, "-m", "ruff", "check", "--quiet", ".")
    assert code == 0, output


@pytest.mark.timeout(600)
def test_types() -> None:
    code, output = said(sys.executable, "-m", "mypy")
    assert code == 0, output


def test_import_contracts() -> None:
    code, output = lint_imports(ROOT)
    assert code == 0, output


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A lawful house of two subjects under the real contracts."""
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for package in ("", *FLOORS, "features/office", "features/problems"):
        write(tmp_path, f"{package}/__init__", "")
    write(tmp_path, "base/fields", "import json")
    write(tmp_path, "store/engine", "from desktop.base import fields")
    write(tmp_path, "ui/page", "import PySide6.QtCore\nfrom desktop.store import engine")
    write(tmp_path, "output/mail", "from desktop.store import engine")
    write(tmp_path, "features/problems/records", "from desktop.base import fields")
    write(tmp_path, "features/problems/rules", "from desktop.features.problems import records")
    write(tmp_path, "features/problems/excel", "from desktop.features.problems import rules")
    screen = "from desktop.ui import page\nfrom desktop.features.problems import excel"
    write(tmp_path, "features/problems/page", screen)
    write(tmp_path, "app/features", "from desktop.features.problems import page")
    write(tmp_path, "__main__", "import desktop.app.features")
    return tmp_path


def write(house: Path, module: str, text: str) -> None:
    """One module below desktop/."""
    path = house / "desktop" / f"{module.lstrip('/')}.py"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text + "\n", encoding="utf-8")


def test_lawful_house_passes(house: Path) -> None:
    code, output = lint_imports(house)
    assert code == 0, output


@pytest.mark.parametrize(
    ("contract", "module", "text"),
    [
        ("Floors", "base/helpers", "from desktop.store import engine"),
        ("Floors", "store/form", "from desktop.features.problems import records"),
        ("Floors", "ui/preview", "from desktop.output import mail"),
        ("Floors", "output/screen", "from desktop.ui import page"),
        ("Floors", "features/problems/feature", "from desktop.app import features"),
        ("Floors", "tools/__init__", ""),
        ("Rooms", "features/problems/helpers", ""),
        ("Rooms", "features/office/rules", "from desktop.features.office import operations"),
        ("Rooms", "features/problems/notices", "from desktop.features.problems import excel"),
        ("Rooms", "features/problems/operations", "from desktop.features.problems import page"),
        ("Qt", "output/screen", "from PySide6.QtGui import QImage"),
    ],
)
def test_contract_bites(house: Path, contract: str, module: str, text: str) -> None:
    if module.endswith("office/rules"):
        write(house, "features/office/operations", "")
    write(house, module, text)
    code, output = lint_imports(house)
    assert code == 1, output
    assert re.search(rf"^{contract}: .* BROKEN$", output, re.MULTILINE), output
