"""Message catalogues: reading `.po` files, and compiling them to `.mo` where gettext's msgfmt is not installed.

Formats: https://www.gnu.org/software/gettext/manual/html_node/PO-Files.html and MO-Files.html.
"""

import ast
import os
import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from supervisor.places import CHECKOUT
from supervisor.terminal import Failure

MO_MAGIC = 0x950412DE
MO_HEADER = struct.Struct("<7I")
CONTEXT_END = "\x04"
PLURAL_END = "\0"

KEYWORD = re.compile(r'(msgctxt|msgid_plural|msgid|msgstr(?:\[\d+\])?)\s+(".*")$')


@dataclass
class Message:
    """One entry of a catalogue; `translations` holds one string, or one for each plural form."""

    line: int
    context: str | None = None
    id: str = ""
    plural: str | None = None
    translations: list[str] = field(default_factory=list)
    fuzzy: bool = False

    @property
    def key(self) -> str:
        """What gettext looks up: the context, then the (singular) msgid."""
        return self.id if self.context is None else self.context + CONTEXT_END + self.id


def catalogues() -> list[Path]:
    found = [*CHECKOUT.glob("locale/*/LC_MESSAGES/*.po"), *CHECKOUT.glob("*/locale/*/LC_MESSAGES/*.po")]
    return sorted(path for path in found if "node_modules" not in path.parts)


def compile_all() -> None:
    """Compiles every catalogue that is newer than its `.mo`."""
    for source in catalogues():
        target = source.with_suffix(".mo")
        if not target.exists() or target.stat().st_mtime_ns < source.stat().st_mtime_ns:
            # Beside its place first: another process may be reading, and a half file would be kept.
            unfinished = target.with_suffix(f".{os.getpid()}")
            unfinished.write_bytes(compiled(read(source)))
            unfinished.rename(target)


def read(path: Path) -> list[Message]:
    """The entries of a `.po` file, its header (msgid "") first. Raises Failure naming the line it cannot read."""
    return list(parse(path.read_text(encoding="utf-8"), name=str(path.relative_to(CHECKOUT))))


def parse(text: str, *, name: str) -> Iterator[Message]:
    message: Message | None = None
    keyword = ""
    fuzzy = False
    for number, raw in enumerate(text.splitlines(), start=1):
        line = raw.strip()
        if line.startswith("#,") and "fuzzy" in line:
            fuzzy = True
        if not line or line.startswith("#"):
            continue
        if found := KEYWORD.match(line):
            keyword, quoted = found.groups()
            begins = keyword == "msgctxt" or (keyword == "msgid" and (message is None or bool(message.translations)))
            if begins:
                if message:
                    yield message
                message, fuzzy = Message(line=number, fuzzy=fuzzy), False
        elif line.startswith('"') and keyword:
            quoted = line
        else:
            raise Failure(f"{name}, line {number}: this is neither a comment, a keyword nor a quoted string.")
        if message is None:
            raise Failure(f"{name}, line {number}: {keyword} comes before any msgid.")
        _append(message, keyword, ast.literal_eval(quoted), begins=found is not None)
    if message:
        yield message


def _append(message: Message, keyword: str, text: str, *, begins: bool) -> None:
    """Adds a quoted string to what `keyword` names; strings on the lines after it continue it."""
    if keyword == "msgctxt":
        message.context = (message.context or "") + text
    elif keyword == "msgid":
        message.id += text
    elif keyword == "msgid_plural":
        message.plural = (message.plural or "") + text
    elif begins:
        message.translations.append(text)
    else:
        message.translations[-1] += text


def compiled(messages: list[Message]) -> bytes:
    """The `.mo` file: a header, two tables of (length, offset), and the strings sorted by key.

    Fuzzy and untranslated entries are left out, as msgfmt does, so that the original shows instead.
    """
    pairs = sorted(
        (
            (message.key if message.plural is None else message.key + PLURAL_END + message.plural).encode(),
            PLURAL_END.join(message.translations).encode(),
        )
        for message in messages
        if all(message.translations) and not (message.fuzzy and message.id)
    )
    ids_at = MO_HEADER.size
    strings_at = ids_at + 8 * len(pairs)
    offset = strings_at + 8 * len(pairs)
    tables, body = [b"", b""], b""
    for column in (0, 1):
        for pair in pairs:
            tables[column] += struct.pack("<2I", len(pair[column]), offset + len(body))
            body += pair[column] + b"\0"
    header = MO_HEADER.pack(MO_MAGIC, 0, len(pairs), ids_at, strings_at, 0, offset)
    return header + tables[0] + tables[1] + body


if __name__ == "__main__":
    compile_all()
