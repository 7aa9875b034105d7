"""The installer proven under Wine: it installs, starts, upgrades, refuses, is killed, uninstalls; data stays.

Every claim is one line of proof.json. The older and the newer version are made from the frozen program
itself: the older has a lower number and a stale file, the newer a higher number and one more schema change.
"""

import json
import re
import shutil
import time
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import nsis
from bundle import content
from bundle_parts import MIGRATIONS, NAME, ROOT, TITLE
from installed import SETTLE, STALE, Installed, facts_of, leftovers
from wine_prefix import Prefix, wait, windows_path

OLDER, NEWER = "0.0.1", "999.0.0"
NEXT_REVISION = "proof"
OLD = ROOT / "tests" / "old_databases"
UPDATES, CHECK = "这一版改了什么", "检查这台电脑"
"""Titles of what greets her by itself."""
SEEN = re.compile(r"seen_version=\S+")


@dataclass
class Proof:
    """The claims with their outcome, in order."""

    lines: list[tuple[str, bool, str]] = field(default_factory=list)

    def claim(self, sentence: str, holds: bool, detail: object = "") -> bool:
        """Note a claim and tell it; gives whether it holds."""
        self.lines.append((sentence, holds, str(detail)))
        print(f"  {'✓' if holds else '✗'} {sentence} {detail}".rstrip(), flush=True)
        return holds

    @property
    def holds(self) -> bool:
        """True when every claim holds."""
        return bool(self.lines) and all(holds for _, holds, _ in self.lines)

    def write(self, target: Path) -> None:
        """The claims as JSON."""
        claims = [{"claim": claim, "ok": ok, "detail": detail} for claim, ok, detail in self.lines]
        target.write_text(
            json.dumps({"ok": self.holds, "claims": claims}, ensure_ascii=False, indent=1), "utf-8"
        )


@dataclass(frozen=True)
class Setups:
    """The installers that are tried: the older version, this one, a newer one."""

    older: Path
    current: Path
    newer: Path
    version: str


def make_setups(program: Path, version: str, folder: Path, *flags: str) -> Setups:
    """Trial installers of an older and a newer version, and this one packed fast."""
    older, newer = folder / "older" / NAME, folder / "newer" / NAME
    for copy in (older, newer):
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(program, copy)
    (older / "_internal" / STALE).write_bytes(b"")
    versions = newer / "_internal" / MIGRATIONS / "versions"
    last = max(file.stem.split("_")[0] for file in versions.glob("[0-9]*.py"))
    (versions / f"{NEXT_REVISION}.py").write_text(next_revision(last), encoding="utf-8")
    quick = [*flags, "QUICK"]
    return Setups(
        nsis.make(older, OLDER, folder / "older.exe", *quick),
        nsis.make(program, version, folder / "current.exe", *quick),
        nsis.make(newer, NEWER, folder / "newer.exe", *quick),
        version,
    )


def next_revision(last: str) -> str:
    """A schema change after the revision `last`: one more table."""
    return (
        '"""One more table, to prove that the installed program changes an older schema."""\n\n'
        "import sqlalchemy as sa\nfrom alembic import op\n\n"
        f"revision = {NEXT_REVISION!r}\ndown_revision = {last!r}\nbranch_labels = depends_on = None\n\n\n"
        "def upgrade() -> None:\n"
        f'    op.create_table("{NEXT_REVISION}", sa.Column("id", sa.Integer, primary_key=True))\n'
    )


def prove(prefix: Prefix, setups: Setups, shots: Path) -> Proof:
    """Walk the whole life of an installation; pictures go to the folder `shots`."""
    proof, here = Proof(), Installed(prefix)
    for step in (
        refuse_old_windows,
        wizard,
        install_older,
        greet,
        refuse_while_running,
        killed,
        upgrade,
        old_data,
        oldest_in_window,
        migrate,
        uninstall,
    ):
        step(proof, here, setups, shots)
        if not proof.holds:
            break
    return proof


def refuse_old_windows(proof: Proof, here: Installed, setups: Setups, shots: Path) -> None:
    """Exit code 4 on Windows 7, nothing installed."""
    here.prefix.be_windows("win7")
    code = here.install(setups.current)
    here.prefix.be_windows("win10")
    proof.claim("Windows 7 上拒绝安装，退出码 4", code == 4 and not here.folder.exists(), code)


def refuse_32_bits(proof: Proof, prefix: Prefix, setups: Setups) -> None:
    """Exit code 3 on a Windows of 32 bits, nothing installed."""
    try:
        prefix.create()
        here = Installed(prefix)
        code = here.install(setups.current)
        proof.claim("32 位 Windows 上拒绝安装，退出码 3", code == 3 and not here.folder.exists(), code)
    finally:
        prefix.stop()


