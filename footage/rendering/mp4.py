"""The index of an mp4 file: where its video frames lie and when they are shown, without reading them.

A plain file has one index for all of it (ISO/IEC 14496-12, 8.6 and 8.7), a fragmented one a piece of it with each
fragment (8.8). Nothing is guessed: a file with anything that is not reckoned with here has no index for us, and is read
packet by packet.
"""

import hashlib
import os
import struct
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, chain, pairwise, repeat
from pathlib import Path

KNOWN = {b"ftyp", b"styp", b"free", b"skip", b"wide", b"mdat", b"moov", b"moof", b"sidx", b"mfra", b"uuid"}
NESTED = {b"moov", b"trak", b"mdia", b"minf", b"stbl", b"edts", b"mvex"}
TABLES = {b"stts", b"ctts", b"stss", b"stsz", b"stsc", b"stco", b"co64", b"sdtp"}
REFUSED = {b"cmov", b"stz2", b"stps"}  # compressed, or told in another way
KEY_GROUPS = {b"rap ", b"sync"}  # groups of samples that are key frames too
LARGEST = 64 << 20  # bytes of index that are read into memory
MOST = 1_000_000  # frames

DISPLAY_ORIENTATION = 47  # a message (SEI) that turns the picture
LONGEST_BREAK = 60  # seconds between two fragments
MOST_OF_UNIT = 1 << 16  # bytes looked at; a picture's are many more
# Sample flags (8.8.3.1): depends on others or not, is no sync sample, and what must be zero.
DEPENDS, ALONE, NO_SYNC, RESERVED = 0x0100_0000, 0x0200_0000, 0x0001_0000, 0xF000_0000
CONTRADICTIONS = {DEPENDS, ALONE | NO_SYNC, DEPENDS | ALONE, DEPENDS | ALONE | NO_SYNC}


@dataclass(frozen=True, slots=True)
class _Units:
    """NAL units of a codec: types (ITU-T H.264 and H.265, tables 7-1), size of their header, place of their length."""

    sei: int
    parameters: frozenset[int]
    header: int
    length_at: int  # in the decoder's configuration

    def type_of(self, unit: bytes) -> int:
        return unit[0] & 0x1F if self.header == 1 else unit[0] >> 1 & 0x3F


H264 = _Units(6, frozenset({7, 8}), 1, 4)
HEVC = _Units(39, frozenset({32, 33, 34}), 2, 21)
CODECS = {b"avc1": H264, b"avc3": H264, b"hvc1": HEVC, b"hev1": HEVC}


class Unforeseen(Exception):
    """The file holds something that is not reckoned with."""


@dataclass(frozen=True, slots=True)
class Index:
    """The one video track, in decoding order. Times are in units of 1/`scale` seconds.

    `times` are presentation times with the edit list applied, a range where they are even; `keys` are places in
    `times`; `declared` is how long the file says that it lasts. `kind` is the same for two files that differ in nothing
    but their frames: those of one recorder at one setting.
    """

    scale: int
    times: Sequence[int]
    keys: Sequence[int]
    declared: int
    kind: bytes
    configuration: bytes  # what the decoder is given before the first frame: the payload of avcC or hvcC
    ends: Sequence[int]  # bytes of the frames up to each place; one more than there are frames
    chunks: Sequence[tuple[int, int]]  # (place of the first frame, its offset in the file)

    def where(self, place: int) -> tuple[int, int]:
        """Offset and size of the frame at `place`."""
        first, offset = self.chunks[bisect_right(self.chunks, place, key=lambda chunk: chunk[0]) - 1]
        return offset + self.ends[place] - self.ends[first], self.ends[place + 1] - self.ends[place]


def read(path: Path) -> Index | None:
    """The file's index; None when it is no mp4, or not one that is understood whole. Raises OSError."""
    handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        return _read(handle)
    except (Unforeseen, struct.error, ValueError, LookupError, OverflowError, RecursionError):
        return None
    finally:
        os.close(handle)


