"""Routes of cases, actions and process waste."""

from django.urls import URLPattern, URLResolver, path

from kpi.views.cases import cases, lists, rate, report, settings, sheets

patterns: list[URLPattern | URLResolver] = [
    path("cases/", cases.case_list, name="case_list"),
    path("cases/new/", cases.case_new, name="case_new"),
    path("cases/<int:pk>/", cases.case_detail, name="case_detail"),
    path("cases/<int:pk>/edit/", cases.case_edit, name="case_edit"),
    path("cases/<int:pk>/give/", cases.case_give, name="case_give"),
    path("cases/<int:pk>/word/", cases.case_word, name="case_word"),
    path("cases/<int:pk>/close/", cases.case_close, name="case_close"),
    path("cases/<int:pk>/reopen/", cases.case_reopen, name="case_reopen"),
    path("cases/<int:pk>/check/", cases.case_check, name="case_check"),
    path("cases/<int:pk>/ask/", cases.case_ask, name="case_ask"),
    path("cases/<int:pk>/answer/", cases.case_answer, name="case_answer"),
    path("cases/<int:pk>/rating/", cases.case_rating, name="case_rating"),
    path("rate/<str:token>/", rate.case_rate, name="case_rate"),
    path("cases/report/", report.case_report, name="case_report"),
    path("cases/report/export/", report.case_report_export, name="case_report_export"),
    path("cases/products/", report.case_products, name="case_products"),
    path("cases/settings/", settings.case_settings, name="case_settings"),
    path("cases/settings/category/", settings.case_category_new, name="case_category_new"),
    path("cases/settings/category/<int:pk>/", settings.case_category_edit, name="case_category_edit"),
    path("cases/settings/time/", settings.case_limit_set, name="case_limit_set"),
    path("cases/sheets/", sheets.case_import_list, name="case_import_list"),
    path("cases/sheets/<int:pk>/", sheets.case_import, name="case_import"),
    path("cases/sheets/<int:pk>/take/", sheets.case_import_take, name="case_import_take"),
    path("cases/sheets/<int:pk>/leave/", sheets.case_import_leave, name="case_import_leave"),
    path("cases/sheets/<int:pk>/undo/", sheets.case_import_undo, name="case_import_undo"),
    path("actions/", lists.action_list, name="action_list"),
    path("actions/new/", lists.action_new, name="action_new"),
    path("actions/<int:pk>/", lists.action_detail, name="action_detail"),
    path("actions/<int:pk>/finish/", lists.action_finish, name="action_finish"),
    path("actions/<int:pk>/check/", lists.action_check, name="action_check"),
    path("actions/<int:pk>/drop/", lists.action_drop, name="action_drop"),
    path("waste/", lists.waste_list, name="waste_list"),
    path("waste/new/", lists.waste_new, name="waste_new"),
    path("waste/<int:pk>/", lists.waste_decide, name="waste_decide"),
    path("scripts/", lists.script_use, name="script_use"),
]
