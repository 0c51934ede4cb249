"""The cases and the audit trail of years, for the bench of the officers' pages (`bench.officers`).

What is loaded is a fixture: rows as the service leaves them, put there by COPY and INSERT … SELECT instead of being
lived through the workflow. The constraints of the database hold, personal fields are encrypted, and the chain of the
trail is whole (`verify_audit` says so). Half of the cases are open, which no office would let happen.
"""

import io
import random
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Model
from django.utils import timezone

from accounts.models import Unit, User
from accounts.roles import Role
from cameras.models import Camera
from core.ids import blind_index, new_reference
from requests_app.models import (
    Capacity,
    FootageRequest,
    IncidentType,
    Outcome,
    Purpose,
    RequestedCamera,
    Status,
    Wanted,
)

UNITS, OFFICERS, APPROVERS = 5, 20, 10
OPEN = {
    Status.SUBMITTED: 0.2,
    Status.IN_REVIEW: 0.4,
    Status.AWAITING_APPLICANT: 0.1,
    Status.AWAITING_APPROVAL: 0.2,
    Status.PREPARING: 0.1,
}
OPEN_FOR, CLOSED_FOR = timedelta(days=20), timedelta(days=1000)  # how far back cases of each kind were filed
# What is told of a case in its order; a case with more events than these was read more often.
STORY = ("request.submitted", "hold.placed", "hold.secured", "request.taken", "request.read", "tracking.opened")
BATCH = 5000

DECISIONS = """
INSERT INTO requests_app_decision (id, request_id, kind, reason_code, reason, access, view_days, state, proposed_by_id,
    proposed_at, settled_by_id, settled_at, comment, letter)
SELECT gen_random_uuid(), id, CASE outcome WHEN 'granted' THEN 'grant' WHEN 'refused' THEN 'refuse'
        WHEN 'nothing_recorded' THEN 'nothing_recorded' WHEN 'handed_to_police' THEN 'hand_to_police' ELSE 'grant' END,
    CASE outcome WHEN 'refused' THEN 'no_interest' ELSE '' END, 'Alasan putusan.', 'view', 14,
    CASE status WHEN 'awaiting_approval' THEN 'proposed' ELSE 'approved' END,
    officer_id, submitted_at + interval '2 days',
    CASE status WHEN 'awaiting_approval' THEN NULL ELSE %(approver)s END,
    CASE status WHEN 'awaiting_approval' THEN NULL ELSE submitted_at + interval '3 days' END, '', ''
FROM requests_app_footagerequest
WHERE status IN ('awaiting_approval', 'preparing') OR status = 'closed' AND outcome <> 'withdrawn'
"""
HOLDS = """
INSERT INTO footage_hold (id, reference, camera_id, starts_at, ends_at, state, gaps, attempts, error, keep_until,
    created_at, secured_at)
SELECT gen_random_uuid(), r.reference, c.camera_id, r.starts_at, r.ends_at, 'secured', '[]', 1, '',
    r.submitted_at + interval '90 days', r.submitted_at, r.submitted_at
FROM requests_app_footagerequest r JOIN requests_app_requestedcamera c ON c.request_id = r.id
"""
EVENTS = """
INSERT INTO audit_event (at, actor_kind, actor_id, verb, "case", camera, subject, detail)
SELECT r.submitted_at + step * interval '3 hours', kind, CASE kind WHEN 'staff' THEN (%(officers)s)[1 + n %% %(people)s]
        WHEN 'applicant' THEN r.reference ELSE 'bench' END,
    verb, r.reference, CASE WHEN verb LIKE 'hold.%%' THEN c.code ELSE '' END, '',
    CASE verb WHEN 'hold.secured' THEN '{"segments": 4}'::jsonb ELSE '{}'::jsonb END
FROM (SELECT n, n / %(cases)s AS step, n %% %(cases)s AS number FROM generate_series(0, %(events)s - 1) n) act
JOIN (SELECT *, row_number() OVER (ORDER BY submitted_at, id) - 1 AS number FROM requests_app_footagerequest) r
    USING (number)
LEFT JOIN (SELECT DISTINCT ON (request_id) request_id, camera_id FROM requests_app_requestedcamera) rc
    ON rc.request_id = r.id
LEFT JOIN cameras_camera c ON c.id = rc.camera_id
CROSS JOIN LATERAL (SELECT coalesce((%(story)s)[1 + step], 'request.read') AS verb) told
CROSS JOIN LATERAL (SELECT CASE WHEN verb IN ('request.submitted', 'tracking.opened') THEN 'applicant'
    WHEN verb LIKE 'hold.%%' THEN 'system' ELSE 'staff' END AS kind) who
ORDER BY 1
"""
# As the trigger of audit's migration 0002 would, which waits for each commit and asks for the last link every time.
CHAIN = """
DO $$
DECLARE
    event audit_event;
    last audit_link;
BEGIN
    SELECT * INTO last FROM audit_link ORDER BY position DESC LIMIT 1;
    last.position := coalesce(last.position, 0);
    last.digest := coalesce(last.digest, ''::bytea);
    FOR event IN SELECT e.* FROM audit_event e WHERE NOT EXISTS (SELECT FROM audit_link l WHERE l.event_id = e.id)
        ORDER BY e.id LOOP
        last.position := last.position + 1;
        last.digest := sha256(last.digest || convert_to(audit_canonical(event), 'UTF8'));
        INSERT INTO audit_link (position, event_id, digest) VALUES (last.position, event.id, last.digest);
    END LOOP;
END $$
"""