@dataclass(slots=True)
class _Track:
    number: int = 0
    handler: bytes = b""
    scale: int = 0
    duration: int = 0
    entry: bytes = b""  # the type of its one sample entry
    configuration: bytes = b""
    edits: list[tuple[int, int]] = field(default_factory=list)  # (duration in the movie's units, start)
    tables: dict[bytes, bytes] = field(default_factory=dict)


@dataclass(slots=True)
class _Samples:
    """A track's frames as its tables tell them, before the edit list; fields as in `Index`."""

    times: Sequence[int]
    keys: Sequence[int]
    sizes: Sequence[int]
    chunks: Sequence[tuple[int, int]]
    duration: int
    ends: Sequence[int] = field(init=False)

    def __post_init__(self) -> None:
        ascending = all(before < after for before, after in pairwise(self.keys))
        if not self.times or not all(self.sizes) or not self.keys or not ascending:
            raise Unforeseen
        if self.keys[0] != 0 or self.keys[-1] >= len(self.times):  # before a key frame nothing could be decoded
            raise Unforeseen
        self.ends = list(accumulate(self.sizes, initial=0))


@dataclass(slots=True)
class _Movie:
    """What stands in the moov box, and a digest of all in it that does not change from file to file."""

    digest: "hashlib._Hash"
    scale: int = 0
    tracks: list[_Track] = field(default_factory=list)
    defaults: dict[int, tuple[int, int, int]] = field(default_factory=dict)  # by track: duration, size, flags

    @property
    def video(self) -> _Track:
        found = [track for track in self.tracks if track.handler == b"vide"]
        if len(found) != 1 or not found[0].scale or found[0].entry not in CODECS:
            raise Unforeseen
        return found[0]


def _read(handle: int) -> Index:
    size = os.fstat(handle).st_size
    movie = _Movie(hashlib.sha256())
    fragments, media = [], []
    for kind, start, payload, end in _top_level(handle, size):
        if kind == b"ftyp":
            movie.digest.update(_body(handle, payload, end, size))
        elif kind == b"moov":
            _walk(_body(handle, payload, end, size), movie, None)
        elif kind == b"moof":
            fragments.append((start, _body(handle, payload, end, size)))
        elif kind == b"mdat" and payload < end:
            media.append((payload, end))
    video = movie.video
    found = _fragmented(movie, fragments) if fragments else {track.number: _plain(track) for track in movie.tracks}
    _require_whole(found.values(), media, size)
    samples = found[video.number]
    shift = _edited(video, movie, samples, is_fragmented=bool(fragments))
    times = _shifted(samples.times, shift)
    movie.digest.update(b"%d" % min(times))
    first = os.pread(handle, min(samples.sizes[0], LARGEST), samples.chunks[0][1])
    _note_parameters(first, video, movie)
    return Index(
        scale=video.scale,
        times=times,
        keys=samples.keys,
        declared=max(video.duration, samples.duration),
        kind=movie.digest.digest(),
        configuration=video.configuration,
        ends=samples.ends,
        chunks=samples.chunks,
    )


def _shifted(times: Sequence[int], by: int) -> Sequence[int]:
    if isinstance(times, range):
        return range(times.start + by, times.stop + by, times.step)
    return [time + by for time in times] if by else times


def _require_whole(found: Iterable[_Samples], media: Sequence[tuple[int, int]], size: int) -> None:
    """The samples of all tracks fill the media data without hole or overlap: no number in the tables is broken."""
    spans = []
    for samples in found:
        for (first, offset), (following, _) in pairwise([*samples.chunks, (len(samples.times), 0)]):
            spans.append((offset, offset + samples.ends[following] - samples.ends[first]))
    spans.sort()
    filled: list[tuple[int, int]] = []
    for start, end in spans:
        if filled and filled[-1][1] == start:
            filled[-1] = filled[-1][0], end
        else:
            filled.append((start, end))
    if filled != list(media) or filled[-1][1] > size:
        raise Unforeseen


