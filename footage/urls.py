from django.urls import path

from footage import views

app_name = "footage"
urlpatterns = [
    path("rekaman/<uuid:view_id>/tonton", views.watch, name="watch"),
    path("rekaman/<uuid:view_id>/unduh", views.download, name="download"),
]
