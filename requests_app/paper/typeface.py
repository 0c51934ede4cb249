"""The project's typeface as a PDF needs it: one file a weight, made once in a process from the variable font."""

import atexit
import logging
import shutil
import tempfile
import threading
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path

from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

NAME = "Saksi"
WEIGHTS = {"": 400, "B": 700}  # by the style's name in fpdf2
UNKNOWN = "□"  # stands for a character that the typeface does not have

# It tells every step of its work, and of every character of somebody's text that a font lacks.
for name in ("fontTools", "fpdf"):
    logging.getLogger(name).setLevel(logging.ERROR)


@cache
def _folder() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="saksi-typeface-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def file(style: str) -> Path:
    """The TrueType file of a style, "" or "B"."""
    path = _folder() / f"{WEIGHTS[style]}.ttf"
    if not path.exists():  # the first time, or somebody tidied up the folder of temporary files
        path.parent.mkdir(mode=0o700, exist_ok=True)
        with as_file(files("fontpkg_plus_jakarta_sans") / "files" / "PlusJakartaSans[wght].ttf") as variable:
            font = instantiateVariableFont(TTFont(variable), {"wght": WEIGHTS[style]}, inplace=True)
        unfinished = path.with_name(f"{threading.get_ident()}{path.name}")
        font.save(unfinished)
        unfinished.rename(path)
    return path


@cache
def characters() -> frozenset[int]:
    """The code points that can be printed."""
    return frozenset(TTFont(file("")).getBestCmap())


def printable(text: str) -> str:
    """`text` without what cannot be seen, and one box for each run of characters that the typeface lacks."""
    kept: list[str] = []
    for character in text:
        if character == "\n" or ord(character) in characters():
            kept.append(character)
        elif character.isprintable() and kept[-1:] != [UNKNOWN]:
            kept.append(UNKNOWN)
    return "".join(kept)