def wizard(proof: Proof, here: Installed, setups: Setups, shots: Path) -> None:
    """The wizard's first page, in Chinese; closed without installing."""
    running = here.prefix.start(windows_path(setups.current))
    there = here.prefix.wait_for_window(f"{TITLE} 安装")
    time.sleep(2)
    here.prefix.photograph(shots / "wizard.png")
    here.prefix.run("taskkill", "/f", "/im", setups.current.name)
    running.communicate(timeout=SETTLE)
    proof.claim("安装向导是中文的，关掉它什么也没有装", there and not here.folder.exists())


def install_older(proof: Proof, here: Installed, setups: Setups, shots: Path) -> None:
    """The older version, its shortcuts, its first window, and the sample county as data."""
    code = here.install(setups.older)
    if not proof.claim("静默安装旧版本，退出码 0", code == 0 and here.program.exists(), code):
        return
    proof.claim("开始菜单和桌面有快捷方式", all(link.exists() for link in here.shortcuts))
    proof.claim("“应用和功能”里有旧版本号", here.shown_version() == OLDER, here.shown_version())
    show(proof, here, shots / "first-start.png", "第一次打开，出中文窗口")
    code = here.command("sample")
    proof.claim("安装后的程序载入示例县", code == 0 and here.data.exists(), code)


def show(
    proof: Proof, here: Installed, target: Path, sentence: str, between: Callable[[], None] | None = None
) -> None:
    """Start the program, photograph its window, do something meanwhile, close the window."""
    started = time.monotonic()
    running = here.prefix.start(here.program)
    there = here.prefix.wait_for_window(TITLE)
    seconds = time.monotonic() - started
    time.sleep(4)
    here.prefix.settle()
    here.prefix.photograph(target)
    proof.claim(sentence, there, f"{seconds:.1f} 秒")
    again = [title for title in here.prefix.titles() if UPDATES in title or CHECK in title]
    proof.claim("说明和检查没有再出来", not again, again or "")
    if between is not None:
        between()
    closed = here.close()
    if not closed:
        here.prefix.run("taskkill", "/f", "/im", f"{NAME}.exe")
    running.communicate(timeout=SETTLE)
    proof.claim("窗口按 × 能关上，程序结束", closed)


def greet(proof: Proof, here: Installed, setups: Setups, shots: Path) -> None:
    """The first window tells what changed, then looks at this PC; both only once."""
    running = here.prefix.start(here.program)
    told = here.prefix.wait_for_window(UPDATES)
    here.prefix.photograph(shots / "updates.png")
    here.press_close()
    looked = here.prefix.wait_for_window(CHECK)
    time.sleep(1)
    here.prefix.photograph(shots / "first-check.png")
    closed = here.close()
    if not closed:
        here.prefix.run("taskkill", "/f", "/im", f"{NAME}.exe")
    running.communicate(timeout=SETTLE)
    proof.claim("第一次开窗口：先说改了什么，再检查这台电脑", told and looked and closed)


def tells_again(proof: Proof, here: Installed) -> None:
    """After an update from an older version what changed is told; how it was seen is kept in a file."""
    kept = here.window_facts.read_text(encoding="utf-8")
    here.window_facts.write_text(SEEN.sub(f"seen_version={OLDER}", kept), encoding="utf-8")
    running = here.prefix.start(here.program)
    told = here.prefix.wait_for_window(UPDATES)
    closed = here.close()
    if not closed:
        here.prefix.run("taskkill", "/f", "/im", f"{NAME}.exe")
    running.communicate(timeout=SETTLE)
    proof.claim("升级后第一次打开，说这一版改了什么", SEEN.search(kept) is not None and told and closed)


def refuse_while_running(proof: Proof, here: Installed, setups: Setups, shots: Path) -> None:
    """Neither upgrade nor uninstall touches a program that runs."""
    before = content(here.folder)

    def meanwhile() -> None:
        code = here.install(setups.current)
        proof.claim("程序开着时拒绝升级，退出码 5", code == 5, code)
        here.prefix.run(here.folder / "uninstall.exe", "/S", seconds=120)
        time.sleep(3)
        proof.claim("程序开着时升级和卸载都没有动任何文件", content(here.folder) == before)

    show(proof, here, shots / "older.png", "示例县打开，出中文窗口", meanwhile)


def killed(proof: Proof, here: Installed, setups: Setups, shots: Path) -> None:
    """An installation killed while it unpacks leaves the old version as it was."""
    before = content(here.folder)
    running = here.prefix.start(windows_path(setups.current), "/S")
    fresh = here.folder / "_internal.new"
    caught = wait_closely(lambda: fresh.is_dir() and len(list(fresh.iterdir())) > 3, 60)
    here.prefix.stop()
    running.communicate(timeout=SETTLE)
    after = [entry for entry in content(here.folder) if not entry[0].startswith("_internal.new/")]
    proof.claim("升级到一半被强行结束：旧版本一个文件不少", caught and fresh.exists() and after == before)
    proof.claim("旧版本照常能用", here.command("check") == 0)


