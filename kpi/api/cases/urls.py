"""Routes of cases, actions and process waste."""

from django.urls import URLPattern, URLResolver, path

from kpi.api.cases import views

patterns: list[URLPattern | URLResolver] = [
    path("cases/", views.Cases.as_view(), name="cases"),
    path("cases/<int:pk>/", views.OneCase.as_view(), name="case"),
    path("cases/<int:pk>/deed/", views.CaseDeed.as_view(), name="case_deed"),
    path("cases/categories/", views.CaseCategories.as_view(), name="case_categories"),
    path("cases/report/", views.CaseReport.as_view(), name="case_report"),
    path("actions/", views.Actions.as_view(), name="actions"),
    path("actions/<int:pk>/deed/", views.ActionDeed.as_view(), name="action_deed"),
    path("waste/", views.Wastes.as_view(), name="wastes"),
    path("scripts/", views.ScriptUse.as_view(), name="script_use"),
]
