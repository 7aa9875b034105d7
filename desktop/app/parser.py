"""The command line's grammar; wrong usage is told in Chinese."""

import json
import sys
from argparse import SUPPRESS, Action, ArgumentParser, HelpFormatter, Namespace
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from desktop.app.places import default_folder
from desktop.base.command import Answer, Command
from desktop.base.version import VERSION

USAGE = 2


class WrongUsageError(Exception):
    """What argparse says about the arguments, in English."""


class ChineseHelp(HelpFormatter):
    """The help's own words in Chinese."""

    def add_usage(self, usage: str | None, actions: Iterable[Action], groups: Iterable[Any],
                  prefix: str | None = None) -> None:
        """用法：python -m desktop …"""
        super().add_usage(usage, actions, groups, "用法：" if prefix is None else prefix)

    def _get_default_metavar_for_optional(self, action: Action) -> str:
        return "值"


class ChineseParser(ArgumentParser):
    """An ArgumentParser in Chinese: errors are one sentence on stderr, exit code 2."""

    def __init__(self, *, prog: str | None = None, description: str | None = None,
                 parents: Sequence[ArgumentParser] = (), add_help: bool = True) -> None:
        super().__init__(prog=prog, description=description, parents=parents, add_help=False,
                         formatter_class=ChineseHelp)
        self._positionals.title, self._optionals.title = "要写的", "可以加的"
        if add_help:
            self.add_argument("-h", "--help", action="help", help="看这一页")

    def error(self, message: str) -> NoReturn:
        raise WrongUsageError(message)

    def read(self, arguments: list[str]) -> Namespace:
        """The arguments, or the end of the program; with --json the sentence is an object on stdout too."""
        try:
            if any(not is_text(words) for words in arguments):
                raise WrongUsageError("里面有不是文字的内容")
            return self.parse_args(arguments)
        except WrongUsageError as wrong:
            sentence = f"命令写得不对：{chinese(str(wrong))}。用 python -m desktop --help 看全部命令。"
            sys.stderr.write(f"{sentence}\n")
            if "--json" in arguments:
                sys.stdout.write(f"{json.dumps({'error': sentence}, ensure_ascii=False)}\n")
            raise SystemExit(USAGE) from wrong


def is_text(words: str) -> bool:
    """Whether words are text: what is not (bytes of another code page) can be neither stored nor shown."""
    try:
        words.encode()
    except UnicodeEncodeError:
        return False
    return "\0" not in words


def chinese(message: str) -> str:
    """argparse's few sentences in Chinese."""
    for english, words in (
        ("the following arguments are required: ", "缺少 "),
        ("unrecognized arguments: ", "不认识 "),
        ("invalid choice: ", "没有这个选择 "),
        ("expected one argument", "后面要跟一个值"),
        ("argument ", "参数 "),
        ("invalid int value: ", "应是整数 "),
        (" (choose from ", "（可选 "),
        ("not allowed with ", "不能同时用 "),
    ):
        message = message.replace(english, words)
    return message.removesuffix(")") + ("）" if message.endswith(")") else "")


@dataclass(frozen=True)
class Verb:
    """A generic command: name, help, its arguments, and what runs it.

    `fresh`: the folder may be empty. `closed`: it is given the folder and what opens
    its data, not opened.
    """

    name: str
    help: str
    arguments: Callable[[ArgumentParser], None]
    run: Callable[..., Answer]
    fresh: bool = False
    closed: bool = False


def build_parser(verbs: tuple[Verb, ...], commands: tuple[Command, ...]) -> ChineseParser:
    """The whole grammar: --data, --json, --today before or after the command.

    A sub-parser must not overwrite with its defaults what stood before the command.
    """
    common = ChineseParser(add_help=False)
    _common(common, suppress=True)
    parser = ChineseParser(prog="python -m desktop", description="校外培训治理台账。不带命令时打开窗口。")
    _common(parser, suppress=False)
    parser.add_argument("--selftest", type=Path, metavar="文件夹", help="在这个文件夹里自测，不动台账数据")
    parser.add_argument("--version", action="version", version=VERSION, help="程序的版本")
    sub = parser.add_subparsers(dest="command", metavar="命令", parser_class=ChineseParser)
    for verb in verbs:
        made = sub.add_parser(verb.name, help=verb.help, description=verb.help, parents=[common])
        verb.arguments(made)
        made.set_defaults(run=verb.run, fresh=verb.fresh, closed=verb.closed)
    groups: dict[str, Any] = {}
    for command in commands:
        _add_command(command, sub, groups, common, _told(command, commands))
    return parser


def _told(command: Command, commands: tuple[Command, ...]) -> str:
    """What a group of commands does: the first one's help, and how many there are."""
    count = sum(other.words[0] == command.words[0] for other in commands)
    return command.help if count == 1 else f"{command.help}……共 {count} 项，加 --help 看"


def _add_command(command: Command, sub: Any, groups: dict[str, Any], common: ArgumentParser,
                 told: str) -> None:
    if len(command.words) == 2:
        first, second = command.words
        if first not in groups:
            group = sub.add_parser(first, help=told, description=told)
            groups[first] = group.add_subparsers(
                dest="subcommand", metavar="内容", required=True, parser_class=ChineseParser
            )
        made = groups[first].add_parser(second, help=command.help, description=command.help, parents=[common])
    else:
        made = sub.add_parser(command.words[0], help=command.help, description=command.help, parents=[common])
    command.arguments(made)
    made.set_defaults(run=command.run, fresh=False, closed=False)


def _common(parser: ArgumentParser, *, suppress: bool) -> None:
    def first(value: object) -> object:
        return SUPPRESS if suppress else value

    parser.add_argument(
        "--data", type=Path, default=first(default_folder()), metavar="文件夹", help="数据文件夹"
    )
    parser.add_argument("--json", action="store_true", default=first(False), help="只输出一个 JSON 对象")
    parser.add_argument("--by", default=first(None), metavar="姓名", help="由谁办理；设了密码的要给密码")
    parser.add_argument("--today", default=first(None), metavar="日期", help="按这一天办理（年-月-日）")
