"""Writing imported rows: new ones in, changed ones over, the rest untouched."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Model


@dataclass(frozen=True, slots=True)
class Counts:
    """How many rows of the file were new, changed something, or said what was known."""

    created: int
    updated: int
    unchanged: int


def write(model: type[Model], wanted: Mapping[str, Mapping[str, Any]]) -> Counts:
    """Makes the row of each code hold the wanted values; a column that is not given keeps what it has.

    Every value of `wanted` has the same columns (attribute names, so `site_id`). Two statements, however many rows.
    """
    known = model._default_manager.in_bulk(list(wanted), field_name="code")
    new = [model(code=code, **values) for code, values in wanted.items() if code not in known]
    changed = []
    for code, row in known.items():
        if any(getattr(row, name) != value for name, value in wanted[code].items()):
            for name, value in wanted[code].items():
                setattr(row, name, value)
            changed.append(row)
    model._default_manager.bulk_create(new)
    if changed:
        columns: Sequence[str] = [name.removesuffix("_id") for name in next(iter(wanted.values()))]
        model._default_manager.bulk_update(changed, columns, batch_size=500)
    return Counts(created=len(new), updated=len(changed), unchanged=len(wanted) - len(new) - len(changed))
