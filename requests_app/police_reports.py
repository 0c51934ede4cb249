"""Police reports: one spelling for comparing, whatever was typed."""

from core.ids import blind_index
from requests_app import identity


def index_of(text: str) -> str:
    """The keyed fingerprint of a report number in its one spelling; empty for none."""
    report = identity.read_police_report(text)
    return blind_index(report.normal, purpose="police-report") if report.normal else ""
