"""State × action × person, written by hand. It repeats the workflow's table on purpose."""

from collections import Counter
from datetime import timedelta
from uuid import uuid4

import pytest

from accounts.models import Unit, User
from accounts.roles import Role
from audit.models import Event
from audit.verbs import Verb
from core.errors import NotAllowed
from footage import deliverables
from notifications.models import Message
from requests_app.decision import decisions
from requests_app.models import DecisionKind, FootageRequest, Outcome, RefusalReason, Status
from requests_app.people import STRANGER, Applicant, System
from requests_app.review import dispatch
from requests_app.workflow import Action, available, perform
from tests import cases

NOBODY: set[str] = set()
REVIEWERS = {"proposer", "colleague", "all_rounder"}
APPROVERS = {"approver", "all_rounder"}
SUPERIORS = {"superior", "approver"}  # in a case that the approver has not touched
IN_REVIEW = {"in_review", "extended", "late", "late_and_objected", "asked", "unanswered"}
UNDECIDED = {"submitted", "withdrawn", "erasure_asked", "erased"}
REFUSED = {"refusal_proposed", "refused", "objected", "upheld"}
OBJECTING = {"ground": "refused", "text": "Saya tidak setuju."}
LONG_AGO = cases.START - timedelta(days=90)

# Who may, in every state; an action that is not named may be done by nobody.
PROPOSED = {
    "assign": {"head"},
    "extend": {"proposer"},
    "step_aside": {"proposer"},
    "take_back": {"proposer"},
    "send_back": APPROVERS,
    "withdraw": {"applicant"},
}
MAY = {
    "submitted": {"take": REVIEWERS, "assign": {"head"}, "hand_on": {"head"}, "withdraw": {"applicant"}},
    "in_review": {
        "give_back": {"proposer"},
        "assign": {"head"},
        "hand_on": {"head", "proposer"},
        "step_aside": {"proposer"},
        "extend": {"proposer"},
        "ask": {"proposer"},
        "propose": {"proposer"},
        "withdraw": {"applicant"},
    },
    "extended": {
        "give_back": {"proposer"},
        "assign": {"head"},
        "hand_on": {"head", "proposer"},
        "step_aside": {"proposer"},
        "ask": {"proposer"},
        "propose": {"proposer"},
        "withdraw": {"applicant"},
    },
    "late": {
        "give_back": {"proposer"},
        "assign": {"head"},
        "hand_on": {"head", "proposer"},
        "step_aside": {"proposer"},
        "ask": {"proposer"},
        "propose": {"proposer"},
        "lodge_objection": {"applicant"},
        "withdraw": {"applicant"},
    },
    "late_and_objected": {
        "give_back": {"proposer"},
        "assign": {"head"},
        "hand_on": {"head", "proposer"},
        "step_aside": {"proposer"},
        "ask": {"proposer"},
        "propose": {"proposer"},
        "uphold": SUPERIORS,
        "overturn": SUPERIORS,
        "withdraw": {"applicant"},
    },
    "asked": {"assign": {"head"}, "answer": {"applicant"}, "resume": {"proposer"}, "withdraw": {"applicant"}},
    "unanswered": {
        "assign": {"head"},
        "answer": {"applicant"},
        "resume": {"proposer"},
        "lapse": {"system"},
        "withdraw": {"applicant"},
    },
    "grant_proposed": PROPOSED,
    "copy_made": PROPOSED | {"approve": APPROVERS},
    "report_missing": PROPOSED,
    "power_unproved": PROPOSED,
    "copy_broken": PROPOSED | {"render_failed": {"system"}},
    "refusal_proposed": PROPOSED | {"approve": APPROVERS},
    "preparing": {"deliver": {"system"}, "withdraw": {"applicant"}},
    "clip_changed": {"render_failed": {"system"}, "withdraw": {"applicant"}},
    "closed": {"lodge_objection": {"applicant"}, "reopen": {"applicant"}, "ask_erasure": {"applicant"}},
    "refused": {"lodge_objection": {"applicant"}, "ask_erasure": {"applicant"}},
    "objected": {"uphold": {"superior"}, "overturn": {"superior"}},
    "upheld": {"report_dispute": {"applicant"}, "ask_erasure": {"applicant"}},
    "withdrawn": {"ask_erasure": {"applicant"}},
    "erasure_asked": {"erase": REVIEWERS, "refuse_erasure": REVIEWERS},
    "erased": {},
}
STAYS = "stays"
# A clip is made and nobody may approve it, for want of a paper.
PAPER_MISSING = {
    "report_missing": {"incident_type": "assault"},
    "power_unproved": {"capacity": "proxy", "capacity_note": "Budi"},
}
WAITING = ("asked", "unanswered", "grant_proposed", "copy_made", "copy_broken", "refusal_proposed", *PAPER_MISSING)
# Where each leads: status, outcome, the event that says so, how many messages the applicant gets.
LEADS_TO = {
    "take": ("in_review", "", "request.taken", 0),
    "give_back": ("submitted", "", "request.given_back", 0),
    "assign": ("in_review", "", "request.assigned", 0),
    "hand_on": ("submitted", "", "request.handed_on", 0),
    "step_aside": ("submitted", "", "interest.declared", 0),
    "extend": (STAYS, STAYS, "request.extended", 1),
    "ask": ("awaiting_applicant", "", "applicant.asked", 1),
    "answer": ("in_review", "", "applicant.answered", 0),
    "resume": ("in_review", "", "clock.resumed", 1),
    "lapse": ("in_review", "", "clock.resumed", 1),
    "propose": ("awaiting_approval", "", "decision.proposed", 0),
    "take_back": ("in_review", "", "decision.voided", 0),
    "send_back": ("in_review", "", "decision.sent_back", 0),
    "approve": ("preparing", "", "decision.approved", 0),
    "reopen": ("in_review", "", "request.reopened", 0),
    "withdraw": ("closed", "withdrawn", "request.withdrawn", 1),
    "deliver": ("closed", "granted", "request.closed", 1),
    "render_failed": ("in_review", "", "decision.voided", 0),
    "lodge_objection": (STAYS, STAYS, "objection.lodged", 1),
    "uphold": (STAYS, STAYS, "decision.upheld", 1),
    "overturn": ("submitted", "", "decision.overturned", 1),
    "report_dispute": (STAYS, STAYS, "dispute.reported", 0),
    "ask_erasure": (STAYS, STAYS, "erasure.asked", 1),
    "erase": (STAYS, STAYS, "data.erased", 1),
    "refuse_erasure": (STAYS, STAYS, "erasure.refused", 1),
}
EXCEPT = {
    ("refusal_proposed", "approve"): ("closed", "refused", "decision.approved", 1),
    ("late_and_objected", "overturn"): (STAYS, STAYS, "decision.overturned", 1),
}
EXCEPT |= {(state, "assign"): (STAYS, "", "request.assigned", 0) for state in WAITING}
# Sorted: test processes side by side must see them in one order.
ALLOWED = sorted(
    (state, action, who) for state, rows in MAY.items() for action, people in rows.items() for who in people
)


