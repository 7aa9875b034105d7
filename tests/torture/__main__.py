"""All tortures: python -m tests.torture [--kills N] [--full-disk N] [--power-cuts N]."""

import sys
from argparse import ArgumentParser
from collections.abc import Callable, Sequence
from functools import partial

from desktop.store.keys import new_key
from tests.torture import full_disk, kill, migrating, power_cut, restoring


def main(arguments: Sequence[str]) -> int:
    """Run each so many times, say the faults; 1 when there is any. A third of the kills goes to each work."""
    parser = ArgumentParser()
    parser.add_argument("kills", nargs="?", type=int, default=300)
    parser.add_argument("--kills", dest="kills_too", type=int)
    parser.add_argument("--full-disk", type=int, default=100)
    parser.add_argument("--power-cuts", type=int, default=60)
    given = parser.parse_args(arguments)
    kills = given.kills if given.kills_too is None else given.kills_too
    third = kills // 3
    works: list[tuple[str, Callable[[int], list[str]], int]] = [
        ("导入、撤销、签发、销号、封存时强行结束", kill.rounds, kills - 2 * third),
        ("备份、恢复时强行结束", restoring.rounds, third),
        ("升级旧数据时强行结束", migrating.rounds, third)]
    if sys.platform == "linux":
        works += [("磁盘写满", full_disk.rounds, given.full_disk),
                  ("断电", power_cut.rounds, given.power_cuts),
                  ("数据加密时断电", partial(power_cut.rounds, key=new_key()), given.power_cuts // 2)]
    faulty = 0
    for words, rounds, count in works:
        found = rounds(count) if count else []
        sys.stdout.write("\n".join([*found, f"{words}：{count} 次，{len(found)} 处不对", ""]))
        sys.stdout.flush()
        faulty += len(found)
    return int(faulty > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
