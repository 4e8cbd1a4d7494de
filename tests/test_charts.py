"""Charts: bars and columns in proportion, numbers written out, nothing that a label could break."""

import re

from clearance.charts import HIGHEST, LABEL, LONGEST, Bar, Group, bar_chart, column_chart


def widths(chart: str) -> list[float]:
    return [float(width) for width in re.findall(r'<rect[^>]* width="([\d.]+)%"', chart)]


def test_bars_are_as_long_as_their_values_are_large():
    chart = bar_chart("People", [Bar("Now", 200, "200"), Bar("Later", 50, "50"), Bar("Never", 0, "0")])

    assert widths(chart) == [LONGEST, LONGEST / 4, 0]


def test_every_bar_has_its_number_and_the_chart_its_title():
    chart = bar_chart("People by county", [Bar("Alder", 1200, "1,200"), Bar("Birch", 3, "3")])

    assert "<figcaption>People by county</figcaption>" in chart
    assert re.findall(r">([^<]+)</text>", chart) == ["Alder", "1,200", "Birch", "3"]


def test_a_long_label_goes_over_several_lines_and_the_next_bar_stands_below_it():
    long = "Seven years have passed since the last conviction for a misdemeanor or a felony."
    chart = bar_chart("Conditions", [Bar(long, 1, "1"), Bar("Short", 1, "1")])

    lines = re.findall(r'<text y="(\d+)">([^<]+)<', chart)
    assert " ".join(text for _, text in lines) == f"{long} Short"
    assert max(len(text) for _, text in lines) <= LABEL
    tops = [int(top) for top, _ in lines]
    assert tops == sorted(set(tops))
    assert int(re.search(r"height:(\d+)px", chart)[1]) > tops[-1]


def test_what_looks_like_markup_in_a_label_is_text():
    chart = bar_chart("<b>", [Bar("<script>", 1, "&")])

    assert "<script>" not in chart
    assert "&lt;script&gt;" in chart
    assert "&lt;b&gt;" in chart


def test_nothing_but_zeros_and_nothing_at_all_can_be_drawn():
    assert widths(bar_chart("Nobody", [Bar("Now", 0, "0")])) == [0]
    assert "<rect" not in bar_chart("Nothing", [])


def columns(chart: str) -> list[tuple[float, int]]:
    """Of each column the place from the left and the height; without the legend."""
    found = re.findall(r'<rect x="([\d.]+)%" y="\d+" width="[\d.]+%" height="(\d+)"', chart)
    return [(float(x), int(height)) for x, height in found]


def test_columns_are_as_high_as_their_values_are_large_and_stand_side_by_side():
    chart = column_chart("Records", ["sent", "confirmed"], [Group("Jan", (400, 200)), Group("Feb", (0, 100))])

    assert columns(chart) == [(0, HIGHEST), (20, HIGHEST // 2), (50, 0), (70, HIGHEST // 4)]


def test_a_column_chart_has_its_title_its_legend_its_largest_value_and_its_labels():
    chart = column_chart("Records by month", ["sent", "confirmed"], [Group("Jan", (1200, 3)), Group("<b>", (0, 0))])

    assert "<figcaption>Records by month</figcaption>" in chart
    assert re.findall(r">([^<]+)</text>", chart) == ["sent", "confirmed", "1,200", "Jan", "&lt;b&gt;"]


def test_columns_of_nothing_but_zeros_and_no_columns_at_all_can_be_drawn():
    assert columns(column_chart("Nothing", ["sent"], [Group("Jan", (0,))])) == [(0, 0)]
    assert columns(column_chart("Nothing", ["sent"], [])) == []
