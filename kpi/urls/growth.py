"""Routes of improvement plans, evaluations and talks."""

from django.urls import URLPattern, URLResolver, path

from kpi.views.growth import evaluations, people, plans, proposals, talks

patterns: list[URLPattern | URLResolver] = [
    path("growth/", people.mine, name="growth_mine"),
    path("growth/team/", people.team, name="growth_team"),
    path("growth/people/<int:pk>/", people.person, name="growth_agent"),
    path("growth/people/<int:pk>/plans/new/", plans.plan_new, name="growth_plan_new"),
    path("growth/plans/<int:pk>/", plans.plan_detail, name="growth_plan_detail"),
    path("growth/plans/<int:pk>/close/", plans.plan_close, name="growth_plan_close"),
    path("growth/steps/", plans.rule_list, name="step_rule_list"),
    path("growth/steps/new/", plans.rule_new, name="step_rule_new"),
    path("growth/steps/<int:pk>/", plans.rule_edit, name="step_rule_edit"),
    path("growth/goals/", people.goal_list, name="goal_list"),
    path("growth/goals/new/", people.goal_new, name="goal_new"),
    path("growth/goals/<int:pk>/close/", people.goal_close, name="goal_close"),
    path("growth/incentives/", people.incentives, name="incentives"),
    path("growth/evaluations/new/", evaluations.cycle_new, name="cycle_new"),
    path("growth/evaluations/<int:pk>/", evaluations.detail, name="evaluation_detail"),
    path("growth/evaluations/<int:pk>/part/", evaluations.part, name="evaluation_part"),
    path("growth/evaluations/<int:pk>/talk/", evaluations.talk, name="evaluation_talk"),
    path("growth/evaluations/<int:pk>/sign/", evaluations.sign, name="evaluation_sign"),
    path("growth/people/<int:pk>/talks/new/", talks.talk_new, name="talk_new"),
    path("growth/talks/<int:pk>/", talks.talk_detail, name="talk_detail"),
    path("growth/talks/<int:pk>/answer/", talks.talk_answer, name="talk_answer"),
    path("growth/people/<int:pk>/proposals/new/", proposals.proposal_new, name="proposal_new"),
    path("growth/proposals/<int:pk>/", proposals.proposal_detail, name="proposal_detail"),
    path("growth/proposals/<int:pk>/decide/", proposals.proposal_decide, name="proposal_decide"),
]
