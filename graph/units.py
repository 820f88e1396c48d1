"""Units of measure: any usual spelling to one canonical name, and exact conversion.

The table below holds the names that data on parts use, in English, Russian and Uzbek, the
codes of UN/ECE Recommendation 20 and the `unit:` names of the Catena-X aspect models. Whatever it
does not know is offered to pint, which also gives every conversion factor.
"""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from functools import cache, lru_cache
from typing import Any, Final

from graph.errors import InputError

PIECE: Final = "piece"
KILOGRAM: Final = "kg"
_MASSES: Final = frozenset({"mg", "g", KILOGRAM, "t", "lb", "oz"})

# canonical name: (name in pint, other spellings after _fold)
_UNITS: Final[dict[str, tuple[str, str]]] = {
    PIECE: (
        "piece",
        "pieces pc pcs pce piece(s) pc(s) ea each item items unit units count c62 h87 nar nmp stk "
        "stck stueck stück one шт штук штука штуки ед единица единиц дона dona ta 796",
    ),
    "pair": ("pair_of_pieces", "pairs pr пара пары пар juft жуфт"),
    "dozen": ("dozen_of_pieces", "dozens dzn дюжина"),
    "thousand piece": (
        "thousand_of_pieces",
        "thousandpieces thousandpcs mil тысшт тысштук тысячштук mingdona мингдона",
    ),
    "set": ("set_of_parts", "sets kit kits комплект компл к-т набор toplam to'plam тўплам"),
    "mg": ("milligram", "milligram milligrams mgm мг миллиграмм"),
    "g": ("gram", "gr gram grams gramme grammes grm г гр грамм грамма граммов gramm"),
    "kg": (
        "kilogram",
        "kgs kilo kilos kilogram kilograms kilogramme kilogrammes kgm кг килограмм килограмма "
        "килограммов kilogramm 166",
    ),
    "t": (
        "metric_ton",
        "tonne tonnes mt tne metricton metrictons tonnemetricton т тонна тонны тонн tonna 168",
    ),
    "lb": ("pound", "lbs pound pounds lbr фунт"),
    "oz": ("ounce", "ounce ounces onz"),
    "mm": (
        "millimeter",
        "millimetre millimetres millimeter millimeters mmt мм миллиметр millimetr",
    ),
    "cm": ("centimeter", "centimetre centimetres centimeter centimeters cmt см сантиметр"),
    "dm": ("decimeter", "decimetre decimeter dmt дм"),
    "m": (
        "meter",
        "metre metres meter meters mtr linearmetre lm м метр метра метров metr погм пм",
    ),
    "km": ("kilometer", "kilometre kilometres kilometer kilometers kmt км километр kilometr"),
    "in": ("inch", "inch inches inh дюйм"),
    "ft": ("foot", "foot feet fot фут"),
    "mm2": ("millimeter**2", "mm² squaremillimetre squaremillimeter sqmm mmk мм2 мм²"),
    "cm2": ("centimeter**2", "cm² squarecentimetre squarecentimeter sqcm cmk см2 см²"),
    "m2": (
        "meter**2",
        "m² squaremetre squaremetres squaremeter squaremeters sqm mtk м2 м² квм кв.м kvm kvm. "
        "kvadratmetr",
    ),
    "mm3": ("millimeter**3", "mm³ cubicmillimetre cubicmillimeter mmq мм3 мм³"),
    "cm3": ("centimeter**3", "cm³ cc ccm cubiccentimetre cubiccentimeter cmq см3 см³"),
    "m3": (
        "meter**3",
        "m³ cubicmetre cubicmetres cubicmeter cubicmeters cbm mtq м3 м³ кубм kubmetr kubm",
    ),
    "ml": ("milliliter", "millilitre millilitres milliliter milliliters mlt мл миллилитр"),
    "litre": (
        "liter",
        "l lt ltr litres liter liters л литр литра литров litr 112 dm3 dm³ дм3 дм³",
    ),
    "s": ("second", "sec second seconds secondunitoftime сек"),
    "min": ("minute", "minute minutes minuteunitoftime мин"),
    "h": ("hour", "hr hour hours hur hourunitoftime час часа часов soat"),
    "kWh": ("kilowatt_hour", "kwh kilowatthour kilowatthours квтч"),
}
_DEFINITIONS: Final = (
    "piece = [piece]",
    "pair_of_pieces = 2 * piece",
    "dozen_of_pieces = 12 * piece",
    "thousand_of_pieces = 1000 * piece",
    "set_of_parts = [set_of_parts]",
)
_LONGEST: Final = 200
_PREFIXED = re.compile(r"(?:unit:|urn:|https?:)", re.IGNORECASE)
# Nothing that pint would have to reckon with (`9**9**9`) gets as far as pint.
_WORD = r"[A-Za-zµμΩ°%_]{1,40}(?:(?:\^|\*\*)?-?[1-6])?"
_EXPRESSION = re.compile(rf"{_WORD}(?:\s?[*/·]\s?{_WORD}){{0,3}}|{_WORD}")


