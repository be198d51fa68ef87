"""Rosters."""

from django.urls import URLPattern, path

from shifts.views import grid, roster_files, rosters, solve

urlpatterns: list[URLPattern] = [
    path("rosters/", rosters.roster_list, name="roster_list"),
    path("rosters/new/", rosters.roster_new, name="roster_new"),
    path("rosters/<int:pk>/", grid.roster_detail, name="roster_detail"),
    path("rosters/<int:pk>/print/", grid.roster_print, name="roster_print"),
    path("rosters/<int:pk>/foot/", grid.roster_foot, name="roster_foot"),
    path("rosters/<int:pk>/conflicts/", grid.roster_conflicts, name="roster_conflicts"),
    path("rosters/<int:pk>/cell/", grid.roster_cell, name="roster_cell"),
    path("rosters/<int:pk>/edit/", grid.roster_edit, name="roster_edit"),
    path("rosters/<int:pk>/pin/", grid.roster_pin, name="roster_pin"),
    path("rosters/<int:pk>/undo/", grid.roster_undo, name="roster_undo"),
    path("rosters/<int:pk>/publish/", rosters.roster_publish, name="roster_publish"),
    path("rosters/<int:pk>/lock/", rosters.roster_lock, name="roster_lock"),
    path("rosters/<int:pk>/unlock/", rosters.roster_unlock, name="roster_unlock"),
    path("rosters/<int:pk>/remove/", rosters.roster_remove, name="roster_remove"),
    path("rosters/<int:pk>/versions/", rosters.roster_versions, name="roster_versions"),
    path("rosters/<int:pk>/revert/", rosters.roster_revert, name="roster_revert"),
    path("rosters/<int:pk>/solve/", solve.roster_solve, name="roster_solve"),
    path("rosters/<int:pk>/job/", solve.roster_job, name="roster_job"),
    path("rosters/<int:pk>/job/end/", solve.roster_job_end, name="roster_job_end"),
    path("rosters/<int:pk>/repair/", solve.roster_repair, name="roster_repair"),
    path("rosters/<int:pk>/export/", roster_files.roster_export, name="roster_export"),
    path("rosters/<int:pk>/import/", roster_files.roster_import, name="roster_import"),
]
