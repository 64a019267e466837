"""What the trade agrees on: elements, products, units, places, firms, days, each row with its source.

See this room's README for the tables and for how to look things up.
"""

from monazite.reference.elements import (
    Element,
    Oxide,
    element,
    element_aliases,
    elements,
    factor,
    factors,
    oxide,
    oxides,
    rare_earths,
)
from monazite.reference.organisations import (
    Group,
    GroupEvent,
    Organisation,
    group_events,
    groups,
    organisation_aliases,
    organisation_named,
    organisations,
)
from monazite.reference.products import (
    FOREIGN,
    Product,
    product,
    product_aliases,
    product_named,
    products,
    weak_product_aliases,
)
from monazite.reference.regions import Region, region_aliases, region_named, regions
from monazite.reference.terms import TermKind, end_uses, term, terms
from monazite.reference.units import Unit, convert, scales, unit, unit_texts
from monazite.reference.workdays import (
    NO_TABLE,
    Workdays,
    add_working_days,
    is_working_day,
    monthly_report_due,
    next_working_day,
    parse_workdays,
)

__all__ = [
    "FOREIGN",
    "NO_TABLE",
    "Element",
    "Group",
    "GroupEvent",
    "Organisation",
    "Oxide",
    "Product",
    "Region",
    "TermKind",
    "Unit",
    "Workdays",
    "add_working_days",
    "convert",
    "element",
    "element_aliases",
    "elements",
    "end_uses",
    "factor",
    "factors",
    "group_events",
    "groups",
    "is_working_day",
    "monthly_report_due",
    "next_working_day",
    "organisation_aliases",
    "organisation_named",
    "organisations",
    "oxide",
    "oxides",
    "parse_workdays",
    "product",
    "product_aliases",
    "product_named",
    "products",
    "rare_earths",
    "region_aliases",
    "region_named",
    "regions",
    "scales",
    "term",
    "terms",
    "unit",
    "unit_texts",
    "weak_product_aliases",
]
