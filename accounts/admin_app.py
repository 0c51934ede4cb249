"""The admin site that Django's `admin.site` stands for; named in INSTALLED_APPS."""

from django.contrib.admin.apps import AdminConfig


class AdministrationConfig(AdminConfig):
    default_site = "accounts.administration.Administration"
