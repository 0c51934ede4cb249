"""What anyone may ask, and what an applicant may do with their own request."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from api.access import HoldsTheCase, NumberAndPin, own_case
from api.input import valid
from api.problems import problems
from api.serializers.contacts import ContactCodeSerializer, ContactSerializer, ProvingSerializer
from api.serializers.footage import FindingsSerializer, WindowQuery
from api.serializers.requests import (
    ApplicantMessageSerializer,
    CaseMessageSerializer,
    OwnCaseSerializer,
    ReceiptSerializer,
    SubmissionSerializer,
)
from core.clients import client_of
from core.devices import visitor_of
from core.errors import InvalidInput
from requests_app import workflow
from requests_app.correspondence import messages, replies
from requests_app.decision import decisions
from requests_app.intake import acceptance, contact_codes, findings
from requests_app.intake.submission import Submission, check_position, check_window, contact_address
from requests_app.models import FootageRequest
from requests_app.people import Applicant
from requests_app.procedure import deadlines
from requests_app.procedure.limits import OUTLOOKS_A_CLIENT, SUBMISSIONS_A_VISITOR

IDEMPOTENCY_KEY = "Idempotency-Key"


class Coverage(APIView):
    authentication_classes: list[type] = []
    permission_classes = [AllowAny]

    @extend_schema(
        operation_id="coverage",
        summary="Was there a camera, and was it recording?",
        parameters=[WindowQuery],
        responses={200: FindingsSerializer, **problems(400, 429)},
    )
    def get(self, request: Request) -> Response:
        query = valid(WindowQuery(data=request.query_params))
        check_window(query["starts_at"], query["ends_at"])
        check_position(query.get("latitude"), query.get("longitude"))
        OUTLOOKS_A_CLIENT.count(client_of(request))
        return Response(FindingsSerializer(findings.outlook(**query)).data)


class Requests(APIView):
    authentication_classes: list[type] = []
    permission_classes = [AllowAny]

    @extend_schema(
        operation_id="file_request",
        summary="File a request; the footage is preserved at once",
        parameters=[
            OpenApiParameter(
                IDEMPOTENCY_KEY,
                UUID,
                OpenApiParameter.HEADER,
                required=True,
                description="A random UUID of this one request. Sent again it files nothing new and gives the same "
                "receipt, so keep it secret like the PIN.",
            )
        ],
        request=SubmissionSerializer,
        responses={201: ReceiptSerializer, **problems(400, 409, 429, 507)},
    )
    def post(self, request: Request) -> Response:
        SUBMISSIONS_A_VISITOR.count(visitor_of(request))
        answers = valid(SubmissionSerializer(data=request.data))
        answers["declared"] = tuple(sorted(answers["declared"]))
        receipt = acceptance.submit(Submission(submission_key=_submission_key(request), **answers))
        return Response(ReceiptSerializer(receipt).data, status=201)


class ContactCodes(APIView):
    authentication_classes: list[type] = []
    permission_classes = [AllowAny]

    @extend_schema(
        operation_id="send_contact_code",
        summary="Send a six-digit code to a contact, to prove it",
        request=ContactSerializer,
        responses={201: ContactCodeSerializer, **problems(400, 429)},
    )
    def post(self, request: Request) -> Response:
        asked = valid(ContactSerializer(data=request.data))
        address = contact_address(asked["channel"], asked["address"])
        proof = contact_codes.send(
            channel=asked["channel"], address=address, language=asked["language"], visitor=visitor_of(request)
        )
        return Response(ContactCodeSerializer(proof).data, status=201)


class ContactProofs(APIView):
    authentication_classes: list[type] = []
    permission_classes = [AllowAny]

    @extend_schema(
        operation_id="prove_contact",
        summary="Prove the contact with the code that arrived: within ten minutes, in five tries",
        request=ProvingSerializer,
        responses={200: ContactCodeSerializer, **problems(400, 404, 409, 429)},
    )
    def post(self, request: Request) -> Response:
        answers = valid(ProvingSerializer(data=request.data))
        return Response(ContactCodeSerializer(contact_codes.prove(answers["id"], answers["code"])).data)


class OwnCase(APIView):
    """Everything below `/request` is the one case whose number and PIN are in the headers."""

    authentication_classes = [NumberAndPin]
    permission_classes = [HoldsTheCase]

    @extend_schema(
        operation_id="read_request",
        summary="Where my request stands",
        responses={200: OwnCaseSerializer, **problems(401, 404, 429)},
    )
    def get(self, request: Request) -> Response:
        return _own_case(own_case(request))


class OwnMessages(APIView):
    authentication_classes = [NumberAndPin]
    permission_classes = [HoldsTheCase]

    @extend_schema(
        operation_id="read_messages",
        summary="What was written in my request",
        responses={200: CaseMessageSerializer(many=True), **problems(401, 404, 429)},
    )
    def get(self, request: Request) -> Response:
        case = own_case(request)
        read = messages.read(case, by=Applicant(case.reference))
        return Response(CaseMessageSerializer(read, many=True).data)

    @extend_schema(
        operation_id="write_message",
        summary="Write to the officers",
        request=ApplicantMessageSerializer,
        responses={201: CaseMessageSerializer, **problems(400, 401, 404, 429)},
    )
    def post(self, request: Request) -> Response:
        body = valid(ApplicantMessageSerializer(data=request.data))["body"]
        case = own_case(request)
        message = replies.write(case, body)
        return Response(CaseMessageSerializer(message).data, status=201)


class Withdrawal(APIView):
    authentication_classes = [NumberAndPin]
    permission_classes = [HoldsTheCase]

    @extend_schema(
        operation_id="withdraw_request",
        summary="Withdraw my request; its footage is no longer kept",
        request=None,
        responses={200: OwnCaseSerializer, **problems(401, 404, 409, 429)},
    )
    def post(self, request: Request) -> Response:
        case = own_case(request)
        return _own_case(workflow.perform(case, workflow.Action.WITHDRAW, by=Applicant(case.reference)))


def _own_case(case: FootageRequest) -> Response:
    facts = {
        "request": case,
        "clocks": deadlines.of(case),
        "footage": findings.report(case),
        "percent_rendered": decisions.percent_rendered(case),
        "decision": decisions.announced(case),
        "may": sorted(workflow.available(case, Applicant(case.reference))),
    }
    return Response(OwnCaseSerializer(facts).data)


def _submission_key(request: Request) -> UUID:
    try:
        return UUID(request.headers.get(IDEMPOTENCY_KEY, ""))
    except ValueError:
        raise InvalidInput(
            _("Send a random UUID in the header Idempotency-Key, and the same one when you try again."),
            field=IDEMPOTENCY_KEY,
        ) from None
