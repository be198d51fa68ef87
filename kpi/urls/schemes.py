"""Routes of schemes and scorecards."""

from django.urls import URLPattern, URLResolver, path

from kpi.views.schemes import cards, editor, lines, tried

patterns: list[URLPattern | URLResolver] = [
    path("score/", cards.my_scorecard, name="my_scorecard"),
    path("people/<int:pk>/score/", cards.agent_scorecard, name="agent_scorecard"),
    path("scorecards/", cards.scorecards, name="scorecards"),
    path("schemes/", editor.scheme_list, name="scheme_list"),
    path("schemes/new/", editor.scheme_new, name="scheme_new"),
    path("schemes/compare/", tried.scheme_compare, name="scheme_compare"),
    path("schemes/<int:pk>/draft/", editor.scheme_draft, name="scheme_draft"),
    path("schemes/versions/<int:pk>/", editor.scheme_version, name="scheme_version"),
    path("schemes/versions/<int:pk>/about/", editor.scheme_about, name="scheme_about"),
    path("schemes/versions/<int:pk>/publish/", editor.scheme_publish, name="scheme_publish"),
    path("schemes/versions/<int:pk>/remove/", editor.scheme_remove, name="scheme_remove"),
    path("schemes/versions/<int:pk>/try/", tried.scheme_try, name="scheme_try"),
    path("schemes/versions/<int:pk>/lines/new/", lines.scheme_line_new, name="scheme_line_new"),
    path("schemes/versions/<int:pk>/lines/<int:place>/", lines.scheme_line_edit, name="scheme_line_edit"),
    path(
        "schemes/versions/<int:pk>/lines/<int:place>/remove/",
        lines.scheme_line_remove,
        name="scheme_line_remove",
    ),
]
