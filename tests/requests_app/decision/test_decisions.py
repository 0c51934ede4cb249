"""What may be proposed, and what becomes of a proposal."""

import threading
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.roles import Role
from audit.models import Event
from audit.verbs import Verb
from core.errors import InvalidInput, NotNow
from footage import deliverables, runs
from footage.models import Deliverable, Grant, Hold, RenderJob
from notifications.models import Message
from requests_app import settlement
from requests_app.decision import decisions
from requests_app.decision.decisions import Consequence, Window
from requests_app.models import Decision, DecisionKind, FootageRequest, Outcome, Policy, Status
from requests_app.workflow import Action, perform
from tests import cases

SECOND = timedelta(seconds=1)


@pytest.fixture
def case(camera, officer):
    return perform(cases.file_case(), Action.TAKE, by=officer)


def refused_proposal(case, officer, **changes) -> InvalidInput:
    with pytest.raises(InvalidInput) as refused:
        perform(case, Action.PROPOSE, by=officer, proposal=cases.granting(case, **changes))

    case.refresh_from_db()
    assert case.status == Status.IN_REVIEW
    assert not case.decisions.exists()
    assert not Event.objects.filter(case=case.reference, verb=Verb.CASE_DENIED).exists()
    return refused.value


def window(camera, start, end):
    return (Window(camera=camera, starts_at=start, ends_at=end),)


def test_a_window_may_be_the_whole_hold(case, officer, camera):
    proposal = cases.granting(case, windows=window(camera, cases.START, cases.END))

    assert perform(case, Action.PROPOSE, by=officer, proposal=proposal).status == Status.AWAITING_APPROVAL


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (cases.START - SECOND, cases.END),
        (cases.START, cases.END + SECOND),
        (cases.END, cases.END + cases.MINUTE),
    ],
)
def test_a_window_outside_of_what_was_preserved_is_refused(case, officer, camera, start, end, english):
    error = refused_proposal(case, officer, windows=window(camera, start, end))

    assert error.field == "windows"
    assert "not within what was preserved" in str(error.message)


def test_a_camera_that_is_not_held_is_refused(case, officer, tmp_path, english):
    other = cases.build_camera(tmp_path / "archive", "JKT-2", latitude=cases.LATITUDE + 1)

    error = refused_proposal(case, officer, windows=window(other, cases.START, cases.END))

    assert "not within what was preserved" in str(error.message)


def test_another_cases_hold_does_not_count(case, officer, camera):
    cases.file_case(starts_at=cases.START - timedelta(hours=1), ends_at=cases.END)

    refused_proposal(case, officer, windows=window(camera, cases.START - cases.MINUTE, cases.END))


def test_a_released_hold_does_not_count(case, officer, camera):
    Hold.objects.filter(reference=case.reference).update(state=Hold.State.RELEASED)

    refused_proposal(case, officer)


def test_footage_that_is_still_being_secured_waits(case, officer, english):
    Hold.objects.filter(reference=case.reference).update(state=Hold.State.PLACED)

    assert "still being secured" in str(refused_proposal(case, officer).message)


def test_a_window_in_which_nothing_was_recorded_is_refused(camera, officer, english):
    case = perform(cases.file_case(ends_at=cases.END + 5 * cases.MINUTE), Action.TAKE, by=officer)

    error = refused_proposal(case, officer, windows=window(camera, cases.END, cases.END + cases.MINUTE))

    assert "Nothing of the chosen time" in str(error.message)


def test_a_window_with_a_gap_may_be_released(camera, officer):
    """The clip shows the gap as a gap."""
    case = perform(cases.file_case(ends_at=cases.END + 5 * cases.MINUTE), Action.TAKE, by=officer)
    proposal = cases.granting(case, windows=window(camera, cases.START, cases.END + cases.MINUTE))

    assert perform(case, Action.PROPOSE, by=officer, proposal=proposal).status == Status.AWAITING_APPROVAL


