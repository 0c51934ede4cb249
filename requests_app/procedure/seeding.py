"""The rules and days off that the service starts with; from then on the tables belong to their administrators.

What somebody has edited or deleted is never written again: a rule or a year that has any row is left as it is.
Running clocks need no row for a policy (see `policies.STARTS`), but every holiday must be here.
"""

from datetime import date

import holidays

from requests_app.models import Holiday, Policy
from requests_app.procedure.policies import STARTS

# The joint decrees (SKB) of the ministers of religion, manpower and administrative reform, by the year they are for.
DECREES = {
    2026: "SKB Nomor 1497 Tahun 2025, Nomor 2 Tahun 2025, Nomor 5 Tahun 2025",
    2027: "SKB Nomor 1205 Tahun 2026, Nomor 3 Tahun 2026, Nomor 2 Tahun 2026",
}
POLICIES_SINCE = date(2026, 1, 1)
ESTIMATED = " (perkiraan)"  # what the package says of a moon it has to calculate; the decree has fixed the day since


def seed_policies() -> int:
    """How many rules were added."""
    present = set(Policy.objects.values_list("rule", flat=True))
    missing = {rule: start for rule, start in STARTS.items() if rule not in present}
    Policy.objects.bulk_create(
        Policy(rule=rule, value=start.value, valid_from=POLICIES_SINCE, basis=start.basis)
        for rule, start in missing.items()
    )
    return len(missing)


def seed_holidays() -> int:
    """How many days were added."""
    years = [year for year in DECREES if not Holiday.objects.filter(day__year=year).exists()]
    if not years:  # the package takes a second to load
        return 0
    kinds = {Holiday.Kind.JOINT_LEAVE: "government", Holiday.Kind.NATIONAL: "public"}
    days = {
        day: Holiday(day=day, kind=kind, name=name.removesuffix(ESTIMATED), decree=DECREES[day.year])
        for kind, category in kinds.items()
        for day, name in holidays.country_holidays("ID", years=years, categories=(category,), language="id").items()
    }
    Holiday.objects.bulk_create(days.values())
    return len(days)
