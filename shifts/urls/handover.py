"""The handover book."""

from django.urls import URLPattern, path

from shifts.views import handover

urlpatterns: list[URLPattern] = [
    path("handover/", handover.handover_list, name="handover_list"),
    path("handover/new/", handover.handover_new, name="handover_new"),
    path("handover/<int:pk>/", handover.handover_detail, name="handover_detail"),
    path("handover/<int:pk>/accept/", handover.handover_accept, name="handover_accept"),
    path("handover/<int:pk>/note/", handover.handover_note, name="handover_note"),
    path("handover/<int:pk>/close/", handover.handover_close, name="handover_close"),
]
