"""Plans, their facts, and the documents they came from."""

from plans.models.documents import PREVIEW_LIFE, EditStep, ImportPreview, Revision, SourceDocument
from plans.models.facts import BudgetLine, Occurrence, Risk, Target, TimeWindow
from plans.models.plan import Plan, PlanItem, PlanItemQuerySet, PlanQuerySet, Section

__all__ = [
    "PREVIEW_LIFE",
    "BudgetLine",
    "EditStep",
    "ImportPreview",
    "Occurrence",
    "Plan",
    "PlanItem",
    "PlanItemQuerySet",
    "PlanQuerySet",
    "Revision",
    "Risk",
    "Section",
    "SourceDocument",
    "Target",
    "TimeWindow",
]