def test_a_window_longer_than_the_policy_is_refused(case, officer, camera, english):
    Policy.objects.create(rule=Policy.Rule.WINDOW_MINUTES, value=2, valid_from=cases.START.date())

    error = refused_proposal(case, officer, windows=window(camera, cases.START, cases.END))

    assert "2 minutes long at most" in str(error.message)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"windows": ()}, "windows"),
        ({"kind": "maybe"}, "kind"),
        ({"kind": DecisionKind.REFUSE, "reason_code": ""}, "reason_code"),
        ({"kind": DecisionKind.REFUSE, "reason_code": "because"}, "reason_code"),
        ({"kind": DecisionKind.REFUSE, "reason_code": "security"}, "harm"),
        ({"kind": DecisionKind.GRANT_PART, "reason_code": ""}, "reason_code"),
        ({"kind": DecisionKind.GRANT_PART, "reason_code": "security", "consequence": Consequence(harm="x")}, "lasts"),
        (
            {"kind": DecisionKind.REFUSE, "reason_code": "security", "consequence": cases.CONSEQUENCE, "reason": " "},
            "reason",
        ),
        ({"access": "cinema"}, "access"),
        ({"kind": DecisionKind.NOTHING_RECORDED, "reason": ""}, "reason"),
    ],
)
def test_an_incomplete_proposal_names_its_field(case, officer, changes, field):
    assert refused_proposal(case, officer, **changes).field == field


def test_the_same_window_twice_is_refused(case, officer, camera):
    refused_proposal(case, officer, windows=2 * window(camera, cases.START, cases.END))


def test_an_empty_or_backward_window_is_refused(case, officer, camera):
    refused_proposal(case, officer, windows=window(camera, cases.START, cases.START))
    refused_proposal(case, officer, windows=window(camera, cases.END, cases.START))


def test_a_part_is_granted_with_its_reasons_and_terms(case, officer, approver):
    proposal = cases.granting(
        case,
        kind=DecisionKind.GRANT_PART,
        reason_code="investigation",
        consequence=cases.CONSEQUENCE,
        view_limit=3,
    )
    case = perform(case, Action.PROPOSE, by=officer, proposal=proposal)

    case = cases.deliver(cases.approve(case, approver=approver))

    decision = decisions.announced(case)
    assert case.outcome == Outcome.PARTLY_GRANTED
    assert decision.consequence_test.article == "UU 14/2008 pasal 17 huruf a"  # the reason's own
    assert [grant.view_limit for grant in Grant.objects.all()] == [3]


def test_what_is_watched_at_an_office_is_granted_to_nobodys_telephone(case, officer, approver):
    case = perform(case, Action.PROPOSE, by=officer, proposal=cases.granting(case, access="office"))

    case = cases.deliver(cases.approve(case, approver=approver))

    assert case.outcome == Outcome.GRANTED
    assert not Grant.objects.exists()
    assert "di kantor" in Message.objects.get(occasion__contains="/footage_ready/").body


def test_a_refusal_keeps_no_terms_of_a_grant(case, officer):
    proposal = cases.granting(
        case, kind=DecisionKind.REFUSE, reason_code="security", consequence=cases.CONSEQUENCE, access="copy"
    )

    perform(case, Action.PROPOSE, by=officer, proposal=proposal)

    assert not decisions.live(case).may_download
    assert not decisions.live(case).windows.exists()


def test_nobody_can_settle_their_own_proposal_in_the_database_either(case, officer):
    decision = decisions.live(perform(case, Action.PROPOSE, by=officer, proposal=cases.refusing()))

    with pytest.raises(IntegrityError, match="settled_by_another_person"), transaction.atomic():
        decisions.approve(decision, by=officer, at=case.submitted_at)


