"""How is a recording's path read and written? The small language of path templates.

A template is a relative path. In it stand

    %Y %y %m %d %H %M %S    the start, as in strftime (two-digit years are 20yy)
    %f                      the fraction of the second, one to six digits
    %s                      whole seconds since 1970 (the template then needs no zone)
    %z                      the offset from UTC, such as +0700
    {ms}                    milliseconds without leading zeros
    {end %H%M%S}            the end, in the same directives; an end before the start is on the next day
    {duration_ms}           the length in milliseconds
    {dst}                   "DST" where the recorder's clock shows summer time, else nothing
    {camera}                the camera's name; alone between slashes it may hold slashes itself
    {ext}                   the ending of a recording, such as mp4;  {.ext} the same with its dot, or nothing
    *                       anything inside one name

Everything else stands for itself, brackets too. `%%` is a per cent sign.
"""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

READABLE_ENDINGS = ("mp4", "mkv", "ts", "avi", "mov", "webm", "flv", "mpg", "m4v", "dav", "h264", "h265")
# Recorders write these too, but ffmpeg cannot open them: they are named so that they show up as gaps with a reason.
UNREADABLE_ENDINGS = ("bvr",)

DIRECTIVES = {
    "Y": r"\d{4}",
    "y": r"\d{2}",
    "m": r"\d{2}",
    "d": r"\d{2}",
    "H": r"\d{2}",
    "M": r"\d{2}",
    "S": r"\d{2}",
    "f": r"\d{1,6}",
    "s": r"\d{9,10}",
    "z": r"[+-]\d{2}:?\d{2}|Z",
}
PLACES = {
    "camera": r"[^/]+",
    "ms": r"\d{1,3}",
    "duration_ms": r"\d+",
    "dst": r"(?:DST)?",
    "ext": "|".join(READABLE_ENDINGS + UNREADABLE_ENDINGS),
    ".ext": "|".join(READABLE_ENDINGS + UNREADABLE_ENDINGS),
}
_TOKEN = re.compile(r"%(?P<directive>.)|\{end (?P<end>[^}]*)\}|\{(?P<place>[^}]*)\}|(?P<any>\*)|(?P<text>[^%{*]+)")
_FIXED_WIDTH_ORDER = ("%Y", "%m", "%d", "%H", "%M", "%S")


class BadTemplate(ValueError):
    """The text is not a path template; the message says why, for the person who typed it."""


@dataclass(frozen=True, slots=True)
class Token:
    """One piece of a template: `kind` is "text", "any", a place's name, or a directive ("%H"; "e%H" inside {end …})."""

    kind: str
    text: str = ""


class Component:
    """One name between two slashes of a template."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = tuple(_tokens(text))
        self.kinds = {token.kind for token in self.tokens}
        self.is_camera = [token.kind for token in self.tokens] == ["camera"]
        self.is_fixed = self.kinds <= {"text", "camera"}
        self.groups: list[str] = []  # the kind of token that each group of the pattern holds
        self.regex = re.compile(self._pattern(), re.ASCII)

    def match(self, name: str) -> dict[str, str] | None:
        """What the name says, by kind of token; None when it is not of this form or says one thing in two ways."""
        found = self.regex.fullmatch(name)
        if found is None:
            return None
        said = [(kind, text) for kind, text in zip(self.groups, found.groups(), strict=True) if text is not None]
        return merge({}, said)

    def write(self, *, camera: str, start: datetime, end: datetime | None = None) -> str:
        """The name for a recording; `start` and `end` already on the recorder's clock."""
        return write(self.tokens, camera=camera, start=start, end=end)

    def sorts_until(self) -> int:
        """How many leading tokens make names sort by time: text, camera and time fields, coarse to fine."""
        count, wanted = 0, 0
        for token in self.tokens:
            if token.kind == "%s":
                return count + 1
            if token.kind in _FIXED_WIDTH_ORDER:
                if wanted and _FIXED_WIDTH_ORDER.index(token.kind) != wanted:
                    break
                wanted = _FIXED_WIDTH_ORDER.index(token.kind) + 1
            elif token.kind not in ("text", "camera"):
                break
            count += 1
        return count if wanted else 0

    def dated_part(self) -> tuple[Token, ...]:
        """The run of tokens from the year to the day, or on to the hour: a text that names of that time must hold."""
        kinds = [token.kind for token in self.tokens]
        if "%Y" not in kinds:
            return ()
        first = last = kinds.index("%Y")
        wanted = 0
        for position, kind in enumerate(kinds[first:], first):
            if kind == _FIXED_WIDTH_ORDER[wanted]:
                wanted, last = wanted + 1, position + 1
                if kind == "%H":
                    break
            elif kind != "text":
                break
        return self.tokens[first:last] if wanted >= _FIXED_WIDTH_ORDER.index("%d") + 1 else ()

    def write_prefix(self, count: int, *, camera: str, start: datetime) -> str:
        """The first `count` tokens of a name."""
        return write(self.tokens[:count], camera=camera, start=start)

    def _pattern(self) -> str:
        parts = []
        for position, token in enumerate(self.tokens):
            if token.kind == "text":
                parts.append(re.escape(token.text))
                continue
            if token.kind == "any":
                parts.append("[^/]*?")
                continue
            self.groups.append(token.kind)
            pattern = DIRECTIVES[token.kind[-1]] if "%" in token.kind else PLACES[token.kind]
            if token.kind == "camera" and self.tokens[position + 1 :][:1] == (Token(".ext"),):
                pattern += "?"  # the ending is not part of the camera's name
            piece = f"({pattern})"
            parts.append(rf"(?:\.{piece})?" if token.kind == ".ext" else piece)
        return "".join(parts)


