"""Coordinates of small pictures, and the table behind a chart."""

from decimal import Decimal

from django.utils import translation

from cstm import charts


def test_a_line_goes_from_left_to_right_and_higher_is_nearer_the_top() -> None:
    spark = charts.sparkline([1, 2, 3], width=106, height=36)
    assert spark.paths == ("M3.0 33.0L53.0 18.0L103.0 3.0",)
    assert spark.target_y is None


def test_a_hole_breaks_the_line_and_a_lone_value_is_a_dot() -> None:
    spark = charts.sparkline([1, None, 3, 4], width=96, height=36)
    assert len(spark.paths) == 2
    assert spark.paths[0] == "M3.0 33.0L3.0 33.0"


def test_nothing_known_draws_nothing() -> None:
    assert charts.sparkline([None, None], target=5).empty
    assert charts.sparkline([]).empty


def test_a_flat_line_stands_in_the_middle() -> None:
    assert charts.sparkline([Decimal("5"), 5], height=40).paths == ("M3.0 20.0L107.0 20.0",)


def test_the_target_widens_the_scale() -> None:
    spark = charts.sparkline([10, 12], target=Decimal("20"), height=36)
    assert spark.target_y == 3.0
    assert spark.paths[0].startswith("M3.0 33.0")


def test_position_strip_keeps_all_inside_and_in_order() -> None:
    strip = charts.position_strip(29, 31, 35, target=36)
    assert strip.own is not None and strip.target is not None
    assert 5 <= strip.own < strip.band_x < strip.band_x + strip.band_width < strip.target <= 115


def test_position_strip_without_a_band_or_value() -> None:
    strip = charts.position_strip(None, None, None)
    assert strip == charts.PositionStrip(own=None, band_x=0.0, band_width=0.0, target=None)


def _chart(unit: str) -> charts.TrendChart:
    return charts.TrendChart(
        code="csat",
        label="Satisfaction of two weeks.",
        periods=["W41", "W42"],
        own=[Decimal("95.12"), None],
        own_name="you",
        unit=unit,
        low=[90, 91],
        high=[97, None],
        band_name="middle half",
        target=94,
        counts=[1204, None],
    )


def test_the_table_behind_a_chart_says_what_the_picture_says() -> None:
    assert _chart("%").rows == [
        {"period": "W41", "own": "95.1", "n": "1,204", "band": "90.0–97.0"},
        {"period": "W42", "own": "", "n": "", "band": ""},
    ]
    assert _chart("%").data["own"] == [95.12, None]


def test_the_unit_stands_as_the_language_wants() -> None:
    with translation.override("en"):
        assert _chart("%").unit_text == " %"
    with translation.override("zh-hans"):
        assert _chart("%").unit_text == "%"
        assert _chart("秒").unit_text == " 秒"
    assert _chart("").unit_text == ""
