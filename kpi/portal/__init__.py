"""What this app shows on shared pages, a file for each subject."""

from kpi.portal import cases, figures, growth, pay, praise, quality, schemes

__all__ = ["cases", "figures", "growth", "pay", "praise", "quality", "schemes"]
