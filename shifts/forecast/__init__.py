"""Volumes to come from volumes that were: weekday, slot, trend, month, holidays and promotions; pure."""

from shifts.forecast.forecaster import forecast
from shifts.forecast.history import Count, by_day, handling
from shifts.forecast.judging import wape
from shifts.forecast.values import (
    Basis,
    DayForecast,
    Event,
    Forecast,
    History,
    Judgement,
    SlotForecast,
    double_11,
)

__all__ = [
    "Basis",
    "Count",
    "DayForecast",
    "Event",
    "Forecast",
    "History",
    "Judgement",
    "SlotForecast",
    "by_day",
    "double_11",
    "forecast",
    "handling",
    "wape",
]
