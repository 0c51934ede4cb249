from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "api"

    def ready(self) -> None:
        from api import schema  # noqa: F401, PLC0415 (registers how callers are named; needs the apps to be loaded)
