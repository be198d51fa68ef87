"""Routes of improvement plans, evaluations and talks."""

from django.urls import URLPattern, URLResolver, path

from kpi.api.growth import evaluations, goals, plans, talks

patterns: list[URLPattern | URLResolver] = [
    path("growth/people/<int:pk>/weak-points/", plans.WeakPoints.as_view(), name="weak_points"),
    path("growth/plans/", plans.Plans.as_view(), name="growth_plans"),
    path("growth/plans/<int:pk>/close/", plans.PlanClose.as_view(), name="growth_plan_close"),
    path("growth/steps/", plans.StepRules.as_view(), name="step_rules"),
    path("growth/goals/", goals.Goals.as_view(), name="goals"),
    path("growth/goals/<int:pk>/close/", goals.GoalClose.as_view(), name="goal_close"),
    path("growth/people/<int:pk>/incentives/", goals.Incentives.as_view(), name="incentives"),
    path("growth/evaluations/", evaluations.Evaluations.as_view(), name="evaluations"),
    path("growth/evaluations/<int:pk>/part/", evaluations.Part.as_view(), name="evaluation_part"),
    path("growth/evaluations/<int:pk>/talk/", evaluations.Talk.as_view(), name="evaluation_talk"),
    path("growth/evaluations/<int:pk>/sign/", evaluations.Sign.as_view(), name="evaluation_sign"),
    path("growth/talks/", talks.Talks.as_view(), name="talks"),
    path("growth/people/<int:pk>/facts/", talks.FactsOnRecord.as_view(), name="facts_on_record"),
    path("growth/proposals/", talks.Proposals.as_view(), name="proposals"),
    path("growth/proposals/<int:pk>/decide/", talks.ProposalDecide.as_view(), name="proposal_decide"),
]