@dataclass(frozen=True, slots=True)
class PathTemplate:
    """A parsed template: one component per folder, the last one for the file."""

    text: str
    components: tuple[Component, ...]

    @property
    def kinds(self) -> set[str]:
        return set().union(*(component.kinds for component in self.components))

    def match(self, path: str) -> dict[str, str] | None:
        """What a path relative to the archive's root says, or None when it is not of this form."""
        names = path.split("/")
        spare = len(names) - len(self.components)
        if spare < 0 or (spare and not any(component.is_camera for component in self.components)):
            return None
        fields: dict[str, str] | None = {}
        for component in self.components:
            taken = 1 + spare if component.is_camera else 1
            name, names = "/".join(names[:taken]), names[taken:]
            said = {"camera": name} if component.is_camera else component.match(name)
            fields = None if said is None or fields is None else merge(fields, said.items())
        return fields

    def write(self, *, camera: str, start: datetime, end: datetime | None = None) -> str:
        """The path for a recording; `start` and `end` already on the recorder's clock."""
        return "/".join(component.write(camera=camera, start=start, end=end) for component in self.components)


@lru_cache(maxsize=256)
def parse(text: str) -> PathTemplate:
    """Read a template. Raises BadTemplate when it is unsafe, unknown, or cannot say when a recording starts."""
    names = text.split("/")
    if not text or any(name in ("", ".", "..") for name in names) or "\\" in text or "\0" in text:
        raise BadTemplate(
            f"the template {text!r} must be a relative path without empty parts, '.', '..' or backslashes"
        )
    template = PathTemplate(text, tuple(Component(name) for name in names))
    if "camera" not in template.kinds:
        raise BadTemplate(f"the template {text!r} must hold {{camera}}")
    dated = {"%m", "%d", "%H", "%M", "%S"} <= template.kinds and template.kinds & {"%Y", "%y"}
    if "%s" not in template.kinds and not dated:
        raise BadTemplate(f"the template {text!r} must hold %s, or all of %Y %m %d %H %M %S")
    if sum(component.is_camera for component in template.components) > 1:
        raise BadTemplate(f"the template {text!r} may hold {{camera}} as a folder only once")
    return template


def write(tokens: Iterable[Token], *, camera: str, start: datetime, end: datetime | None = None) -> str:
    """The text of some tokens; `start` and `end` already on the recorder's clock."""
    return "".join(_written(token, camera, start, end) for token in tokens)


def merge(fields: dict[str, str], said: Collection[tuple[str, str]]) -> dict[str, str] | None:
    """Both together, or None when they contradict each other (a file of 14.00 in the folder of 13 h is not ours)."""
    merged = {**fields, **dict(said)}
    both = [*fields.items(), *said]
    if len(merged) < len(both) and any(merged[kind] != value for kind, value in both):
        return None
    return merged


def covered(fields: dict[str, str]) -> tuple[datetime, datetime] | None:
    """The recorder-clock span that a folder can hold, as far as its names tell; None when they do not.

    Naive datetimes, half-open. Raises ValueError for a date that does not exist.
    """
    if "%Y" not in fields and "%y" not in fields:
        return None
    year = int(fields["%Y"]) if "%Y" in fields else 2000 + int(fields["%y"])
    if "%m" not in fields:
        return _wall(year, 1, 1), _wall(year + 1, 1, 1)
    month = int(fields["%m"])
    if "%d" not in fields:
        return _wall(year, month, 1), _wall(year + month // 12, month % 12 + 1, 1)
    start, unit = _wall(year, month, int(fields["%d"])), timedelta(days=1)
    for kind, finer in (("%H", timedelta(hours=1)), ("%M", timedelta(minutes=1)), ("%S", timedelta(seconds=1))):
        if kind not in fields:
            break
        start += int(fields[kind]) * finer
        unit = finer
    return start, start + unit


def _wall(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day)  # noqa: DTZ001 (a name shows wall time; the layout knows the zone)


def _tokens(text: str) -> Iterable[Token]:
    position = 0
    while position < len(text):
        found = _TOKEN.match(text, position)
        if found is None:
            raise BadTemplate(f"{text!r}: {text[position:]!r} is not understood")
        position = found.end()
        if found["directive"] == "%":
            yield Token("text", "%")
        elif found["directive"]:
            yield _directive(found["directive"], text)
        elif found["end"] is not None:
            for token in _tokens(found["end"]):
                yield Token("e" + token.kind) if "%" in token.kind else token
        elif found["place"] is not None:
            if found["place"] not in PLACES:
                raise BadTemplate(f"{text!r}: {{{found['place']}}} is not known; known are {', '.join(PLACES)}")
            yield Token(found["place"])
        elif found["any"]:
            yield Token("any")
        else:
            yield Token("text", found["text"])


def _directive(letter: str, text: str) -> Token:
    if letter not in DIRECTIVES:
        raise BadTemplate(f"{text!r}: %{letter} is not known; known are %{' %'.join(DIRECTIVES)}")
    return Token("%" + letter)


def _written(token: Token, camera: str, start: datetime, end: datetime | None) -> str:
    match token.kind:
        case "text":
            return token.text
        case "any":
            return "0"
        case "camera":
            return camera
        case "ext":
            return "mp4"
        case ".ext":
            return ".mp4"
        case "ms":
            return str(start.microsecond // 1000)
        case "duration_ms":
            return str((end - start) // timedelta(milliseconds=1)) if end else "0"
        case "dst":
            return "DST" if start.dst() else ""
        case "%s":
            return str(int(start.timestamp()))
    if token.kind.startswith("e"):
        return (end or start).strftime(token.kind[1:])
    return start.strftime(token.kind)
