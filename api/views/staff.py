"""The desk for programs: the same rules, the same functions and the same audit as the pages of `console`."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts import factors
from api.access import MayTakePart, StaffSession, staff
from api.input import valid
from api.problems import problems
from api.serializers.cases import (
    CaseSerializer,
    ProposalSerializer,
    QueueQuery,
    QueueSerializer,
    SettlementSerializer,
)
from audit import events
from audit.verbs import Verb
from cameras.models import Camera
from core.errors import InvalidInput
from requests_app import workflow
from requests_app.decision import decisions, readings
from requests_app.decision.decisions import Consequence, Proposal, Window
from requests_app.intake import findings
from requests_app.models import FootageRequest, Status
from requests_app.procedure import deadlines
from requests_app.review import caseload
from requests_app.workflow import Action

PAGE_ROWS = 25
NUMBER = OpenApiParameter("reference", str, OpenApiParameter.PATH, description="Number of the request.")


class StaffView(APIView):
    authentication_classes = [StaffSession]
    permission_classes = [MayTakePart]

    def perform_action(self, request: Request, reference: str, action: Action, **data: Any) -> Response:
        case = caseload.get_case(reference, by=staff(request))
        return self.case_response(request, workflow.perform(case, action, by=staff(request), **data))

    def case_response(self, request: Request, case: FootageRequest) -> Response:
        made = readings.visible_decisions(case, staff(request))
        made = made.select_related("proposed_by", "settled_by").prefetch_related("windows__camera")
        facts = {
            "request": case,
            "clocks": deadlines.of(case),
            "footage": findings.report(case),
            "percent_rendered": decisions.percent_rendered(case),
            "decisions": made,
            "may": sorted(workflow.available(case, staff(request))),
        }
        return Response(CaseSerializer(facts).data)


class Queue(StaffView):
    @extend_schema(
        operation_id="queue",
        summary="Cases in the order of work: people at risk first, then what falls due first",
        parameters=[QueueQuery],
        responses={200: QueueSerializer, **problems(400, 401, 403)},
    )
    def get(self, request: Request) -> Response:
        query = valid(QueueQuery(data=request.query_params))
        cases = caseload.unopened(caseload.cases_for(staff(request))).select_related("officer")
        status = query.get("status")
        cases = cases.filter(status=status) if status else cases.exclude(status=Status.CLOSED)
        if query["mine"]:
            cases = cases.filter(officer=staff(request))
        pages = caseload.CappedPaginator(caseload.in_order_of_work(cases), PAGE_ROWS)
        rows = pages.get_page(query["page"]).object_list
        told = {
            "count": min(pages.count, caseload.COUNTED),
            "more": pages.more,
            "pages": pages.num_pages,
            "cases": rows,
        }
        return Response(QueueSerializer(told).data)


class Case(StaffView):
    @extend_schema(
        operation_id="read_case",
        summary="One case; reading it is audited",
        parameters=[NUMBER],
        responses={200: CaseSerializer, **problems(401, 403, 404)},
    )
    def get(self, request: Request, reference: str) -> Response:
        case = caseload.get_case(reference, by=staff(request))
        with transaction.atomic():
            events.record(verb=Verb.REQUEST_READ, by=staff(request).actor, case=case.reference)
        return self.case_response(request, case)


class Taking(StaffView):
    @extend_schema(
        operation_id="take_case",
        summary="Take a case from the queue",
        parameters=[NUMBER],
        request=None,
        responses={200: CaseSerializer, **problems(401, 403, 404, 409)},
    )
    def post(self, request: Request, reference: str) -> Response:
        return self.perform_action(request, reference, Action.TAKE)

    @extend_schema(
        operation_id="give_case_back",
        summary="Give a case back to the queue",
        parameters=[NUMBER],
        responses={200: CaseSerializer, **problems(401, 403, 404, 409)},
    )
    def delete(self, request: Request, reference: str) -> Response:
        return self.perform_action(request, reference, Action.GIVE_BACK)


class ProposalView(StaffView):
    @extend_schema(
        operation_id="propose",
        summary="Propose a decision; another person approves it",
        parameters=[NUMBER],
        request=ProposalSerializer,
        responses={200: CaseSerializer, **problems(400, 401, 403, 404, 409)},
    )
    def post(self, request: Request, reference: str) -> Response:
        answers = valid(ProposalSerializer(data=request.data))
        windows = tuple(_window(number, typed) for number, typed in enumerate(answers.pop("windows", [])))
        consequence = Consequence(**answers.pop("consequence", {}))
        proposal = Proposal(**answers, consequence=consequence, windows=windows)
        return self.perform_action(request, reference, Action.PROPOSE, proposal=proposal)


class Approval(StaffView):
    @extend_schema(
        operation_id="approve",
        summary="Approve somebody else's proposal; the second factor must have been shown a short while ago",
        parameters=[NUMBER],
        request=SettlementSerializer,
        responses={200: CaseSerializer, **problems(400, 401, 403, 404, 409)},
    )
    def post(self, request: Request, reference: str) -> Response:
        factors.check_fresh(request)
        data = valid(SettlementSerializer(data=request.data))
        return self.perform_action(request, reference, Action.APPROVE, **data)


class SendingBack(StaffView):
    @extend_schema(
        operation_id="send_back",
        summary="Send somebody else's proposal back with a comment",
        parameters=[NUMBER],
        request=SettlementSerializer,
        responses={200: CaseSerializer, **problems(400, 401, 403, 404, 409)},
    )
    def post(self, request: Request, reference: str) -> Response:
        data = {"comment": "", **valid(SettlementSerializer(data=request.data))}
        return self.perform_action(request, reference, Action.SEND_BACK, **data)


def _window(number: int, typed: dict[str, Any]) -> Window:
    camera = Camera.objects.filter(code=typed["camera"]).first()
    if camera is None:
        raise InvalidInput(_("No camera has this code. Choose one from the list."), field=f"windows.{number}.camera")
    return Window(camera=camera, starts_at=typed["starts_at"], ends_at=typed["ends_at"])
