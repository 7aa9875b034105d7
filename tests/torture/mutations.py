"""The samples, damaged in many ways: bits, length, the zip around, the XML inside."""

import re
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from random import Random
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile

SAMPLES = Path(__file__).parents[1] / "samples"
ENTITY = (b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
          b'<!ENTITY f SYSTEM "file:///etc/passwd">]>')
NAMES = ("../../出去.xml", "C:\\\\x.xml", "xl/worksheets/sheet1.xml", "xl/" + "a" * 300, "xl/vbaProject.bin")
VALUES = (b"-1", b"0", b"99999999999999999999", b"1e308", b"NaN", b"", b"XFD1048576", b"A1:XFD1048576", b"A0",
          b"&f;", b"\xff\xfe", b"2147483648", b"=cmd|'/C calc'!A0")


def bits(data: bytes, random: Random) -> bytes:
    """One to forty bytes changed."""
    changed = bytearray(data)
    for _ in range(random.randint(1, 40)):
        changed[random.randrange(len(changed))] ^= 1 << random.randrange(8)
    return bytes(changed)


def shorter(data: bytes, random: Random) -> bytes:
    """Cut off, or a piece taken out of the middle or put in twice."""
    first, second = sorted((random.randrange(len(data)), random.randrange(len(data))))
    return random.choice([data[:first], data[first:], data[:first] + data[second:],
                          data[:second] + data[first:]])


def packed(data: bytes, random: Random) -> bytes:
    """Parts of the zip left out, emptied, put in twice or under odd names."""
    parts = _parts(data)
    if not parts:
        return bits(data, random)
    place = random.randrange(len(parts))
    name, content = parts[place]
    match random.randrange(6):
        case 0:
            del parts[place]
        case 1:
            parts[place] = (name, b"")
        case 2:
            parts.append((random.choice(NAMES), content))
        case 3:
            parts[place] = (name, parts[random.randrange(len(parts))][1])
        case 4:
            parts[place] = (name, shorter(content, random) if content else b"<")
        case _:
            parts += [(f"xl/worksheets/sheet{number}.xml", content) for number in range(50, 90)]
    made = _box(parts, random)
    return bits(made, random) if random.random() < 0.2 else made


def marked_up(data: bytes, random: Random) -> bytes:
    """Tags and values of the XML exchanged, doubled, torn; entities and far cells put in."""
    parts = _parts(data)
    places = [place for place, (name, _) in enumerate(parts) if name.endswith((".xml", ".rels"))]
    if not places:
        return shorter(data, random)
    place = random.choice(places)
    name, content = parts[place]
    for _ in range(random.randint(1, 8)):
        content = _edited(content, random)
    parts[place] = (name, content)
    return _box(parts, random)


def _edited(content: bytes, random: Random) -> bytes:
    tags = list(re.finditer(rb"<[^>]*>", content))
    values = list(re.finditer(rb'"([^"]*)"|>([^<>]+)<', content))
    if not tags or not values:
        return content + b"<x>"
    tag, value = random.choice(tags), random.choice(values)
    match random.randrange(7):
        case 0:
            return content[:tag.start()] + content[tag.end():]
        case 1:
            return content[:tag.end()] + tag[0] + content[tag.end():]
        case 2:
            return content[:tag.start()] + random.choice(tags)[0] + content[tag.end():]
        case 3:
            return content[:value.start() + 1] + random.choice(VALUES) + content[value.end() - 1:]
        case 4:
            head = content.find(b"?>") + 2 if b"?>" in content else 0
            return content[:head] + ENTITY + content[head:]
        case 5:
            return content[:value.start() + 1] + b"&b;" * 40 + content[value.end() - 1:]
        case _:
            return content[:tag.start()] + b"<a>" * 3000 + content[tag.start():]


def _parts(data: bytes) -> list[tuple[str, bytes]]:
    try:
        with ZipFile(BytesIO(data)) as box:
            return [(name, box.read(name)) for name in box.namelist()]
    except (BadZipFile, KeyError):
        return []


def _box(parts: list[tuple[str, bytes]], random: Random) -> bytes:
    made = BytesIO()
    with ZipFile(made, "w", random.choice([ZIP_DEFLATED, ZIP_STORED])) as box:
        for name, content in dict(parts).items():
            box.writestr(name, content)
    return made.getvalue()


WAYS: tuple[Callable[[bytes, Random], bytes], ...] = (bits, shorter, packed, marked_up)


def mutations(count: int, seed: int = 1) -> Iterator[tuple[str, bytes]]:
    """So many damaged samples with names that tell how they were made."""
    random = Random(seed)
    samples = sorted(path for path in SAMPLES.iterdir() if path.suffix in (".xls", ".xlsx"))
    for number in range(count):
        sample, way = samples[number % len(samples)], WAYS[number // len(samples) % len(WAYS)]
        yield f"{number}-{way.__name__}-{sample.name}", way(sample.read_bytes(), random)
