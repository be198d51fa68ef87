"""The app's models."""

from staff.models.jobs import Heartbeat, IdempotencyKey, Job
from staff.models.notices import Notice, Webhook, WebhookDelivery
from staff.models.people import Agent, AgentSkill, Grade, RoleGrant, Skill, User
from staff.models.stores import AccountHolding, PlatformAccount, Store, StoreAssignment
from staff.models.teams import Membership, Team

__all__ = [
    "AccountHolding",
    "Agent",
    "AgentSkill",
    "Grade",
    "Heartbeat",
    "IdempotencyKey",
    "Job",
    "Membership",
    "Notice",
    "PlatformAccount",
    "RoleGrant",
    "Skill",
    "Store",
    "StoreAssignment",
    "Team",
    "User",
    "Webhook",
    "WebhookDelivery",
]
