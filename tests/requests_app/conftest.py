import pytest
from django.utils import translation


@pytest.fixture
def english():
    """Sentences in the language of the code, for tests that look for a part of them."""
    with translation.override("en"):
        yield
