"""kill -9 of a render worker in the middle of a clip: the case still ends with one clip, one grant and one message."""

import os
import signal
from datetime import timedelta

from django.conf import settings
from django.db.models.functions import Now

from accounts.roles import Role
from audit.models import Event
from audit.verbs import Verb
from footage import deliverables, vault
from footage.models import Deliverable, Grant, Hold, RenderJob
from notifications.models import Message
from requests_app.decision.decisions import Proposal, Window, is_rendering
from requests_app.intake import acceptance
from requests_app.models import DecisionKind, FootageRequest, Outcome, Status
from tests import cases
from tests.cases import END, START
from tests.journeys.service import Service, ffmpegs, is_alive

READY = "/footage_ready/"


def test_the_case_ends_as_if_nothing_had_happened(service: Service, archive):
    camera = cases.build_camera(archive)
    render_worker = service.start_workers()
    receipt = acceptance.submit(cases.submission(email="siti@example.com"))
    case = FootageRequest.objects.get(reference=receipt.reference)
    service.until(lambda: Hold.objects.filter(reference=case.reference, state=Hold.State.SECURED).exists())
    whole = Window(camera=camera, starts_at=START, ends_at=END)
    proposal = Proposal(kind=DecisionKind.GRANT, reason="Terlihat jelas.", windows=(whole,))
    cases.propose(case, proposal, officer=cases.build_staff("sari", Role.OFFICER))

    def writing() -> list[int]:
        """The worker's ffmpeg, stopped where it is."""
        found = list(ffmpegs(render_worker)) if any(settings.SCRATCH_DIR.glob("*/work/part-*")) else []
        for pid in found:
            os.kill(pid, signal.SIGSTOP)
        return found

    stopped = service.until(writing)
    service.kill(render_worker, sparing=stopped)
    service.until(lambda: not any(is_alive(pid) for pid in stopped))  # none goes on without its worker

    job = RenderJob.objects.get()
    assert job.state == RenderJob.State.RUNNING
    assert not Deliverable.objects.exists()
    assert list(settings.SCRATCH_DIR.iterdir())
    RenderJob.objects.update(leased_until=Now() - timedelta(seconds=1))  # a minute later
    service.start_render_worker()
    service.until(lambda: not is_rendering(case))
    cases.approve(case, approver=cases.build_staff("dewi", Role.APPROVER))
    service.until(lambda: Message.objects.filter(occasion__contains=READY, state=Message.State.SENT).exists())

    case.refresh_from_db()
    assert (case.status, case.outcome) == (Status.CLOSED, Outcome.GRANTED)
    deliverable = Deliverable.objects.get()
    assert (deliverable.duration, deliverable.frame_count) == (END - START, 900)
    assert deliverable.job.attempts == 2
    assert vault.digest(deliverables.path_of(deliverable.sha256)) == deliverable.sha256
    assert Grant.objects.get().deliverable == deliverable
    assert Message.objects.filter(occasion__contains=READY).count() == 1
    for verb in (Verb.RENDER_PUBLISHED, Verb.GRANT_ISSUED, Verb.REQUEST_CLOSED):
        assert Event.objects.filter(case=case.reference, verb=verb).count() == 1
    assert list(settings.SCRATCH_DIR.iterdir()) == []
