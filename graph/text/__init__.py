"""Text of the trade in three languages and two scripts: folding, numbers, regions, countries."""

from graph.text.countries import country_name, resolve_country, suggest_countries
from graph.text.folding import fold_name
from graph.text.numbers import fold_number, parse_decimal
from graph.text.regions import region_codes, region_name, resolve_region, suggest_regions
from graph.text.scripts import text_language

__all__ = [
    "country_name",
    "fold_name",
    "fold_number",
    "parse_decimal",
    "region_codes",
    "region_name",
    "resolve_country",
    "resolve_region",
    "suggest_countries",
    "suggest_regions",
    "text_language",
]