def _top_level(handle: int, size: int) -> Iterator[tuple[bytes, int, int, int]]:
    """Type, start, start of the payload and end of every box of the file."""
    position = 0
    while position < size:
        header = os.pread(handle, 16, position)
        length, kind = struct.unpack_from(">I4s", header)
        payload = position + 8
        if length == 1:
            (length,) = struct.unpack_from(">Q", header, 8)
            payload += 8
        end = size if length == 0 else position + length
        if kind not in KNOWN or end < payload:
            raise Unforeseen
        yield kind, position, payload, end
        position = end


def _body(handle: int, payload: int, end: int, size: int) -> bytes:
    if end > size or end - payload > LARGEST:
        raise Unforeseen
    return os.pread(handle, end - payload, payload)


def _boxes(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Type and payload of every box in `data`."""
    position = 0
    while position + 8 <= len(data):
        length, kind = struct.unpack_from(">I4s", data, position)
        if length < 8 or position + length > len(data):
            raise Unforeseen
        yield kind, data[position + 8 : position + length]
        position += length


def _walk(data: bytes, movie: _Movie, track: _Track | None) -> None:
    """Reads a box that holds boxes, and digests what is in it: all but what counts this file's frames or dates it."""
    for kind, body in _boxes(data):
        movie.digest.update(kind)
        if kind in REFUSED or (kind == b"sbgp" and body[4:8] in KEY_GROUPS):
            raise Unforeseen
        if kind == b"trak":
            movie.tracks.append(_Track())
            _walk(body, movie, movie.tracks[-1])
        elif kind in NESTED:
            _walk(body, movie, track)
        elif kind == b"mvhd":
            movie.scale, _ = _timed(body, movie)
        elif kind == b"trex":
            number, _, *defaults = struct.unpack_from(">5I", body, 4)
            movie.defaults[number] = defaults[0], defaults[1], defaults[2]
            movie.digest.update(body)
        elif kind == b"mehd":
            continue
        elif track is not None:
            _walk_track(kind, body, movie, track)
        else:
            movie.digest.update(body)


def _walk_track(kind: bytes, body: bytes, movie: _Movie, track: _Track) -> None:
    if kind in TABLES:
        track.tables[kind] = body
    elif kind == b"sbgp":
        return
    elif kind == b"tkhd":
        track.number, _ = _timed(body, movie, spare=4)
    elif kind == b"mdhd":
        track.scale, track.duration = _timed(body, movie)
    elif kind == b"hdlr":
        track.handler = track.handler or body[8:12]  # the first is the track's own
        movie.digest.update(body)
    elif kind == b"elst":
        track.edits = list(_edits(body, movie))
    elif kind == b"stsd":
        _note_entry(body, movie, track)
    else:
        movie.digest.update(body)


def _timed(body: bytes, movie: _Movie, *, spare: int = 0) -> tuple[int, int]:
    """The number (a scale, or a track's) and the duration of a header box; digests it without its dates."""
    form = ">QQI" if body[0] else ">III"
    made, changed, number = struct.unpack_from(form, body, 4)
    at = 4 + struct.calcsize(form) + spare
    (duration,) = struct.unpack_from(">Q" if body[0] else ">I", body, at)
    movie.digest.update(b"%d %d %d" % (bool(made), bool(changed), number))
    movie.digest.update(body[at + (8 if body[0] else 4) :])
    return number, duration


def _edits(body: bytes, movie: _Movie) -> Iterator[tuple[int, int]]:
    (count,) = struct.unpack_from(">I", body, 4)
    form = ">QqI" if body[0] else ">IiI"
    for number in range(count):
        duration, start, rate = struct.unpack_from(form, body, 8 + number * struct.calcsize(form))
        movie.digest.update(b"%d %d %d" % (duration if start < 0 else 0, start, rate))
        yield duration, start


def _note_entry(body: bytes, movie: _Movie, track: _Track) -> None:
    """The one sample entry (8.5.2), without the bit rates that ffmpeg writes into it from what it has counted."""
    (count,) = struct.unpack_from(">I", body, 4)
    if count != 1:
        raise Unforeseen
    ((kind, entry),) = _boxes(body[8:])
    track.entry = kind
    movie.digest.update(kind)
    fixed = {b"vide": 78, b"soun": 28}.get(track.handler)
    if fixed is None or (track.handler == b"soun" and entry[8:10] != b"\0\0"):
        movie.digest.update(entry)
        return
    movie.digest.update(entry[:fixed])
    for inner, content in _boxes(entry[fixed:]):
        if inner == b"sinf":
            raise Unforeseen
        if inner in (b"avcC", b"hvcC"):
            track.configuration = content
        if inner != b"btrt":
            movie.digest.update(inner + (_without_rates(content) if inner == b"esds" else content))


def _without_rates(esds: bytes) -> bytes:
    """An elementary stream descriptor (ISO/IEC 14496-1, 7.2.6.5 and 7.2.6.6) without buffer size and bit rates."""
    at = _after_length(esds, 5)
    flags = esds[at + 2]
    at += 3 + 2 * bool(flags & 0x80) + 2 * bool(flags & 0x20)
    if esds[4] != 3 or flags & 0x40 or esds[at] != 4:
        raise Unforeseen
    at = _after_length(esds, at + 1) + 2
    return esds[at - 2 : at] + esds[at + 11 :]


def _after_length(descriptor: bytes, at: int) -> int:
    while descriptor[at] & 0x80:
        at += 1
    return at + 1


def _plain(track: _Track) -> _Samples:
    """The frames of a file with one index."""
    tables = track.tables
    size, count = struct.unpack_from(">II", tables[b"stsz"], 4)
    if not 0 < count <= MOST:
        raise Unforeseen
    sizes: Sequence[int] = (size,) * count if size else _numbers(tables[b"stsz"], "I", count, at=12)
    times, duration = _decoded(tables[b"stts"], count)
    if b"ctts" in tables:
        later = _runs(tables[b"ctts"], count, signed=True)
        times = [time + by for time, by in zip(times, later, strict=True)]
    keys: Sequence[int] = range(count)
    if b"stss" in tables:
        (known,) = struct.unpack_from(">I", tables[b"stss"], 4)
        keys = [number - 1 for number in _numbers(tables[b"stss"], "I", known, at=8)]
    return _Samples(times, keys, sizes, _chunks(tables, count), duration)


def _decoded(stts: bytes, count: int) -> tuple[Sequence[int], int]:
    """When each frame is decoded, and where the last one ends; a range where the rate is even."""
    if stts[4:12] == struct.pack(">II", 1, count) and any(stts[12:16]):
        (step,) = struct.unpack_from(">I", stts, 12)
        return range(0, count * step, step), count * step
    decoded = list(accumulate(_runs(stts, count, signed=False), initial=0))
    return decoded[:-1], decoded[-1]


def _runs(table: bytes, count: int, *, signed: bool) -> list[int]:
    """The values of a table of (how many, value)."""
    (entries,) = struct.unpack_from(">I", table, 4)
    pairs = _numbers(table, "Ii" if signed else "II", entries, at=8)
    if sum(pairs[::2]) != count:
        raise Unforeseen
    return list(chain.from_iterable(map(repeat, pairs[1::2], pairs[::2])))


def _numbers(table: bytes, form: str, count: int, *, at: int) -> tuple[int, ...]:
    if count * 4 * len(form) > len(table):
        raise Unforeseen
    return struct.unpack_from(f">{form * count}" if len(form) > 1 else f">{count}{form}", table, at)


def _chunks(tables: dict[bytes, bytes], count: int) -> list[tuple[int, int]]:
    wide = b"co64" in tables
    table = tables[b"co64" if wide else b"stco"]
    (known,) = struct.unpack_from(">I", table, 4)
    if known * (8 if wide else 4) > len(table):
        raise Unforeseen
    offsets = struct.unpack_from(f">{known}{'Q' if wide else 'I'}", table, 8)
    (entries,) = struct.unpack_from(">I", tables[b"stsc"], 4)
    runs = _numbers(tables[b"stsc"], "III", entries, at=8)
    if set(runs[2::3]) != {1} or runs[0] != 1:
        raise Unforeseen
    borders = [*runs[::3], known + 1]
    if any(after <= before for before, after in pairwise(borders)):
        raise Unforeseen
    lengths = [length for length, (first, after) in zip(runs[1::3], pairwise(borders), strict=True)
               for _ in range(after - first)]  # fmt: skip
    places = list(accumulate(lengths, initial=0))
    if places[-1] != count:
        raise Unforeseen
    return list(zip(places[:-1], offsets, strict=True))


def _fragmented(movie: _Movie, fragments: Sequence[tuple[int, bytes]]) -> dict[int, _Samples]:
    """The frames of all fragments, by track."""
    for track in movie.tracks:
        for table in (b"stts", b"stsz", b"stsc", b"stco"):
            if any(track.tables[table]):  # frames here as well as in the fragments
                raise Unforeseen
    found = {track.number: _Gathered(track.scale) for track in movie.tracks}
    for start, moof in fragments:
        for kind, traf in _boxes(moof):
            if kind == b"traf":
                parts = list(_boxes(traf))
                fragment = _Fragment.of(dict(parts)[b"tfhd"], start, movie)
                gathered, begins = found[fragment.track], _decoded_from(dict(parts)[b"tfdt"])
                if not gathered.times:
                    movie.digest.update(b"%d %d" % (fragment.track, begins))
                gathered.begin(begins)
                for kind_of_part, part in parts:
                    if kind_of_part == b"trun":
                        gathered.add(fragment.run(part))
    return {number: gathered.samples() for number, gathered in found.items()}


@dataclass(slots=True)
class _Gathered:
    """One track's frames, fragment after fragment."""

    scale: int
    times: list[int] = field(default_factory=list)
    keys: list[int] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)
    chunks: list[tuple[int, int]] = field(default_factory=list)
    decoded: int = 0

    def begin(self, decoded: int) -> None:
        if self.times and not 0 <= decoded - self.decoded <= LONGEST_BREAK * self.scale:
            raise Unforeseen
        self.decoded = decoded

    def add(self, run: "_Run") -> None:
        place = len(self.times)
        self.chunks.append((place, run.offset))
        said = [flags & (DEPENDS | ALONE | NO_SYNC) for flags in run.flags]
        if not CONTRADICTIONS.isdisjoint(said) or any(flags & RESERVED for flags in run.flags):
            raise Unforeseen
        self.keys += [place + number for number, flags in enumerate(said) if not flags & NO_SYNC]
        reached = list(accumulate(run.steps, initial=self.decoded))
        self.times += map(int.__add__, reached[:-1], run.later)
        self.sizes += run.sizes
        self.decoded = reached[-1]
        if len(self.times) > MOST:
            raise Unforeseen

    def samples(self) -> _Samples:
        return _Samples(self.times, self.keys, self.sizes, self.chunks, self.decoded)


