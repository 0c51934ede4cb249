"""The description of the API is valid, complete and asks nobody outside."""

import re

import pytest
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.validation import validate_schema

from api.urls import urlpatterns

OPEN = {"coverage", "file_request", "send_contact_code", "prove_contact"}
OF_THE_APPLICANT = {"read_request", "read_messages", "write_message", "withdraw_request"}
pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def schema():
    return SchemaGenerator().get_schema(request=None, public=True)


def operations(schema):
    return {operation["operationId"]: operation for path in schema["paths"].values() for operation in path.values()}


def test_it_is_valid_openapi(schema, recwarn):
    validate_schema(schema)

    assert not recwarn.list


def test_it_describes_every_address(schema):
    undescribed = {"schema", "docs"}

    assert len(schema["paths"]) == len({pattern.name for pattern in urlpatterns} - undescribed)


def test_it_says_who_may_call(schema):
    for name, operation in operations(schema).items():
        wanted = [] if name in OPEN else [{"number": [], "pin": []}] if name in OF_THE_APPLICANT else [{"staff": []}]
        assert [rule for rule in operation.get("security", []) if rule] == wanted, name


def test_every_operation_says_how_it_fails(schema):
    for name, operation in operations(schema).items():
        failures = {status for status in operation["responses"] if status >= "4"}
        assert failures, name
        for status in failures:
            assert list(operation["responses"][status]["content"]) == ["application/problem+json"]


def test_no_address_takes_a_number_or_pin_of_an_applicant(schema):
    for path, methods in schema["paths"].items():
        for operation in methods.values():
            for parameter in operation.get("parameters", []):
                if parameter["in"] in ("query", "path"):
                    assert "pin" not in parameter["name"].lower()
                    assert "reference" not in parameter["name"] or path.startswith("/api/v1/cases/")


def test_the_page_asks_no_other_host_and_runs_nothing_inline(client):
    page = client.get("/api/v1/docs")
    script = client.get("/api/v1/docs", {"script": ""})

    text = page.content.decode()
    assert page.status_code == script.status_code == 200
    sources = re.findall(r'(?:src|href)="([^"]+)"', text)
    assert len(sources) >= 4
    assert all(source.startswith("/") and not source.startswith("//") for source in sources)
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\bstyle=|\bon\w+=", text)
    assert '"validatorUrl": null' in script.content.decode()
    assert script["Content-Type"].startswith("application/javascript")
    assert "unsafe-inline" not in page["Content-Security-Policy"]


def test_the_description_is_served(client):
    assert client.get("/api/v1/schema").status_code == 200
