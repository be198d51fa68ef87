"""Routes of the API of chat quality."""

from django.urls import URLPattern, URLResolver, path

from kpi.api.quality import chats, criteria, reviews

patterns: list[URLPattern | URLResolver] = [
    path("chats/", chats.Chats.as_view(), name="chats"),
    path("chats/<int:pk>/", chats.OneChat.as_view(), name="chat"),
    path("chat-imports/", chats.ChatImports.as_view(), name="chat_imports"),
    path("chat-imports/<int:pk>/", chats.OneChatImport.as_view(), name="chat_import"),
    path("chat-imports/<int:pk>/act/", chats.ChatImportAct.as_view(), name="chat_import_act"),
    path("inspection-forms/", criteria.InspectionForms.as_view(), name="inspection_forms"),
    path(
        "inspection-forms/versions/<int:pk>/publish/",
        criteria.InspectionFormPublish.as_view(),
        name="inspection_form_publish",
    ),
    path("hint-rules/", criteria.HintRules.as_view(), name="hint_rules"),
    path("hint-rules/<int:pk>/", criteria.OneHintRule.as_view(), name="hint_rule"),
    path("sampling-plans/", criteria.SamplingPlans.as_view(), name="sampling_plans"),
    path("sampling-plans/<int:pk>/draw/", criteria.SamplingDraw.as_view(), name="sampling_draw"),
    path("reviews/", reviews.Reviews.as_view(), name="reviews"),
    path("reviews/<int:pk>/", reviews.OneReview.as_view(), name="review"),
    path("reviews/<int:pk>/marks/", reviews.ReviewMarks.as_view(), name="review_mark"),
    path("reviews/<int:pk>/answer/", reviews.ReviewAnswer.as_view(), name="review_answer"),
    path("reviews/<int:pk>/decision/", reviews.ReviewDecision.as_view(), name="review_decide"),
    path("calibrations/", reviews.Calibrations.as_view(), name="calibrations"),
    path("calibrations/<int:pk>/", reviews.OneCalibration.as_view(), name="calibration"),
    path("calibrations/<int:pk>/sheet/", reviews.CalibrationFill.as_view(), name="calibration_fill"),
    path("calibrations/<int:pk>/close/", reviews.CalibrationClose.as_view(), name="calibration_close"),
    path("problems/", reviews.Problems.as_view(), name="problems"),
    path("problems/<int:pk>/", reviews.OneProblem.as_view(), name="problem"),
    path("problems/<int:pk>/edit/", reviews.ProblemEdit.as_view(), name="problem_edit"),
    path("clinic/", reviews.Clinic.as_view(), name="clinic"),
]
