"""The impact of a law as one page for people who make laws: charts, each with its table, and what the numbers mean."""

from collections.abc import Iterable
from typing import Any

from django.template.loader import render_to_string
from django.utils.formats import date_format, number_format
from django.utils.safestring import SafeString

from clearance.charts import Bar, bar_chart
from clearance.engine.impact import WHEN, YEARS, Condition, Count, Figures, Impact, years_after

#: What each dimension is called, and what a reader should know of its groups.
DIMENSIONS = {
    "county": ("County", "The county of the case. A person counts in every county in which they have a charge."),
    "race": ("Race", "As it is on record."),
    "sex": ("Sex", "As it is on record."),
    "age": ("Age", "In whole years, on the day that is asked about."),
    "level": ("Level of offense", "A person counts at every level at which they have a charge."),
    "offense": (
        "Offense",
        "By the law’s own lists of offenses. A charge may be on several lists; a person counts on every list.",
    ),
}


def impact_page(impact: Impact) -> str:
    """The page, as HTML that needs nothing else."""
    everyone, whens = impact.all, when_labels(impact)
    without = [(condition_label(one), one, everyone.without[one.id]) for one in impact.conditions]
    costliest_first = sorted(without, key=lambda row: -row[2].gain.people)
    context = {
        "law": impact.policy,
        "impact": impact,
        "now_percent": _percent(everyone.when["now"].people, everyone.total.people),
        "whens": [(whens[when], count) for when, count in everyone.when.items()],
        "whens_chart": _chart(
            "People, by when they first have an eligible charge",
            [(whens[when], count.people) for when, count in everyone.when.items()],
        ),
        "without": without,
        "without_chart": _chart(
            "People who would have an eligible charge if one condition were left out",
            [(label, change.gain.people) for label, _, change in costliest_first],
        ),
        "some_lose": any(change.lose != Count() for _, _, change in without),
        "dimensions": [_dimension(dimension, groups) for dimension, groups in impact.by.items()],
        "without_by_group": [(label, one, _gains(impact, one)) for label, one, _ in without],
        "absent": [DIMENSIONS[dimension][0].lower() for dimension in impact.absent],
    }
    if everyone.against:
        changes = [("gain", everyone.against.gain), ("lose", everyone.against.lose)]
        context["against_chart"] = _chart(
            "People who gain and people who lose", [(f"People who {word}", count.people) for word, count in changes]
        )
    return render_to_string("report/impact.html", context)


def when_labels(impact: Impact) -> dict[str, str]:
    """Each key of WHEN in words."""
    ends = [date_format(years_after(impact.as_of, number), "j F Y") for number in range(1, YEARS + 1)]
    years = [f"Newly by {end}" for end in ends]
    words = ["Now", *years, f"After {ends[-1]}", "Cannot be told: data are missing", "Never, as the records stand"]
    return dict(zip(WHEN, words, strict=True))


def condition_label(condition: Condition) -> str:
    """What the condition says, after the track that asks it."""
    return f"{condition.track.replace('-', ' ')}: {condition.says.en}" if condition.track else condition.says.en


def _chart(title: str, values: Iterable[tuple[str, int]]) -> SafeString:
    return bar_chart(title, [Bar(label, value, number_format(value, force_grouping=True)) for label, value in values])


def _percent(part: int, whole: int) -> float:
    """To the tenth; 0 of nobody."""
    return round(100 * part / whole, 1) if whole else 0.0


def _group_label(group: str | None) -> str:
    return "Not on record" if group is None else group


def _dimension(dimension: str, groups: dict[str | None, Figures]) -> dict[str, Any]:
    """The groups of a dimension: a row for each, and a chart of the share that has an eligible charge now."""
    title, note = DIMENSIONS[dimension]
    rows = [
        {
            "group": _group_label(group),
            "figures": figures,
            "percent": _percent(figures.when["now"].people, figures.total.people),
            "soon": sum(figures.when[f"year_{number}"].people for number in range(1, YEARS + 1)),
        }
        for group, figures in groups.items()
    ]
    shares = [Bar(row["group"], row["percent"], f"{row['percent']}%") for row in rows]
    return {
        "title": title,
        "note": note,
        "rows": rows,
        "chart": bar_chart(f"{title}: percent of people who have an eligible charge now", shares),
    }


def _gains(impact: Impact, condition: Condition) -> list[tuple[str, str, Count]]:
    """Dimension, group, and who would gain without the condition; groups in which somebody would."""
    return [
        (DIMENSIONS[dimension][0], _group_label(group), figures.without[condition.id].gain)
        for dimension, groups in impact.by.items()
        for group, figures in groups.items()
        if figures.without[condition.id].gain != Count()
    ]
