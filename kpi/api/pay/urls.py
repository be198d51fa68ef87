"""Routes of pay plans, pay runs and the preview."""

from django.urls import URLPattern, URLResolver, path

from kpi.api.pay import runs, talk

patterns: list[URLPattern | URLResolver] = [
    path("pay/mine/", runs.PayMine.as_view(), name="pay_mine"),
    path("pay/runs/", runs.PayRuns.as_view(), name="pay_runs"),
    path("pay/runs/<int:pk>/", runs.OnePayRun.as_view(), name="pay_run"),
    path("pay/runs/<int:pk>/compute/", runs.PayRunCompute.as_view(), name="pay_run_compute"),
    path("pay/runs/<int:pk>/review/", runs.PayRunReview.as_view(), name="pay_run_review"),
    path("pay/runs/<int:pk>/close/", runs.PayRunClose.as_view(), name="pay_run_close"),
    path("pay/runs/<int:pk>/slips/", runs.PaySlips.as_view(), name="pay_slips"),
    path("pay/slips/<int:pk>/", runs.OnePaySlip.as_view(), name="pay_slip"),
    path("pay/appeals/", talk.PayAppeals.as_view(), name="pay_appeals"),
    path("pay/appeals/<int:pk>/answer/", talk.PayAppealAnswer.as_view(), name="pay_appeal_answer"),
    path("pay/deductions/", talk.Deductions.as_view(), name="deductions"),
    path("pay/deductions/<int:pk>/", talk.OneDeduction.as_view(), name="deduction"),
    path("pay/deductions/<int:pk>/answer/", talk.DeductionAnswer.as_view(), name="deduction_answer"),
    path("pay/deductions/<int:pk>/decide/", talk.DeductionDecide.as_view(), name="deduction_decide"),
    path("pay/plans/", talk.PayPlans.as_view(), name="pay_plans"),
    path("pay/plans/<int:pk>/draft/", talk.PayPlanDraft.as_view(), name="pay_plan_draft"),
    path("pay/plans/<int:pk>/publish/", talk.PayPlanPublish.as_view(), name="pay_plan_publish"),
]