@pytest.fixture
def people(db):
    """Everyone who could try. The proposer could approve, were it not their own proposal."""
    return {
        "proposer": cases.build_staff("proposer", Role.OFFICER, Role.APPROVER),
        "colleague": cases.build_staff("colleague", Role.OFFICER),
        "approver": cases.build_staff("approver", Role.APPROVER, Role.OBJECTION_REVIEWER),
        "superior": cases.build_staff("superior", Role.OBJECTION_REVIEWER),
        "all_rounder": cases.build_staff("all_rounder", Role.OFFICER, Role.APPROVER),
        "head": cases.build_staff("head", Role.UNIT_HEAD),
        "auditor": cases.build_staff("auditor", Role.AUDITOR),
        "administrator": cases.build_staff("administrator", Role.ADMINISTRATOR),
        "dismissed": cases.build_staff("dismissed", Role.OFFICER, Role.APPROVER, active=False),
        "neighbour": Applicant("SKS-2026-0000-0000"),
        "system": System("settlement"),
        "stranger": STRANGER,
    }


@pytest.fixture
def case_at(camera, people):
    """A case brought to a state by living it."""

    def live(state: str) -> FootageRequest:
        case = cases.file_case(**PAPER_MISSING.get(state, {}))
        people["applicant"] = cases.applicant_of(case)
        if state == "submitted":
            return case
        if state in IN_REVIEW:
            return under_review(case, state, people["proposer"])
        if state in ("withdrawn", "erasure_asked", "erased"):
            case = perform(case, Action.WITHDRAW, by=people["applicant"])
            if state != "withdrawn":
                case = perform(case, Action.ASK_ERASURE, by=people["applicant"])
            return perform(case, Action.ERASE, by=people["colleague"]) if state == "erased" else case
        proposal = cases.refusing() if state in REFUSED else cases.granting(case)
        case = cases.propose(case, proposal, officer=people["proposer"])
        if state in ("copy_made", *PAPER_MISSING):
            cases.finish(case)
        if state == "copy_broken":
            cases.fail(case)
        if state.endswith("_proposed") or state.startswith("copy_") or state in PAPER_MISSING:
            return case
        case = cases.approve(case, approver=people["approver"])
        if state == "clip_changed":
            deliverables.path_of(decisions.copies_of(case)[0].sha256).write_bytes(b"another film")
        if state in ("objected", "upheld"):
            case = perform(case, Action.LODGE_OBJECTION, by=people["applicant"], **OBJECTING)
        if state == "upheld":
            case = perform(case, Action.UPHOLD, by=people["superior"], answer="Sudah tepat.")
        return cases.deliver(case) if state == "closed" else case

    return live