class UnitError(InputError):
    """A unit that is not known, or two that do not measure the same thing."""


def _fold(text: str) -> str:
    return re.sub(r"[\s._\-]+", "", text.casefold())


def _spellings() -> dict[str, str]:
    table: dict[str, str] = {}
    for canonical, (_, spellings) in _UNITS.items():
        for spelling in (canonical, *spellings.split()):
            table[_fold(spelling)] = canonical
    return table


_CANONICAL: Final = _spellings()


@cache
def _registry() -> Any:
    # Half a second to build and rarely needed, so neither at import nor twice.
    import pint

    registry: Any = pint.UnitRegistry(non_int_type=Decimal)
    for definition in _DEFINITIONS:
        registry.define(definition)
    return registry


@cache
def _canonical_of_pint() -> dict[Any, str]:
    registry = _registry()
    return {registry.parse_units(name): canonical for canonical, (name, _) in _UNITS.items()}


def _pint_unit(text: str) -> Any:
    """The pint unit of an expression that the table does not hold."""
    if not _EXPRESSION.fullmatch(text):
        raise UnitError(f"unknown unit {text[:40]!r}")
    try:
        unit = _registry().parse_units(text)
    except Exception as error:  # pint raises errors of the tokenizer as well as its own
        raise UnitError(f"unknown unit {text[:40]!r}") from error
    if unit.dimensionless:
        raise UnitError(f"unknown unit {text[:40]!r}")
    return unit


def canonical_unit(text: str) -> str:
    """The one name of a unit: `pcs`, `шт.` and `unit:piece` are all `piece`.

    Units outside the usual ones get pint's long name. Raises UnitError for an unknown unit.
    """
    if len(text) > _LONGEST:
        raise UnitError(f"unknown unit {text[:40]!r}")
    return _canonical(text)


@lru_cache(maxsize=4096)
def _canonical(text: str) -> str:
    spelling = text.strip()
    if _PREFIXED.match(spelling):
        spelling = re.split(r"[:#/]", spelling.rstrip("/#:"))[-1]
    if spelling == "Mg":  # the one symbol whose letter case is worth a factor of 10^9
        return "t"
    known = _CANONICAL.get(_fold(spelling))
    if known is not None:
        return known
    unit = _pint_unit(spelling)
    return _canonical_of_pint().get(unit, str(unit))


@lru_cache(maxsize=4096)
def _unit(canonical: str) -> Any:
    name = _UNITS[canonical][0] if canonical in _UNITS else canonical
    return _registry().parse_units(name)


@lru_cache(maxsize=4096)
def _factor(from_unit: str, to_unit: str) -> Fraction:
    source, target = canonical_unit(from_unit), canonical_unit(to_unit)
    if source == target:
        return Fraction(1)
    registry = _registry()
    try:
        one = registry.Quantity(Decimal(1), _unit(source)).to(_unit(target))
        two = registry.Quantity(Decimal(2), _unit(source)).to(_unit(target))
    except Exception as error:  # DimensionalityError, OffsetUnitCalculusError
        raise UnitError(f"{source} cannot be converted to {target}") from error
    if two.magnitude != 2 * one.magnitude:
        raise UnitError(f"{source} cannot be converted to {target}")
    return _simplest(one.magnitude)


def _simplest(magnitude: Decimal) -> Fraction:
    """1/3 from 0.333…: pint divides decimals to 28 digits, which leaves a tail."""
    exact = Fraction(magnitude)
    near = exact.limit_denominator(10**9)
    return near if abs(near - exact) <= abs(exact) / 10**25 else exact


def convert(value: float, from_unit: str, to_unit: str) -> float:
    """`value` in another unit; the same number for the same unit.

    Raises UnitError when a unit is unknown or the two do not measure the same thing.
    """
    if from_unit == to_unit:
        return value
    factor = _factor(from_unit, to_unit)
    if factor == 1:
        return value
    # Dividing by 1000 is rounded once and right, multiplying by 0.001 is not.
    if factor.numerator == 1:
        return value / factor.denominator
    if factor.denominator == 1:
        return value * factor.numerator
    return float(value) * factor.numerator / factor.denominator


def is_convertible(from_unit: str, to_unit: str) -> bool:
    """Whether both are known and measure the same thing."""
    try:
        _factor(from_unit, to_unit)
    except UnitError:
        return False
    return True


def is_piece(unit: str) -> bool:
    """Whether it counts pieces (`pair` and `dozen` too). Raises UnitError when unknown."""
    return canonical_unit(unit) == PIECE or is_convertible(unit, PIECE)


def is_mass(unit: str) -> bool:
    """Whether it measures mass. Raises UnitError when unknown."""
    return canonical_unit(unit) == KILOGRAM or is_convertible(unit, KILOGRAM)


def kilograms_of_one(unit: str) -> float | None:
    """What one of a unit weighs (by its canonical name); None where it does not measure mass."""
    return convert(1.0, unit, KILOGRAM) if unit in _MASSES else None
