"""Write the next migration: what the declared records have that the scripts do not make yet.

    python3 installer/dev.py migration "one line of why"

Read the script it writes before committing it: alembic cannot see renamed columns or moved data.
"""

import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from alembic import command
from alembic.operations.ops import MigrationScript
from sqlalchemy import create_engine

from desktop.app.features import STREET
from desktop.base.records import Base
from desktop.store.migrate import configuration, upgrade
from desktop.store.revisions import SCRIPTS


def make(words: str) -> list[Path]:
    """The script or scripts written."""
    assert STREET, "importing the street declares every table"
    before = set((SCRIPTS / "versions").glob("*.py"))
    number = 1 + max((int(path.stem[:4]) for path in before if path.stem[:4].isdigit()), default=0)
    with tempfile.TemporaryDirectory() as place:
        file = Path(place) / "空.db"
        if number > 1:
            upgrade(file, datetime.now(UTC))
        engine = create_engine(f"sqlite:///{file}")
        config = configuration()
        config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
        with engine.connect() as connection:
            config.attributes["connection"] = connection
            config.attributes["writing"] = True
            command.revision(
                config,
                message=words,
                autogenerate=True,
                rev_id=f"{number:04d}",
                process_revision_directives=only_declared,
            )
        engine.dispose()
    made = sorted(set((SCRIPTS / "versions").glob("*.py")) - before)
    for path in made:
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        path.write_text("".join(line for line in lines if "###" not in line), encoding="utf-8")
        for verb in (["format", "-q"], ["check", "--fix", "-q"]):
            subprocess.run([sys.executable, "-m", "ruff", *verb, str(path)], check=True)
    return made


def only_declared(context: Any, revision: Any, directives: list[MigrationScript]) -> None:
    """Leave tables alone that no record declares: the search index keeps itself."""
    declared = set(Base.late.schema().tables)
    for script in directives:
        assert script.upgrade_ops is not None
        script.upgrade_ops.ops = [
            item for item in script.upgrade_ops.ops if getattr(item, "table_name", None) in declared
        ]


def main(arguments: list[str]) -> int:
    """Write the migration named on the command line."""
    if len(arguments) != 1:
        sys.stderr.write('用法：python3 installer/dev.py migration "一句话说明"\n')
        return 2
    for path in make(arguments[0]):
        sys.stdout.write(f"{path.relative_to(SCRIPTS.parents[2])}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
