"""Routes of pay plans, pay runs and the preview."""

from django.urls import URLPattern, URLResolver, path

from kpi.views.pay import deductions, mine, plans, runs, talk

patterns: list[URLPattern | URLResolver] = [
    path("pay/mine/", mine.pay_mine, name="pay_mine"),
    path("pay/runs/", runs.pay_runs, name="pay_runs"),
    path("pay/runs/open/", runs.pay_run_open, name="pay_run_open"),
    path("pay/runs/<int:pk>/", runs.pay_run, name="pay_run"),
    path("pay/runs/<int:pk>/compute/", runs.pay_run_compute, name="pay_run_compute"),
    path("pay/runs/<int:pk>/review/", runs.pay_run_review, name="pay_run_review"),
    path("pay/runs/<int:pk>/close/", runs.pay_run_close, name="pay_run_close"),
    path("pay/runs/<int:pk>/sheet/", runs.pay_run_sheet, name="pay_run_sheet"),
    path("pay/slips/<int:pk>/", runs.pay_slip, name="pay_slip"),
    path("pay/slips/<int:pk>/file/", runs.pay_slip_file, name="pay_slip_file"),
    path("pay/appeals/", talk.pay_appeals, name="pay_appeals"),
    path("pay/appeals/new/", mine.pay_appeal_new, name="pay_appeal_new"),
    path("pay/appeals/<int:pk>/", talk.pay_appeal, name="pay_appeal"),
    path("pay/appeals/<int:pk>/answer/", talk.pay_appeal_answer, name="pay_appeal_answer"),
    path("pay/deductions/", deductions.deduction_list, name="deductions"),
    path("pay/deductions/new/", deductions.deduction_new, name="deduction_new"),
    path("pay/deductions/<int:pk>/", deductions.deduction, name="deduction"),
    path("pay/deductions/<int:pk>/answer/", deductions.deduction_answer, name="deduction_answer"),
    path("pay/deductions/<int:pk>/decide/", deductions.deduction_decide, name="deduction_decide"),
    path("pay/deductions/<int:pk>/withdraw/", deductions.deduction_withdraw, name="deduction_withdraw"),
    path("pay/plans/", plans.pay_plans, name="pay_plans"),
    path("pay/plans/new/", plans.pay_plan_new, name="pay_plan_new"),
    path("pay/plans/<int:pk>/", plans.pay_plan_edit, name="pay_plan_edit"),
    path("pay/plans/<int:pk>/publish/", plans.pay_plan_publish, name="pay_plan_publish"),
    path("pay/plans/<int:pk>/discard/", plans.pay_plan_discard, name="pay_plan_discard"),
    path("pay/bonuses/", plans.pay_bonuses, name="pay_bonuses"),
    path("pay/bonuses/<int:pk>/remove/", plans.pay_bonus_remove, name="pay_bonus_remove"),
    path("pay/settings/", plans.pay_settings, name="pay_settings"),
]