@dataclass(frozen=True, slots=True)
class _Run:
    offset: int
    steps: Sequence[int]
    sizes: Sequence[int]
    flags: Sequence[int]
    later: Sequence[int]  # how much later than decoded each frame is shown


@dataclass(slots=True)
class _Fragment:
    """One track's part of a fragment: what holds for its frames unless they say otherwise."""

    track: int
    start: int  # offsets count from here
    step: int
    size: int
    flags: int

    @classmethod
    def of(cls, tfhd: bytes, start: int, movie: _Movie) -> "_Fragment":
        flags, track = int.from_bytes(tfhd[1:4]), int.from_bytes(tfhd[4:8])
        if flags & 0x03 or not flags & 0x020000:  # offsets that count from elsewhere, another sample entry
            raise Unforeseen
        told = iter(struct.unpack(f">{(flags & 0x38).bit_count()}I", tfhd[8:]))
        defaults = movie.defaults.get(track, (0, 0, 0))
        step, size, kind = (
            next(told) if flags & bit else default for bit, default in zip((0x08, 0x10, 0x20), defaults, strict=True)
        )
        return cls(track, start, step, size, kind)

    def run(self, trun: bytes) -> _Run:
        """The frames of one run (8.8.8)."""
        said = int.from_bytes(trun[1:4])
        (count,) = struct.unpack_from(">I", trun, 4)
        if not said & 0x01 or not 0 < count <= MOST:
            raise Unforeseen
        (offset,) = struct.unpack_from(">i", trun, 8)
        at = 12
        flags = [self.flags] * count
        if said & 0x04:
            (flags[0],) = struct.unpack_from(">I", trun, at)
            at += 4
        width = sum(bool(said & bit) for bit in (0x100, 0x200, 0x400, 0x800))
        told = struct.unpack(f">{count * width}I", trun[at:])
        columns = iter(told[place::width] for place in range(width))
        steps = next(columns) if said & 0x100 else (self.step,) * count
        sizes = next(columns) if said & 0x200 else (self.size,) * count
        if said & 0x400:
            flags = [flags[0], *next(columns)[1:]] if said & 0x04 else list(next(columns))
        later = next(columns) if said & 0x800 else (0,) * count
        later = tuple(by - (1 << 32) if by >= 1 << 31 else by for by in later)
        return _Run(self.start + offset, steps, sizes, flags, later)


