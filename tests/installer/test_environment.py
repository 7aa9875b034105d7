"""The environment is made once, kept while the pins fit, and made anew after a kill."""

import subprocess
from pathlib import Path

import environment
import pytest
import system_libraries
from system_libraries import SetupTrouble

PYPROJECT = """
[project]
name = "toy"
dependencies = ["alpha==1.0"]
[project.optional-dependencies]
dev = ["beta==2.0"]
"""


class Pip:
    """Stands for venv and pip: notes what is asked, makes the interpreter's file, fails when told to."""

    def __init__(self, venv: Path) -> None:
        self.venv = venv
        self.installed: list[list[str]] = []
        self.created = 0
        self.exit_code = 0
        self.killed = False

    def run(self, command: list[str], **_options: object) -> subprocess.CompletedProcess[str]:
        if "venv" in command:
            self.created += 1
            python = environment.python_of(self.venv)
            python.parent.mkdir(parents=True, exist_ok=True)
            python.touch()
        if "install" in command:
            self.installed.append([word for word in command if "==" in word])
            if self.killed:
                raise KeyboardInterrupt
            return subprocess.CompletedProcess(command, self.exit_code, "", "")
        return subprocess.CompletedProcess(command, 0, "", "")


@pytest.fixture
def pyproject(tmp_path: Path) -> Path:
    path = tmp_path / "pyproject.toml"
    path.write_text(PYPROJECT, encoding="utf-8")
    return path


@pytest.fixture
def pip(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Pip:
    stand_in = Pip(tmp_path / ".venv")
    monkeypatch.setattr(subprocess, "run", stand_in.run)
    monkeypatch.setattr(system_libraries, "ensure", lambda: None)
    return stand_in


def test_made_once_from_all_pins(pip: Pip, pyproject: Path) -> None:
    environment.ensure(pip.venv, pyproject)
    environment.ensure(pip.venv, pyproject)
    assert (pip.created, pip.installed) == (1, [["alpha==1.0", "beta==2.0"]])
    assert not (pip.venv / environment.MARKER).exists()


def test_a_changed_pin_is_installed_into_the_same_environment(pip: Pip, pyproject: Path) -> None:
    environment.ensure(pip.venv, pyproject)
    pyproject.write_text(PYPROJECT.replace("beta==2.0", "beta==2.1"), encoding="utf-8")
    environment.ensure(pip.venv, pyproject)
    assert (pip.created, pip.installed[-1]) == (1, ["alpha==1.0", "beta==2.1"])


def test_killed_halfway_is_made_anew(pip: Pip, pyproject: Path) -> None:
    pip.killed = True
    with pytest.raises(KeyboardInterrupt):
        environment.ensure(pip.venv, pyproject)
    litter = pip.venv / "half-written"
    litter.touch()
    pip.killed = False
    environment.ensure(pip.venv, pyproject)
    assert (pip.created, litter.exists()) == (2, False)


def test_no_network_is_said_and_tried_again_without_making_anew(pip: Pip, pyproject: Path) -> None:
    pip.exit_code = 1
    with pytest.raises(SetupTrouble, match="网络"):
        environment.ensure(pip.venv, pyproject)
    pip.exit_code = 0
    environment.ensure(pip.venv, pyproject)
    assert (pip.created, len(pip.installed)) == (1, 2)


def test_a_python_without_venv_brings_its_package(
    pip: Pip, pyproject: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    brought: list[str] = []
    monkeypatch.setattr(
        environment.importlib.util, "find_spec", lambda name: None if name == "ensurepip" else name
    )
    monkeypatch.setattr(system_libraries, "bring", lambda packages, _purpose: brought.extend(packages))
    environment.ensure(pip.venv, pyproject)
    major, minor = environment.sys.version_info[:2]
    assert brought == [f"python{major}.{minor}-venv"]


def test_fingerprint_follows_pins_and_python() -> None:
    base = environment.fingerprint(["a==1", "b==1"], (3, 11))
    assert environment.fingerprint(["b==1", "a==1"], (3, 11)) == base
    assert environment.fingerprint(["a==1", "b==2"], (3, 11)) != base
    assert environment.fingerprint(["a==1", "b==1"], (3, 12)) != base


def test_every_real_pin_is_exact() -> None:
    requirements = environment.pins(environment.ROOT / "pyproject.toml")
    assert [line for line in requirements if line.count("==") != 1] == []


def test_children_speak_utf8_and_find_the_program(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", "elsewhere")
    env = environment.child_env(EXTRA="1")
    assert (env["PYTHONUTF8"], env["EXTRA"]) == ("1", "1")
    assert env["PYTHONPATH"].startswith(str(environment.ROOT))
    assert env["PYTHONPATH"].endswith("elsewhere")
