"""API routes of schemes and scorecards."""

from django.urls import URLPattern, URLResolver, path

from kpi.api.schemes import cards, schemes

patterns: list[URLPattern | URLResolver] = [
    path("scorecards/", cards.Scorecards.as_view(), name="scorecards"),
    path("scorecards/<int:pk>/", cards.OneScorecard.as_view(), name="scorecard"),
    path("schemes/", schemes.Schemes.as_view(), name="schemes"),
    path("schemes/<int:pk>/drafts/", schemes.Drafts.as_view(), name="scheme_drafts"),
    path("schemes/versions/<int:pk>/", schemes.OneVersion.as_view(), name="scheme_version"),
    path("schemes/versions/<int:pk>/publish/", schemes.Publish.as_view(), name="scheme_publish"),
    path("schemes/versions/<int:pk>/try/", schemes.Try.as_view(), name="scheme_try"),
]
