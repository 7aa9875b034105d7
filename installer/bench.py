"""`dev.py bench`: measures every figure beside its floor, each bench in a process of its own.

    python3 installer/dev.py bench [--json] [--small] [NAME …]

Exit code 1 when a figure is beyond what is allowed. `--small` only shows that the machinery works.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from importlib import import_module
from pathlib import Path

from benches.figure import SMALL, Bench, Figure, Scale, as_json, table

BENCHES = ("window", "search", "importing", "pasting", "ledger", "supervision", "notices", "exporting")


def measure(name: str, scale: Scale) -> list[Figure]:
    """Run one bench here, in a folder that is removed afterwards."""
    bench: Bench = import_module(f"benches.{name}").bench
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        return bench(Path(folder), scale)


def measure_apart(name: str, *, small: bool) -> list[Figure]:
    """Run one bench in a fresh process: nothing another one loaded or kept is in its way."""
    folders = os.pathsep.join([str(Path(__file__).parent), str(Path(__file__).parents[1])])
    command = [sys.executable, __file__, "--child", name, *(["--small"] if small else [])]
    env = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    env["PYTHONPATH"] = folders
    done = subprocess.run(command, stdout=subprocess.PIPE, encoding="utf-8", env=env)
    if done.returncode:
        raise SystemExit(done.returncode)
    return [Figure(**facts) for facts in json.loads(done.stdout.splitlines()[-1])]


def main(arguments: Sequence[str]) -> int:
    """Measure what is named, everything when nothing is."""
    parser = argparse.ArgumentParser(prog="dev.py bench")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"one of {', '.join(BENCHES)}; all without")
    parser.add_argument("--json", action="store_true", help="one JSON list instead of a table")
    parser.add_argument("--small", action="store_true", help="few rows: only whether it works")
    parser.add_argument("--child", choices=BENCHES, help=argparse.SUPPRESS)
    given = parser.parse_args(arguments)
    if unknown := [name for name in given.names if name not in BENCHES]:
        parser.error(f"no bench {', '.join(unknown)}; there are {', '.join(BENCHES)}")
    if given.child:
        figures = measure(given.child, SMALL if given.small else Scale())
        print(json.dumps([asdict(figure) for figure in figures]))
        return 0
    figures = []
    for name in given.names or BENCHES:
        print(f"› {name}", file=sys.stderr, flush=True)
        figures += measure_apart(name, small=given.small)
    print(as_json(figures) if given.json else table(figures))
    return 0 if given.small or all(figure.kept for figure in figures) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
