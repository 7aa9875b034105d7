"""Schema changes: alembic run from code, on a copy-first file, in one transaction, never on newer data."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, inspect, text

from desktop.base.errors import StoreTrouble
from desktop.store.backup import copy_before
from desktop.store.engine import bare_engine
from desktop.store.keys import NO_KEYS, Keys
from desktop.store.newer import NewerData, version_of
from desktop.store.revisions import SCRIPTS


def configuration(more: Sequence[Path] = ()) -> Config:
    """Alembic's settings, in code: an .ini would be read in the PC's own code page."""
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    config.set_main_option("path_separator", "newline")
    places = [SCRIPTS / "versions", *more]
    config.set_main_option("version_locations", "\n".join(str(place).replace("%", "%%") for place in places))
    return config


def upgrade(file: Path, now: datetime, more: Sequence[Path] = (), keys: Keys = NO_KEYS) -> None:
    """Bring the file to this program's schema; NewerData, untouched, when it is newer than the program."""
    config = configuration(more)
    scripts = ScriptDirectory.from_config(config)
    engine = bare_engine(file, keys)
    try:
        current = _current(engine)
        known = {revision.revision for revision in scripts.walk_revisions()}
        if current - known:
            raise NewerData(version_of(file, keys))
        if current == set(scripts.get_heads()):
            return
        if current:
            copy_before(file, "升级前", now, keys)
        elif file.exists() and _has_tables(engine):
            raise StoreTrouble(f"这不是本程序的数据文件：{file}。", "请换一个数据文件夹。")
        _run(engine, config)
    finally:
        engine.dispose()


def _run(engine: Engine, config: Config) -> None:
    with engine.execution_options(writing=True).begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "heads")
        broken = connection.execute(text("PRAGMA foreign_key_check")).first()
        if broken is not None:
            raise StoreTrouble(
                f"升级数据时发现引用不一致（{broken[0]}），没有升级，数据没有变动。",
                "请把“备份”文件夹连同数据交给维护人员。",
            )


def _current(engine: Engine) -> set[str]:
    with engine.connect() as connection:
        return set(MigrationContext.configure(connection).get_current_heads())


def _has_tables(engine: Engine) -> bool:
    with engine.connect() as connection:
        return bool(inspect(connection).get_table_names())