def test_whoever_proposed_before_cannot_approve_another_officers_proposal(case, officer, approver):
    """Own earlier involvement blocks, also after the case went to somebody else."""
    proposer = officer
    proposer.roles = [Role.OFFICER, Role.APPROVER]
    proposer.save()
    sent_back = perform(case, Action.PROPOSE, by=proposer, proposal=cases.refusing())
    perform(case, Action.SEND_BACK, by=approver, decision=decisions.live(sent_back).pk, comment="Lihat lagi.")
    perform(case, Action.GIVE_BACK, by=proposer)
    colleague = cases.build_staff("dewi", Role.OFFICER)
    proposed = cases.propose(case, cases.refusing(), officer=colleague)

    with pytest.raises(Exception, match="own_proposal"):
        cases.approve(proposed, approver=proposer)

    assert cases.approve(proposed, approver=approver).outcome == Outcome.REFUSED


def test_a_proposal_that_was_replaced_is_not_approved_unread(case, officer, approver):
    first = decisions.live(perform(case, Action.PROPOSE, by=officer, proposal=cases.refusing()))
    perform(case, Action.SEND_BACK, by=approver, decision=first.pk, comment="Mungkin bisa diberikan?")
    perform(case, Action.PROPOSE, by=officer, proposal=cases.granting(case))
    cases.finish(case)

    with pytest.raises(NotNow, match="proposal_changed"):
        perform(case, Action.APPROVE, by=approver, decision=first.pk)
    with pytest.raises(NotNow, match="proposal_changed"):
        perform(case, Action.SEND_BACK, by=approver, decision=uuid4(), comment="Lagi.")

    first.refresh_from_db()
    assert (first.state, first.settled_by, first.comment) == ("sent_back", approver, "Mungkin bisa diberikan?")
    assert decisions.live(case).state == Decision.State.PROPOSED


def test_sending_back_needs_a_comment(case, officer, approver):
    proposed = perform(case, Action.PROPOSE, by=officer, proposal=cases.refusing())

    with pytest.raises(InvalidInput) as refused:
        perform(case, Action.SEND_BACK, by=approver, decision=decisions.live(proposed).pk, comment=" ")

    assert refused.value.field == "comment"


def test_a_proposed_grant_queues_one_render_a_window_for_one_receiver(officer, camera, tmp_path):
    cases.build_camera(tmp_path / "archive", "JKT-2", latitude=cases.LATITUDE + 0.0005)
    case = cases.file_case()

    cases.propose(case, cases.granting(case), officer=officer)

    jobs = decisions.jobs_of(case)
    assert {job.hold.camera.code for job in jobs} == {"JKT-1", "JKT-2"}
    assert {(job.starts_at, job.ends_at) for job in jobs} == {
        (cases.START + cases.MINUTE, cases.START + 2 * cases.MINUTE)
    }
    assert len({job.recipient_code for job in jobs}) == 1


def test_delivery_grants_what_was_decided_and_tells_once(case, officer, approver):
    proposal = cases.granting(case, access="copy", view_days=5)
    approved = cases.approve(perform(case, Action.PROPOSE, by=officer, proposal=proposal), approver=approver)

    case = cases.deliver(approved)
    settlement.settle_finished_renders()
    settlement.settle_finished_renders()

    grant = Grant.objects.get(reference=case.reference)
    assert (grant.may_download, grant.view_limit) == (True, None)
    assert grant.expires_at == case.closed_at + timedelta(days=5)
    assert grant.recipient_code == grant.deliverable.job.recipient_code
    assert Message.objects.filter(occasion__startswith=f"{case.reference}/footage_ready/").count() == 1
    assert Event.objects.filter(case=case.reference, verb=Verb.REQUEST_CLOSED).count() == 1
    assert not Event.objects.filter(case=case.reference, verb=Verb.CASE_DENIED).exists()


