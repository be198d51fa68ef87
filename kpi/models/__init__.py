"""The app's models."""

from kpi.models.case_actions import CaseAction
from kpi.models.case_lists import CaseBatch, CaseLimit, ProcessWaste, ScriptUse
from kpi.models.cases import Case, CaseCategory, CaseCheck, CaseNote, CaseRating, CaseStep
from kpi.models.growth import GrowthGoal, ImprovementPlan, IncentiveWish, PlanMeasure, StepRule
from kpi.models.honours import Award, Honour
from kpi.models.imports import ImportBatch, ImportRow, SavedLayout
from kpi.models.interactions import Interaction, SupersededInteraction
from kpi.models.pay import EventBonus, PayPlan, PayPlanVersion, PaySettings
from kpi.models.pay_runs import PayLine, PayRun, PaySlip
from kpi.models.pay_talk import Deduction, PayAppeal
from kpi.models.praise import Praise, PraiseDue, PraiseValue, ReadyPraise
from kpi.models.quality_chats import Chat, ChatImport, Turn
from kpi.models.quality_forms import FormVersion, HintRule, InspectionForm, SampleDraw, SamplingPlan
from kpi.models.quality_reviews import (
    CalibrationRound,
    CalibrationSheet,
    ClinicCase,
    QualityProblem,
    Review,
    ReviewMark,
)
from kpi.models.records import Benchmark, FactBucket, FactRow, ProductRecord, Record, SupersededRecord
from kpi.models.schemes import Scheme, SchemeLine, SchemeVersion
from kpi.models.settings import CustomFact, CustomMetric, FactPrecedence, RipeSetting, StoreValue, Target
from kpi.models.talks import CitedFact, Evaluation, EvaluationCycle, OneToOne, Proposal
from kpi.models.weekly import WeeklyFacts, WeekState

__all__ = [
    "Award",
    "Benchmark",
    "CalibrationRound",
    "CalibrationSheet",
    "Case",
    "CaseAction",
    "CaseBatch",
    "CaseCategory",
    "CaseCheck",
    "CaseLimit",
    "CaseNote",
    "CaseRating",
    "CaseStep",
    "Chat",
    "ChatImport",
    "CitedFact",
    "ClinicCase",
    "CustomFact",
    "CustomMetric",
    "Deduction",
    "Evaluation",
    "EvaluationCycle",
    "EventBonus",
    "FactBucket",
    "FactPrecedence",
    "FactRow",
    "FormVersion",
    "GrowthGoal",
    "HintRule",
    "Honour",
    "ImportBatch",
    "ImportRow",
    "ImprovementPlan",
    "IncentiveWish",
    "InspectionForm",
    "Interaction",
    "OneToOne",
    "PayAppeal",
    "PayLine",
    "PayPlan",
    "PayPlanVersion",
    "PayRun",
    "PaySettings",
    "PaySlip",
    "PlanMeasure",
    "Praise",
    "PraiseDue",
    "PraiseValue",
    "ProcessWaste",
    "ProductRecord",
    "Proposal",
    "QualityProblem",
    "ReadyPraise",
    "Record",
    "Review",
    "ReviewMark",
    "RipeSetting",
    "SampleDraw",
    "SamplingPlan",
    "SavedLayout",
    "Scheme",
    "SchemeLine",
    "SchemeVersion",
    "ScriptUse",
    "StepRule",
    "StoreValue",
    "SupersededInteraction",
    "SupersededRecord",
    "Target",
    "Turn",
    "WeekState",
    "WeeklyFacts",
]
