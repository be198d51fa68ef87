"""The app's models."""

from kpi.models.case_actions import CaseAction
from kpi.models.case_lists import CaseBatch, CaseLimit, ProcessWaste, ScriptUse
from kpi.models.cases import Case, CaseCategory, CaseCheck, CaseNote, CaseRating, CaseStep
from kpi.models.honours import Award, Honour
from kpi.models.imports import ImportBatch, ImportRow, SavedLayout
from kpi.models.interactions import Interaction, SupersededInteraction
from kpi.models.pay import EventBonus, PayPlan, PayPlanVersion, PaySettings
from kpi.models.pay_runs import PayLine, PayRun, PaySlip
from kpi.models.pay_talk import Deduction, PayAppeal
from kpi.models.praise import Praise, PraiseDue, PraiseValue, ReadyPraise
from kpi.models.records import Benchmark, FactBucket, FactRow, ProductRecord, Record, SupersededRecord
from kpi.models.schemes import Scheme, SchemeLine, SchemeVersion
from kpi.models.settings import CustomFact, CustomMetric, FactPrecedence, RipeSetting, StoreValue, Target
from kpi.models.weekly import WeeklyFacts, WeekState

__all__ = [
    "Award",
    "Benchmark",
    "Case",
    "CaseAction",
    "CaseBatch",
    "CaseCategory",
    "CaseCheck",
    "CaseLimit",
    "CaseNote",
    "CaseRating",
    "CaseStep",
    "CustomFact",
    "CustomMetric",
    "Deduction",
    "EventBonus",
    "FactBucket",
    "FactPrecedence",
    "FactRow",
    "Honour",
    "ImportBatch",
    "ImportRow",
    "Interaction",
    "PayAppeal",
    "PayLine",
    "PayPlan",
    "PayPlanVersion",
    "PayRun",
    "PaySettings",
    "PaySlip",
    "Praise",
    "PraiseDue",
    "PraiseValue",
    "ProcessWaste",
    "ProductRecord",
    "ReadyPraise",
    "Record",
    "RipeSetting",
    "SavedLayout",
    "Scheme",
    "SchemeLine",
    "SchemeVersion",
    "ScriptUse",
    "StoreValue",
    "SupersededInteraction",
    "SupersededRecord",
    "Target",
    "WeekState",
    "WeeklyFacts",
]