def test_a_real_render_is_settled_into_one_clip_that_can_be_watched(case, officer, approver, camera):
    proposal = cases.granting(case, windows=window(camera, cases.START + SECOND, cases.START + 4 * SECOND))
    proposed = perform(case, Action.PROPOSE, by=officer, proposal=proposal)
    seen = decisions.live(proposed).pk

    settlement.settle_finished_renders()  # too early: nothing happens
    with pytest.raises(NotNow, match="copies_unfinished"):
        perform(proposed, Action.APPROVE, by=approver, decision=seen)
    runs.run(decisions.jobs_of(proposed)[0].pk)
    perform(proposed, Action.APPROVE, by=approver, decision=seen)
    settlement.settle_finished_renders()

    case.refresh_from_db()
    grant = Grant.objects.get(reference=case.reference)
    assert (case.status, case.outcome) == (Status.CLOSED, Outcome.GRANTED)
    assert grant.deliverable.duration == 3 * SECOND
    approval = Event.objects.get(case=case.reference, verb=Verb.DECISION_APPROVED)
    assert approval.detail["deliverables"] == {str(grant.deliverable.pk): grant.deliverable.sha256}
    assert Message.objects.filter(occasion__startswith=f"{case.reference}/footage_ready/").count() == 1


def test_the_days_of_watching_come_from_the_policy_when_none_are_proposed(case, officer):
    Policy.objects.create(rule=Policy.Rule.GRANT_DAYS, value=3, valid_from=cases.START.date())

    perform(case, Action.PROPOSE, by=officer, proposal=cases.granting(case))

    assert decisions.live(case).view_days == 3


def test_one_failed_clip_returns_the_case_and_stops_the_others(officer, approver, camera, tmp_path):
    cases.build_camera(tmp_path / "archive", "JKT-2", latitude=cases.LATITUDE + 0.0005)
    case = cases.file_case()
    cases.propose(case, cases.granting(case), officer=officer)
    cases.fail(case, error="unreadable")

    settlement.settle_finished_renders()

    case.refresh_from_db()
    assert (case.status, case.officer) == (Status.IN_REVIEW, officer)
    assert [job.error for job in decisions.failures(case)] == ["unreadable"]
    assert set(RenderJob.objects.values_list("state", flat=True)) == {"failed", "cancelled"}
    assert not Grant.objects.exists()

    proposed = perform(case, Action.PROPOSE, by=officer, proposal=cases.granting(case))
    case = cases.deliver(cases.approve(proposed, approver=approver))

    assert case.outcome == Outcome.GRANTED
    assert Grant.objects.count() == 2


@pytest.mark.parametrize("action", [Action.TAKE_BACK, Action.SEND_BACK])
def test_a_proposal_that_comes_back_stops_its_clips(action, case, officer, approver):
    proposed = perform(case, Action.PROPOSE, by=officer, proposal=cases.granting(case))
    data = {"decision": decisions.live(proposed).pk, "comment": "Lebih pendek."}

    if action == Action.TAKE_BACK:
        perform(proposed, action, by=officer)
    else:
        perform(proposed, action, by=approver, **data)

    assert [job.state for job in RenderJob.objects.all()] == [RenderJob.State.CANCELLED]
    assert decisions.find_live(case) is None
    settlement.settle_finished_renders()
    case.refresh_from_db()
    assert case.status == Status.IN_REVIEW


@pytest.mark.parametrize("action", [Action.TAKE_BACK, Action.SEND_BACK, Action.WITHDRAW])
def test_the_clips_of_a_proposal_that_is_no_more_leave_the_disk(
    action, case, officer, approver, django_capture_on_commit_callbacks
):
    proposed = perform(case, Action.PROPOSE, by=officer, proposal=cases.granting(case))
    cases.finish(proposed)
    made = Deliverable.objects.get()
    by, data = {
        Action.TAKE_BACK: (officer, {}),
        Action.SEND_BACK: (approver, {"decision": decisions.live(proposed).pk, "comment": "Lebih pendek."}),
        Action.WITHDRAW: (cases.applicant_of(case), {}),
    }[action]
    assert deliverables.is_intact(made)

    with django_capture_on_commit_callbacks(execute=True):
        perform(proposed, action, by=by, **data)

    assert not deliverables.path_of(made.sha256).exists()
    made.refresh_from_db()
    assert made.removed_at
    event = Event.objects.get(verb=Verb.CLIP_REMOVED)
    assert (event.actor_id, event.detail) == (by.actor.id, {"sha256": made.sha256})


