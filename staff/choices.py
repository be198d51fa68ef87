"""Words that people's rows may hold."""

import datetime as dt

from django.db import models
from django.utils.translation import gettext_lazy as _

# Dated rows need no NULLs: "since ever" and "still" are dates too, so that one BETWEEN decides.
EVER = dt.date(1, 1, 1)
STILL = dt.date(9999, 12, 31)


class Line(models.TextChoices):
    """What an agent serves."""

    PRE_SALES = "pre_sales", _("pre-sales")
    AFTER_SALES = "after_sales", _("after-sales")
    BOTH = "both", _("pre-sales and after-sales")
    TECHNICAL = "technical", _("technical support")


class AgentState(models.TextChoices):
    """Where a person stands in the employment."""

    PROBATION = "probation", _("probation")
    ACTIVE = "active", _("active")
    ON_LEAVE = "on_leave", _("on leave")
    LEFT = "left", _("left")


class Role(models.TextChoices):
    """The posts of the team; one person may hold several."""

    AGENT = "agent", _("agent")
    LEADER = "leader", _("team leader")
    SUPERVISOR = "supervisor", _("supervisor")
    MANAGER = "manager", _("project manager")
    QA = "qa", _("QA specialist")
    TRAINER = "trainer", _("trainer")
    TRAINING_SUPERVISOR = "training_supervisor", _("training supervisor")
    HR = "hr", _("HR")
    ADMIN = "admin", _("administrator")


class Platform(models.TextChoices):
    """Where a store sells."""

    TAOBAO = "taobao", _("Taobao")
    TMALL = "tmall", _("Tmall")
    JD = "jd", _("JD")
    PDD = "pdd", _("Pinduoduo")
    DOUYIN = "douyin", _("Douyin")
    KUAISHOU = "kuaishou", _("Kuaishou")
    ALIBABA_1688 = "1688", _("1688")
    YOUZAN = "youzan", _("Youzan")
    PHONE = "phone", _("telephone")
    OTHER = "other", _("other")


class AccountKind(models.TextChoices):
    """What stands behind an account name."""

    PERSON = "person", _("a person")
    NOT_A_PERSON = "not_a_person", _("not a person")


class JobState(models.TextChoices):
    """How far a piece of long work is."""

    QUEUED = "queued", _("waiting")
    RUNNING = "running", _("running")
    DONE = "done", _("done")
    FAILED = "failed", _("failed")
    CANCELLED = "cancelled", _("cancelled")


class Theme(models.TextChoices):
    """How the pages look."""

    AUTO = "", _("as the device")
    LIGHT = "light", _("light")
    DARK = "dark", _("dark")


class WebhookFormat(models.TextChoices):
    """Whose robot gets the message."""

    DINGTALK = "dingtalk", _("DingTalk")
    WECOM = "wecom", _("WeCom")
    FEISHU = "feishu", _("Feishu")
    PLAIN = "plain", _("plain JSON")


class BlockKind(models.TextChoices):
    """What a block of time does to a person's roster."""

    AWAY = "away", _("away")  # No shift may be given.
    BUSY = "busy", _("busy")  # Paid minutes inside a shift, off the chats.


class BlockSource(models.TextChoices):
    """Which part of the product wrote a block."""

    LEAVE = "leave", _("leave")
    TRAINING = "training", _("training")
    MEETING = "meeting", _("meeting")
    HAND = "hand", _("entered by hand")