def _decoded_from(tfdt: bytes) -> int:
    (decoded,) = struct.unpack_from(">Q" if tfdt[0] else ">I", tfdt, 4)
    return decoded


def _edited(track: _Track, movie: _Movie, samples: _Samples, *, is_fragmented: bool) -> int:
    """What the edit list adds to every time. Raises Unforeseen when it hides frames."""
    if not track.edits:
        return 0
    ((duration, start),) = track.edits
    if start < 0 or min(samples.times) < start:
        raise Unforeseen
    if duration == 0 and is_fragmented:
        return -start
    margin = -(-track.scale // 500)  # 2 ms: durations are rounded to the movie's units
    if (max(samples.times) - start + margin) * movie.scale >= duration * track.scale:
        raise Unforeseen
    return -start


def _note_parameters(frame: bytes, track: _Track, movie: _Movie) -> None:
    """Digests the parameter sets that stand in the first frame itself; Unforeseen when a message turns the picture."""
    units = CODECS[track.entry]
    width = (track.configuration[units.length_at] & 3) + 1
    position = 0
    while position + width < len(frame):
        length = int.from_bytes(frame[position : position + width])
        position += width
        unit = frame[position : position + min(length, MOST_OF_UNIT)]
        kind = units.type_of(unit)
        if kind in units.parameters:
            movie.digest.update(unit)
        elif kind == units.sei and DISPLAY_ORIENTATION in _messages(unit[units.header :]):
            raise Unforeseen
        position += length


def _messages(payload: bytes) -> Iterator[int]:
    """The types of the messages of one SEI unit (ITU-T H.264, 7.3.2.3)."""
    payload = payload.replace(b"\0\0\3", b"\0\0")
    position = 0
    while position + 2 < len(payload):  # what follows the last message is one byte
        told = []
        for _ in ("type", "size"):
            value = 0
            while payload[position] == 0xFF:
                value, position = value + 255, position + 1
            told.append(value + payload[position])
            position += 1
        yield told[0]
        position += told[1]