def wait_closely(reached: Callable[[], bool], seconds: float) -> bool:
    """Like `wait`, a hundred times a second."""
    until = time.monotonic() + seconds
    while not reached():
        if time.monotonic() > until:
            return False
        time.sleep(0.01)
    return True


def upgrade(proof: Proof, here: Installed, setups: Setups, shots: Path) -> None:
    """This version over the older one: nothing stale stays, the data is as it was."""
    facts = here.facts()
    code = here.install(setups.current)
    proof.claim("覆盖安装本版本，退出码 0", code == 0, code)
    proof.claim("“应用和功能”里是本版本号", here.shown_version() == setups.version, here.shown_version())
    left = [path.name for path in leftovers(here.folder)]
    proof.claim("旧版本的文件没有留下", not left, left or "")
    proof.claim("数据一行不少", here.facts()[1] == facts[1], sum(facts[1].values()))
    tells_again(proof, here)
    show(proof, here, shots / "screenshot.png", "升级后打开示例县，出中文窗口")


def old_data(proof: Proof, here: Installed, setups: Setups, shots: Path) -> None:
    """Data of every schema that went out, as its program left it: opened, brought to today's, sound."""
    newest = here.facts()[0]
    for backup in sorted(OLD.glob("*.zip")):
        folder = here.prefix.local / "旧 数据" / backup.stem
        shutil.rmtree(folder, ignore_errors=True)
        with zipfile.ZipFile(backup) as packed:
            packed.extractall(folder)
        before, rows = facts_of(folder / here.data.name)
        code = here.command("--data", windows_path(folder), "check")
        after, kept = facts_of(folder / here.data.name)
        same = {name: count for name, count in kept.items() if name in rows} == rows
        copies = list((folder / "备份").glob("*升级前.db"))
        words = "升级前留了备份" if before != newest else "本来就是这一版，没有备份可留"
        proof.claim(f"{backup.stem} 版的旧数据升级到 {newest}，一行不少，核对完好，{words}",
                    code == 0 and after == newest and same and bool(copies) == (before != newest),
                    f"{before} → {after}")


def oldest_in_window(proof: Proof, here: Installed, setups: Setups, shots: Path) -> None:
    """Data of the oldest schema, where hers is: the first window of this version brings it up."""
    today, own = here.facts()[0], here.data.parent
    aside = own.with_name("试完放回")
    own.rename(aside)
    with zipfile.ZipFile(min(OLD.glob("*.zip"))) as packed:
        packed.extractall(own)
    before, rows = here.facts()
    tells_again(proof, here)
    after, kept = here.facts()
    same = {name: count for name, count in kept.items() if name in rows} == rows
    proof.claim(
        "窗口打开最旧的数据：升级结构，一行不少", before < after == today and same, f"{before} → {after}"
    )
    show(proof, here, shots / "oldest.png", "最旧的数据升级后再打开，出中文窗口")
    shutil.rmtree(own)
    aside.rename(own)


def migrate(proof: Proof, here: Installed, setups: Setups, shots: Path) -> None:
    """A newer version changes the schema, a copy is made before; this version then only looks."""
    revision, rows = here.facts()
    code = here.install(setups.newer)
    proof.claim("覆盖安装更新的版本，退出码 0", code == 0, code)
    code = here.command("check")
    changed, kept = here.facts()
    same = {name: count for name, count in kept.items() if name in rows} == rows
    proof.claim("更新的版本升级了数据结构", code == 0 and changed == NEXT_REVISION, f"{revision} → {changed}")
    proof.claim("升级结构后数据一行不少", same)
    copies = list((here.data.parent / "备份").glob("*升级前.db"))
    proof.claim("升级前留了备份", bool(copies), ", ".join(copy.name for copy in copies))
    code = here.install(setups.current)
    looked, refused = here.command("check"), here.command("operator", "add", "新人")
    proof.claim(
        "旧程序对更新的数据只看不改，数据不变",
        (code, looked, refused) == (0, 0, 2) and here.facts() == (changed, kept),
        f"{looked}，{refused}",
    )


def uninstall(proof: Proof, here: Installed, setups: Setups, shots: Path) -> None:
    """Everything installed is gone, the data is there to the row."""
    facts = here.facts()
    here.prefix.run(here.folder / "uninstall.exe", "/S", seconds=120)
    proof.claim("静默卸载后程序文件夹没有了", wait(lambda: not here.folder.exists(), SETTLE))
    proof.claim("快捷方式没有了", not any(link.exists() for link in here.shortcuts))
    proof.claim("“应用和功能”里没有了", here.shown_version() == "")
    proof.claim("数据一行不少地留着", here.data.exists() and here.facts() == facts, sum(facts[1].values()))
