"""What the clock starts: times and task names only."""

from celery.schedules import crontab

SCHEDULE = {
    "roll up the last full week": {
        "task": "kpi.tasks.roll_up_last_week",
        "schedule": crontab(hour=3, minute=15, day_of_week="mon"),
    },
    "roll up weeks whose facts changed": {"task": "kpi.tasks.roll_up_dirty", "schedule": 60.0},
    "compute who waits for praise, and remind": {
        "task": "kpi.tasks.praise_gap",
        "schedule": crontab(hour=9, minute=30),
    },
    "measure improvement plans again": {
        "task": "kpi.tasks.measure_plans",
        "schedule": crontab(hour=5, minute=20),
    },
    "prune old interactions": {
        "task": "kpi.tasks.prune_interactions",
        "schedule": crontab(hour=4, minute=30),
    },
    "clear old chats": {"task": "kpi.tasks.prune_chats", "schedule": crontab(hour=4, minute=40)},
    "draw chats to inspect": {"task": "kpi.tasks.draw_samples", "schedule": crontab(hour=5, minute=10)},
    "close log-ins after the last day": {
        "task": "staff.tasks.close_leavers",
        "schedule": crontab(hour=0, minute=5),
    },
    "hand on what shifts still hold": {"task": "shifts.tasks.carry_handover", "schedule": 300.0},
    "compute the last days of attendance": {
        "task": "shifts.tasks.refresh_attendance",
        "schedule": crontab(minute=40),
    },
    "settle open shifts and old swaps": {"task": "shifts.tasks.settle_requests", "schedule": 60.0},
    "count who bore what": {"task": "shifts.tasks.count_fairness", "schedule": crontab(hour=2, minute=40)},
    "grant leave": {"task": "shifts.tasks.accrue_leave", "schedule": crontab(hour=1, minute=10)},
    "remind of cases past their time": {"task": "kpi.tasks.remind_cases", "schedule": 300.0},
    "settle figures of cases": {"task": "kpi.tasks.ripen_cases", "schedule": crontab(hour=0, minute=35)},
    "deliver notices": {"task": "staff.tasks.deliver_notices", "schedule": 60.0},
    "sweep jobs": {"task": "staff.tasks.sweep_jobs", "schedule": 15.0},
    "heartbeat": {"task": "staff.tasks.heartbeat", "schedule": 20.0},
}
