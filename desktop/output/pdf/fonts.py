"""Fonts by role, chosen character by character, registered with reportlab when first used.

Widths are in em (1.0 = the size). Font names returned are reportlab's registered names: one per file and
collection number, unique in the process. One FontBook serves the whole process; it reads no font before a
character asks for it. A file reportlab refuses (damaged, embedding forbidden) counts as absent.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.base.resources import resource
from desktop.output.pdf.faces import CHAINS, Face, Role

if TYPE_CHECKING:
    from desktop.output.pdf.embedding import EmbeddedFont

__all__ = ["FontBook", "Role", "font_book", "windows_font_folders"]


def windows_font_folders() -> tuple[Path, ...]:
    """Where Windows keeps fonts: for everybody, and for this user. Empty elsewhere."""
    everybody = Path(os.environ["SYSTEMROOT"], "Fonts") if "SYSTEMROOT" in os.environ else None
    own = os.environ.get("LOCALAPPDATA")
    user = Path(own, "Microsoft", "Windows", "Fonts") if own else None
    return tuple(folder for folder in (everybody, user) if folder and folder.is_dir())


class FontBook:
    """The fonts of this PC and the shipped ones, by role.

    `shipped` is resources/fonts; `system` are folders searched for Windows' files, none for repeatable
    output.
    """

    def __init__(self, shipped: Path, system: Sequence[Path] | None = None) -> None:
        folders = windows_font_folders() if system is None else system
        self._shipped = shipped
        self._system = {
            path.name.lower(): path
            for folder in folders
            if folder.is_dir()
            for path in sorted(folder.iterdir(), reverse=True)
        }
        self._loaded: dict[Face, EmbeddedFont | None] = {}
        self._chosen: dict[Role, dict[str, tuple[str, float]]] = {role: {} for role in Role}
        self._held: dict[Role, dict[str, EmbeddedFont | None]] = {role: {} for role in Role}

    def font_for(self, role: Role, char: str) -> str:
        """Name of the font that draws this character; the role's first font when none has it."""
        return self.measured(role, char)[0]

    def width(self, role: Role, char: str) -> float:
        """Advance of the character in em."""
        return self.measured(role, char)[1]

    def measured(self, role: Role, char: str) -> tuple[str, float]:
        """Font name and advance in em of one character."""
        chosen = self._chosen[role]
        known = chosen.get(char)
        if known is None:
            known = chosen[char] = self._choose(role, char)
        return known

    def runs(self, role: Role, text: str) -> list[tuple[str, str]]:
        """The text cut where the font changes: (font name, piece)."""
        pieces: list[tuple[str, str]] = []
        for char in text:
            name = self.font_for(role, char)
            if pieces and pieces[-1][0] == name:
                pieces[-1] = (name, pieces[-1][1] + char)
            else:
                pieces.append((name, char))
        return pieces

    def missing(self, role: Role, text: str) -> list[str]:
        """Characters no font of the role's chain has, each once, in order."""
        absent = (char for char in dict.fromkeys(text) if not char.isspace())
        return [char for char in absent if self._holder(role, char) is None]

    def substitutes(self) -> list[str]:
        """A sentence for each role whose expected face this PC does not have."""
        sentences = []
        for chain in CHAINS.values():
            used = next((face for face in chain if self._load(face)), None)
            if used is not None and used is not chain[0]:
                sentences.append(f"本机没有{chain[0].label}，已用{used.label}替代")
        return sentences

    def _choose(self, role: Role, char: str) -> tuple[str, float]:
        font = self._holder(role, char) or self._first(role)
        return font.fontName, font.face.getCharWidth(ord(char)) / 1000

    def _holder(self, role: Role, char: str) -> EmbeddedFont | None:
        held = self._held[role]
        if char not in held:
            held[char] = self._find(role, char)
        return held[char]

    def _find(self, role: Role, char: str) -> EmbeddedFont | None:
        code = ord(char)
        for face in CHAINS[role]:
            font = self._load(face)
            if font is not None and font.face.charToGlyph.get(code):
                return font
        return None

    def _first(self, role: Role) -> EmbeddedFont:
        for face in CHAINS[role]:
            font = self._load(face)
            if font is not None:
                return font
        raise FileNotFoundError(f"no font for {role.name} in {self._shipped}")

    def _load(self, face: Face) -> EmbeddedFont | None:
        if face not in self._loaded:
            # reportlab takes 0.1 s to import: only when a font is first read.
            from desktop.output.pdf.embedding import registered

            self._loaded[face] = next(
                (font for path in self._paths(face) if (font := registered(path, face.subfont))), None
            )
        return self._loaded[face]

    def _paths(self, face: Face) -> list[Path]:
        if face.shipped:
            return [path for name in face.files if (path := self._shipped / name).is_file()]
        return [self._system[name] for name in face.files if name in self._system]


@cache
def font_book() -> FontBook:
    """The process's one book of fonts: reading a font takes a tenth of a second."""
    return FontBook(resource("fonts"))
