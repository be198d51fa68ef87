"""The app's models."""

from staff.models.availability import Block, Contract, Exemption, HourlyRate
from staff.models.desks import Certificate, Desk, DeskAssignment, Qualification
from staff.models.jobs import Heartbeat, IdempotencyKey, Job
from staff.models.notices import Notice, Webhook, WebhookDelivery
from staff.models.people import Agent, AgentSkill, Grade, RoleGrant, Skill, User
from staff.models.store_hours import StoreDay, StoreHours
from staff.models.stores import AccountHolding, PlatformAccount, Store, StoreAssignment
from staff.models.teams import Membership, Team

__all__ = [
    "AccountHolding",
    "Agent",
    "AgentSkill",
    "Block",
    "Certificate",
    "Contract",
    "Desk",
    "DeskAssignment",
    "Exemption",
    "Grade",
    "Heartbeat",
    "HourlyRate",
    "IdempotencyKey",
    "Job",
    "Membership",
    "Notice",
    "PlatformAccount",
    "Qualification",
    "RoleGrant",
    "Skill",
    "Store",
    "StoreAssignment",
    "StoreDay",
    "StoreHours",
    "Team",
    "User",
    "Webhook",
    "WebhookDelivery",
]