def load(*, cases: int, events: int, chance: random.Random) -> None:
    """Puts so many cases and events into the database, which holds the registry already. One transaction."""
    with transaction.atomic(), connection.cursor() as cursor:
        officers, approvers = _staff()
        cameras = list(Camera.objects.select_related("site").order_by("pk"))
        made = [
            _case(number, cases, reference, cameras, officers, chance)
            for number, reference in enumerate(_references(cases))
        ]
        for start in range(0, cases, BATCH):
            copy([case for case, _cameras in made[start : start + BATCH]])
        asked = (RequestedCamera(request=case, camera=each, distance=20) for case, near in made for each in near)
        copy(asked)
        cursor.execute(DECISIONS, {"approver": approvers[0].pk})
        cursor.execute(HOLDS)
        # No event of the load is pending: a deferred trigger would be asked a million times at the commit.
        cursor.execute("ALTER TABLE audit_event DISABLE TRIGGER audit_event_linked")
        people = [str(officer.pk) for officer in officers]
        told: dict[str, Any] = {"officers": people, "people": len(people), "story": list(STORY)}
        cursor.execute(EVENTS, {"cases": cases, "events": events, **told})
        cursor.execute(CHAIN)
        cursor.execute("ALTER TABLE audit_event ENABLE TRIGGER audit_event_linked")


def _staff() -> tuple[list[User], list[User]]:
    """Officers and approvers, each of one of the units, without a password: nobody signs in with one."""
    units = [Unit.objects.create(code=f"unit-{number}", name=f"Unit {number}") for number in range(UNITS)]

    def people(name: str, count: int, *roles: Role) -> list[User]:
        return [
            User.objects.create(username=f"{name}-{number}", roles=list(roles), unit=units[number % UNITS])
            for number in range(count)
        ]

    people("auditor", 1, Role.AUDITOR)
    return people("officer", OFFICERS, Role.OFFICER), people("approver", APPROVERS, Role.APPROVER)


def _references(count: int) -> list[str]:
    """So many different numbers: among a hundred thousand, two that are drawn alike are likely."""
    drawn: set[str] = set()
    while len(drawn) < count:
        drawn.add(new_reference(year=2026))
    return list(drawn)


def _case(
    number: int, count: int, reference: str, cameras: Sequence[Camera], officers: Sequence[User], chance: random.Random
) -> tuple[FootageRequest, list[Camera]]:
    """One case beside one or two cameras, and those. The first half of all is open."""
    is_open = number < count // 2
    submitted_at = timezone.now() - chance.random() * (OPEN_FOR if is_open else CLOSED_FOR)
    starts_at = submitted_at - timedelta(hours=chance.randint(2, 240))
    status = chance.choices(list(OPEN), list(OPEN.values()))[0] if is_open else Status.CLOSED
    near = chance.sample(cameras, k=chance.randint(1, 2))
    officer = chance.choice(officers)
    nik = f"3171{number:012d}"
    incident_type, anyone_at_risk = chance.choice(IncidentType.values), chance.random() < 0.01
    case = FootageRequest(
        reference=reference,
        pin_hash="!",
        status=status,
        outcome="" if is_open else chance.choice(Outcome.values),
        officer=None if status == Status.SUBMITTED else officer,
        unit=officer.unit,
        place=f"{near[0].site.name} {number}",
        area_id=near[0].site.area_id,
        latitude=near[0].site.latitude + chance.uniform(-0.001, 0.001),
        longitude=near[0].site.longitude + chance.uniform(-0.001, 0.001),
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=chance.randint(10, 120)),
        incident_type=incident_type,
        description="Sepeda saya diambil orang berjaket merah.",
        anyone_at_risk=anyone_at_risk,
        urgent=anyone_at_risk or incident_type == IncidentType.MISSING_PERSON,
        purpose=Purpose.POLICE,
        wanted=Wanted.VIEW,
        applicant_name=f"Siti {number}",
        nik=nik,
        nik_index=blind_index(nik, purpose="nik"),
        capacity=chance.choice((Capacity.SELF, Capacity.OWNER)),
        submission_key=UUID(int=chance.getrandbits(128), version=4),
        submitted_at=submitted_at,
        closed_at=None if is_open else submitted_at + (timezone.now() - submitted_at) * chance.random(),
        due_at=submitted_at + timedelta(days=14) if is_open else None,
        lost_at=submitted_at + timedelta(days=21) if is_open and chance.random() < 0.05 else None,
    )
    return case, near


def copy(rows: Iterable[Model]) -> None:
    """Inserts rows of one model by COPY: what `bulk_create` does, many times faster."""
    rows = list(rows)
    fields = [field for field in rows[0]._meta.concrete_fields if not field.generated]
    if rows[0].pk is None:
        fields = [field for field in fields if not field.primary_key]
    text = io.StringIO()
    for row in rows:
        values = (field.get_db_prep_save(field.pre_save(row, True), connection) for field in fields)
        text.write("\t".join(map(_written, values)) + "\n")
    text.seek(0)
    columns = ", ".join(connection.ops.quote_name(str(field.column)) for field in fields)
    with connection.cursor() as cursor:
        cursor.copy_expert(f"COPY {rows[0]._meta.db_table} ({columns}) FROM STDIN", text)


def _written(value: Any) -> str:
    """A value in the text format of COPY."""
    if value is None:
        return "\\N"
    if isinstance(value, list):
        return "{" + ",".join(map(str, value)) + "}"
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value).replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n")
