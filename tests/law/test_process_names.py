"""The names of the codes of a law's process."""

from typing import get_args

import pytest

from clearance.law.process import AgencyKind, DataPoint, Every, ReportItem
from clearance.law.process_names import DATA_POINTS, KINDS, REPORT_ITEMS, RHYTHMS
from clearance.law.vocabulary import FACTS


@pytest.mark.parametrize(
    ("codes", "names"),
    [(AgencyKind, KINDS), (Every, RHYTHMS), (ReportItem, REPORT_ITEMS), (DataPoint, DATA_POINTS)],
)
def test_every_code_has_a_name_of_its_own_in_both_languages(codes, names):
    assert tuple(names) == get_args(codes)
    assert all(name.es and name.es != name.en for name in names.values())
    assert len({name.es for name in names.values()}) == len(names)


def test_what_an_agency_is_sent_is_a_name_or_a_fact_of_the_record_format():
    assert set(DATA_POINTS) - set(FACTS) == {"name"}
