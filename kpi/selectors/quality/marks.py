"""The marks that hold: those of the second look where there was one that changed them, else the first."""

from django.db.models import Case, F, IntegerField, QuerySet, Value, When

from kpi.choices.quality import ReviewState
from kpi.models import Review, ReviewMark
from kpi.models.quality_reviews import FIRST_LOOK, SECOND_LOOK


def standing_marks(reviews: "QuerySet[Review]") -> "QuerySet[ReviewMark]":
    """The marks of reviews as they stand."""
    look = Case(
        When(review__state=ReviewState.CHANGED, then=Value(SECOND_LOOK)),
        default=Value(FIRST_LOOK),
        output_field=IntegerField(),
    )
    return (
        ReviewMark.objects.filter(review__in=reviews.values("pk"))
        .annotate(holds=look)
        .filter(look=F("holds"))
    )
