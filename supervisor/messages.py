"""Are the catalogues complete? Every msgid of the code translated, none empty, none fuzzy, no placeholder lost.

The one module here that runs inside the environment: `python -m supervisor.messages`. It finds the msgids of
templates through Django's own `templatize`, as `makemessages` does, and needs no xgettext.
"""

import ast
import io
import re
import sys
import tokenize
from collections.abc import Iterator
from pathlib import Path

from django.utils.translation.template import templatize

from supervisor.places import CHECKOUT
from supervisor.translations import CONTEXT_END, Message, catalogues, read

LANGUAGE = "id"
# Which functions take a msgid, and the position of the context and of the msgid among the string arguments.
FUNCTIONS: dict[str, tuple[int | None, int]] = {
    name: (None, 0) for name in ("_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy")
}
FUNCTIONS |= {name: (0, 1) for name in ("pgettext", "pgettext_lazy", "npgettext", "npgettext_lazy")}
SKIPPED = {".venv", ".saksi", "node_modules", "static", "tests", "supervisor", "bench"}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|(?<!\{)\{\w+\}(?!\})")


def problems() -> Iterator[str]:
    """One line for each thing to put right."""
    known: set[str] = set()
    for path in catalogues():
        where = path.relative_to(CHECKOUT)
        for message in read(path):
            if message.id and LANGUAGE in path.parts:
                known.add(message.key)
                yield from (f"{where}:{message.line}: {problem}" for problem in defects(message))
    for path in sources():
        for line, key in used(path):
            if key not in known:
                yield f"{path.relative_to(CHECKOUT)}:{line}: no translation of {key!r}"


def defects(message: Message) -> Iterator[str]:
    if message.fuzzy:
        yield f"fuzzy: {message.id!r}"
    if not all(message.translations):
        yield f"empty: {message.id!r}"
    allowed = set(PLACEHOLDER.findall(message.id + (message.plural or "")))
    for translation in filter(None, message.translations):
        for placeholder in allowed ^ set(PLACEHOLDER.findall(translation)):
            yield f"{placeholder} is in only one of {message.id!r} and its translation"


def sources() -> Iterator[Path]:
    for pattern in ("**/*.py", "**/*.html", "**/*.txt"):
        for path in sorted(CHECKOUT.glob(pattern)):
            parts = path.relative_to(CHECKOUT).parts
            if not SKIPPED & set(parts) and (path.suffix == ".py" or "templates" in parts):
                yield path


def used(path: Path) -> Iterator[tuple[int, str]]:
    """(line, key) of every message a file asks for."""
    text = path.read_text(encoding="utf-8")
    # A template becomes calls of gettext among runs of X; on one line no indentation can upset the tokenizer.
    yield from calls(text if path.suffix == ".py" else templatize(text, origin=str(path)).replace("\n", " "))


def calls(source: str) -> Iterator[tuple[int, str]]:
    tokens = [
        token
        for token in tokenize.generate_tokens(io.StringIO(source).readline)
        if token.type not in (tokenize.NL, tokenize.COMMENT)
    ]
    for index, token in enumerate(tokens):
        if token.string in FUNCTIONS and tokens[index + 1].string == "(":
            arguments = strings(tokens[index + 2 :])
            context, msgid = FUNCTIONS[token.string]
            if len(arguments) > msgid:
                prefix = arguments[context] + CONTEXT_END if context is not None else ""
                yield token.start[0], prefix + arguments[msgid]


def strings(tokens: list[tokenize.TokenInfo]) -> list[str]:
    """The leading string arguments of a call, adjacent literals joined."""
    found: list[str] = []
    adjacent = False
    for token in tokens:
        if token.type == tokenize.STRING and not token.string.lower().startswith(("f", "b")):
            text = ast.literal_eval(token.string)
            if adjacent:
                found[-1] += text
            else:
                found.append(text)
            adjacent = True
        elif token.string == "," and adjacent:
            adjacent = False
        else:
            break
    return found


if __name__ == "__main__":
    found = list(problems())
    print("\n".join(found))
    sys.exit(1 if found else 0)
