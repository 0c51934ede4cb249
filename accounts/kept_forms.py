"""A form that was sent too late: kept with the session, offered again to whoever may send it.

That is the `owner`: a member of staff who signs in again (`of_staff`), or whoever opens the same request again.
Encrypted, since it is about people; without files, which are chosen again.
"""

import json
from collections.abc import Collection
from dataclasses import dataclass

from django.http import HttpRequest

from core.encryption import decrypt, encrypt

KEPT = "kept_form"  # in the session: {"owner": whose, "sealed": the form, encrypted}
LARGEST = 200_000  # characters of JSON
STAFF_PAGES = ("/petugas/", "/admin/")
TOKEN = "csrfmiddlewaretoken"  # noqa: S105 (the name of a field)


@dataclass(frozen=True, slots=True)
class KeptForm:
    """What was sent to `path`: names and values in the order of the form."""

    path: str
    fields: list[tuple[str, str]]
    had_files: bool


def may_keep(request: HttpRequest) -> bool:
    return request.path.startswith(STAFF_PAGES)


def fields_of(request: HttpRequest, *, without: Collection[str] = ()) -> list[tuple[str, str]]:
    """What was sent, for the hidden fields of a page in between; the new page brings a token of its own."""
    dropped = {TOKEN, *without}
    return [(name, str(value)) for name, values in request.POST.lists() if name not in dropped for value in values]


def of_staff(user_id: int) -> str:
    return f"user:{user_id}"


def keep(request: HttpRequest, *, owner: str) -> None:
    """The last form that was sent, only; none that is too large."""
    text = json.dumps([request.get_full_path(), fields_of(request), bool(request.FILES)])
    if len(text) <= LARGEST:
        request.session[KEPT] = {"owner": owner, "sealed": encrypt(text, place=_place(owner))}


def find(request: HttpRequest, *, owner: str) -> KeptForm | None:
    """What `owner` had sent; nothing, and then never again, when it was somebody else on the same device."""
    kept = request.session.get(KEPT)
    if not kept:
        return None
    if kept.get("owner") != owner:
        forget(request)
        return None
    path, fields, had_files = json.loads(decrypt(kept["sealed"], place=_place(owner)))
    return KeptForm(path, [(name, value) for name, value in fields], had_files)


def forget(request: HttpRequest) -> None:
    request.session.pop(KEPT, None)


def _place(owner: str) -> str:
    return f"session.{KEPT}.{owner}"