def under_review(case: FootageRequest, state: str, officer: User) -> FootageRequest:
    """In the officer's hands, with what has happened to its clock."""
    case = perform(case, Action.TAKE, by=officer)
    if state == "extended":
        case = perform(case, Action.EXTEND, by=officer, reason="Rekamannya banyak.")
    if state in ("asked", "unanswered"):
        case = perform(case, Action.ASK, by=officer, body="Apa warna motornya?")
    if state == "unanswered":
        case.pauses.update(stopped_at=LONG_AGO)
    if state.startswith("late"):
        case.submitted_at = LONG_AGO
        case.save()
    if state == "late_and_objected":
        case = perform(case, Action.LODGE_OBJECTION, by=cases.applicant_of(case), **OBJECTING)
    return case


def data_for(action: str, case: FootageRequest) -> dict:
    decision = decisions.find_live(case)
    seen = {"decision": decision.pk if decision else uuid4()}
    data = {
        "extend": {"reason": "Rekamannya banyak."},
        "ask": {"body": "Apa warna motornya?"},
        "answer": {"body": "Merah."},
        "lodge_objection": OBJECTING,
        "uphold": {"answer": "Sudah tepat."},
        "overturn": {"answer": "Belum tepat."},
        "propose": {"proposal": cases.granting(case)},
        "step_aside": {"interest": "household"},
        "assign": {"officer": dispatch.officers_for(case).first()},
        "hand_on": {"unit": Unit.objects.get_or_create(code="lain", defaults={"name": "Lain"})[0]},
        "reopen": {"body": "Belum selesai."},
        "refuse_erasure": {"ground": "duty", "reason": "Undang-undang."},
        "approve": seen,
        "send_back": seen | {"comment": "Perpendek jendelanya."},
    }
    return data.get(action, {})


def verbs(case: FootageRequest) -> Counter:
    return Counter(Event.objects.filter(case=case.reference).values_list("verb", flat=True))


@pytest.mark.parametrize(("state", "action", "who"), ALLOWED)
def test_whoever_may_does(state, action, who, case_at, people):
    case = case_at(state)
    told, before = Message.objects.count(), verbs(case)
    status, outcome, verb, messages = EXCEPT.get((state, action), LEADS_TO[action])
    status = case.status if status == STAYS else status
    outcome = case.outcome if outcome == STAYS else outcome

    assert action in available(case, people[who])
    after = perform(case, action, by=people[who], **data_for(action, case))

    assert (after.status, after.outcome) == (status, outcome)
    assert (verbs(case) - before)[verb] == 1
    assert Verb.CASE_DENIED not in verbs(case)
    assert Message.objects.count() == told + messages
    event = Event.objects.filter(case=case.reference, verb=verb).first()
    assert (event.actor_kind, event.actor_id) == (people[who].actor.kind, people[who].actor.id)
    assert event.detail["to"] == status


@pytest.mark.parametrize("state", MAY)
def test_everyone_else_is_refused_and_only_that_is_recorded(state, case_at, people):
    case = case_at(state)
    messages, before = Message.objects.count(), verbs(case)
    fields = FootageRequest.objects.filter(pk=case.pk).values().get()

    data = {action: data_for(action, case) for action in Action}
    refused = 0
    for who, by in people.items():
        for action in Action:
            if who in MAY[state].get(action.value, NOBODY):
                continue
            assert action not in available(case, by), (who, action)
            with pytest.raises(NotAllowed):
                perform(case, action, by=by, **data[action])
            refused += who != "system"  # the system is refused by a race, not by a rule

    assert refused > 60
    assert verbs(case) - before == Counter({Verb.CASE_DENIED.value: refused})
    assert Message.objects.count() == messages
    assert FootageRequest.objects.filter(pk=case.pk).values().get() == fields
    assert case.decisions.count() == (
        0 if state in IN_REVIEW | {"submitted", "withdrawn", "erasure_asked", "erased"} else 1
    )


def test_the_matrix_names_every_way():
    assert {action for state, action, who in ALLOWED} == LEADS_TO.keys() == set(Action.values)


def test_every_status_outcome_and_kind_is_lived_somewhere():
    rows = [*LEADS_TO.values(), *EXCEPT.values()]
    assert {row[0] for row in rows} - {STAYS} == set(Status.values)
    assert {row[1] for row in rows} - {"", STAYS} == set(Outcome.values) - {
        "nothing_recorded",
        "handed_to_police",
        "partly_granted",
    }


@pytest.mark.parametrize(
    ("kind", "outcome"),
    [
        (DecisionKind.REFUSE, Outcome.REFUSED),
        (DecisionKind.NOTHING_RECORDED, Outcome.NOTHING_RECORDED),
        (DecisionKind.HAND_TO_POLICE, Outcome.HANDED_TO_POLICE),
    ],
)
def test_a_decision_without_footage_closes_the_case_at_once(kind, outcome, camera, people):
    proposal = decisions.Proposal(
        kind=kind, reason_code=RefusalReason.SECURITY, consequence=cases.CONSEQUENCE, reason="Karena begitu."
    )
    case = cases.propose(cases.file_case(), proposal, officer=people["proposer"])

    case = cases.approve(case, approver=people["approver"])

    assert (case.status, case.outcome) == (Status.CLOSED, outcome)
    assert case.closed_at
    assert decisions.announced(case).kind == kind
    assert Message.objects.filter(case=case.reference, occasion__contains="/decided/").count() == 1
