"""Routes of the pages, a file for each subject."""

from django.urls import URLPattern, URLResolver

from kpi.urls import cases, figures, growth, pay, praise, quality, schemes

app_name = "kpi"
urlpatterns: list[URLPattern | URLResolver] = [
    *figures.patterns,
    *cases.patterns,
    *growth.patterns,
    *pay.patterns,
    *praise.patterns,
    *quality.patterns,
    *schemes.patterns,
]