def test_what_was_handed_over_stays_when_the_case_is_opened_again(
    case, officer, approver, django_capture_on_commit_callbacks
):
    proposed = perform(case, Action.PROPOSE, by=officer, proposal=cases.granting(case))
    closed = cases.deliver(cases.approve(proposed, approver=approver))

    with django_capture_on_commit_callbacks(execute=True):
        perform(closed, Action.REOPEN, by=cases.applicant_of(case), body="Belum selesai.")
        deliverables.remove(Deliverable.objects.get(), by=officer.actor)

    assert deliverables.is_intact(Deliverable.objects.get())
    assert not Event.objects.filter(verb=Verb.CLIP_REMOVED).exists()


def test_a_clip_that_changed_after_it_was_approved_is_not_handed_over(case, officer, approver):
    cases.approve(perform(case, Action.PROPOSE, by=officer, proposal=cases.granting(case)), approver=approver)
    clip = deliverables.path_of(Deliverable.objects.get().sha256)
    clip.write_bytes(clip.read_bytes() + b"x")

    settlement.settle_finished_renders()

    case.refresh_from_db()
    assert case.status == Status.IN_REVIEW
    assert not Grant.objects.exists()
    assert [job.error for job in decisions.failures(case)] == ["clip_changed"]


def test_withdrawal_before_the_decision_stops_the_clips_and_releases_the_footage(case, officer):
    perform(case, Action.PROPOSE, by=officer, proposal=cases.granting(case))

    perform(case, Action.WITHDRAW, by=cases.applicant_of(case))
    settlement.settle_finished_renders()

    case.refresh_from_db()
    assert case.outcome == Outcome.WITHDRAWN
    assert [job.state for job in RenderJob.objects.all()] == [RenderJob.State.CANCELLED]
    assert [hold.state for hold in Hold.objects.all()] == [Hold.State.RELEASED]
    assert decisions.find_live(case) is None


@pytest.mark.django_db(transaction=True)
def test_two_approvers_at_once_make_one_decision(case, officer):
    proposed = perform(case, Action.PROPOSE, by=officer, proposal=cases.granting(case))
    decision = decisions.live(proposed)
    cases.finish(proposed)
    approvers = [cases.build_staff(name, Role.APPROVER) for name in ("agus", "wati")]
    together, results = threading.Barrier(2), []

    def approve(by):
        together.wait()
        try:
            perform(proposed, Action.APPROVE, by=by, decision=decision.pk)
            results.append("approved")
        except NotNow as refusal:
            results.append(refusal.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=approve, args=[by]) for by in approvers]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]

    assert sorted(results) == ["approved", "not_now"]
    assert RenderJob.objects.count() == 1
    assert Event.objects.filter(verb=Verb.DECISION_APPROVED).count() == 1
    assert Event.objects.filter(verb=Verb.CASE_DENIED).count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_sweeps_at_once_deliver_once(case, officer, approver):
    cases.approve(perform(case, Action.PROPOSE, by=officer, proposal=cases.granting(case)), approver=approver)
    together = threading.Barrier(2)

    def sweep():
        together.wait()
        settlement.settle_finished_renders()
        connection.close()

    threads = [threading.Thread(target=sweep) for _ in range(2)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]

    assert FootageRequest.objects.get().outcome == Outcome.GRANTED
    assert Grant.objects.count() == 1
    assert Message.objects.filter(occasion__contains="/footage_ready/").count() == 1
    assert not Event.objects.filter(verb=Verb.CASE_DENIED).exists()


def test_only_one_live_decision_fits_a_case(case, officer):
    perform(case, Action.PROPOSE, by=officer, proposal=cases.refusing())

    with pytest.raises(IntegrityError, match="one_live_decision_a_request"), transaction.atomic():
        Decision.objects.create(
            request=case, kind="grant", view_days=1, proposed_by=officer, proposed_at=case.submitted_at
        )
