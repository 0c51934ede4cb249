"""Version 1 of the API. An applicant's number and PIN come in headers and never stand in an address."""

from django.urls import path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from api.views import applicants, staff

app_name = "api"
urlpatterns = [
    path("schema", SpectacularAPIView.as_view(), name="schema"),
    path(
        "docs",
        SpectacularSwaggerSplitView.as_view(url_name="api:schema", template_name="api/docs.html"),
        name="docs",
    ),
    path("coverage", applicants.Coverage.as_view(), name="coverage"),
    path("contact-codes", applicants.ContactCodes.as_view(), name="contact_codes"),
    path("contact-codes/proof", applicants.ContactProofs.as_view(), name="contact_proofs"),
    path("requests", applicants.Requests.as_view(), name="requests"),
    path("request", applicants.OwnCase.as_view(), name="request"),
    path("request/messages", applicants.OwnMessages.as_view(), name="messages"),
    path("request/withdrawal", applicants.Withdrawal.as_view(), name="withdrawal"),
    path("cases", staff.Queue.as_view(), name="queue"),
    path("cases/<str:reference>", staff.Case.as_view(), name="case"),
    path("cases/<str:reference>/officer", staff.Taking.as_view(), name="officer"),
    path("cases/<str:reference>/proposal", staff.ProposalView.as_view(), name="proposal"),
    path("cases/<str:reference>/approval", staff.Approval.as_view(), name="approval"),
    path("cases/<str:reference>/return", staff.SendingBack.as_view(), name="return"),
]
