"""The outlook (展望): demand, supply and gap by element and use, with sliders; co-production; figures of others."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response

from monazite.store import unknown
from monazite.warn.outlook import TABLES, shipped_inputs, shipped_table
from monazite.web.page import AnyPage
from monazite.web.warn import outlook_view as view
from monazite.web.warn.model_display import model_display
from monazite.web.warn.model_sheets import outlook_sheet, sheet_file

router = APIRouter(prefix="/warn/outlook", include_in_schema=False)


@router.get("")
def outlook(page: AnyPage) -> Response:
    """An element to a year, as the sliders stand."""
    wanted = view.asked(page.request.query_params)
    found, tables = view.found(wanted.settings), shipped_inputs()
    years = view.years_of(found, wanted.element)
    places = view.places(found)
    return page.render(
        "warn/outlook.html",
        show=model_display(page),
        asked=wanted,
        found=found,
        tables=tables,
        all_years=view.YEARS,
        symbols=[
            row.balance.element for row in sorted(places, key=lambda row: found.elements.index(row.balance.element))
        ],
        places=places,
        here=next(row for row in places if row.balance.element == wanted.element),
        years=years,
        first_short=view.first_short(years),
        by_use=view.by_use(found, wanted.element),
        uses={one.name: one.label for one in tables.uses},
        origins={one.name: one for one in tables.origins},
        programme=found.programmes[-1],
        stories=view.stories(found),
    )


@router.get("/balances.csv")
def balances(page: AnyPage) -> Response:
    """All elements and years as a file."""
    wanted = view.asked(page.request.query_params)
    headers = {"content-disposition": f'attachment; filename="outlook-{wanted.settings.scenario}-{wanted.year}.csv"'}
    return Response(
        view.balances_csv(view.found(wanted.settings)), media_type="text/csv; charset=utf-8", headers=headers
    )


@router.get("/balances.xlsx")
def balances_book(page: AnyPage) -> Response:
    """The same as a workbook in the reader's language."""
    wanted = view.asked(page.request.query_params)
    printed = outlook_sheet(view.found(wanted.settings), model_display(page))
    return sheet_file(printed, "xlsx", f"outlook-{wanted.settings.scenario}-{wanted.year}")


@router.get("/tables/{name}")
def table(page: AnyPage, name: str) -> Response:
    """The rows of a table as it ships, each with its basis, source and locator."""
    if name not in TABLES:
        raise unknown("value-unknown", "table", name[:40], TABLES)
    rows = shipped_table(name)
    shown = view.rows_behind(rows, page.request.query_params)
    return page.render(
        "warn/outlook_table.html", show=model_display(page), name=name, names=TABLES, rows=shown, total=len(rows),
        heads=list(rows[0]), uses={one.name: one.label for one in shipped_inputs().uses},
    )  # fmt: skip
