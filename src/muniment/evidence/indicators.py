"""Signs of personal data in a text: whether there is one, never which.

A hit is an indicator and no proof. Each search is one walk over the text, whose patterns look a bounded way ahead and
never try a run of characters twice, so that no text makes it slow; it stops at the first hit. Nothing found is kept.
"""

import ipaddress
import re
from collections.abc import Callable, Iterator

#: The first three digits of a number behind a plus sign that belong to a country or service (ITU-T E.164).
_CALLING_CODES = re.compile(
    r"1|7|2[07]|2(?:1[12368]|[2346]|5[0-8]|9[01789])|3[0-469]|3(?:5|7[0-8]|8[0-35-79])|4[013-9]|42[013]"
    r"|5[1-8]|5(?:0|9)|6[0-6]|6(?:7[02-9]|8[0-35-9]|9[0-2])|8[1246]|8(?:00|08|5[02356]|70|78|80|8[1-368])"
    r"|9[0-58]|9(?:6[0-8]|7[0-79]|9[2-68])"
)
#: A run that may hold a telephone number; what stands before it and how it begins decide.
_RUN = re.compile(r"\+?\(?\d[\d ./()\-\u00a0]{6,28}+")
#: What each such run holds, and each payment card and IPv4 address: most texts have none.
_DIGITS = re.compile(r"\d[\d ./()\-\u00a0]{6}")
_CUE = re.compile(
    r"(?<!\w)(?:tel|telefon|telephone|téléphone|phone|mobile|mobil|mob|handy|fax|cell|rufnummer|teléfono|telefono"
    r"|telefone|tfno|móvil|cellulare|portable|gsm|telefoon|tlf|puhelin|telefón|tél|τηλ|тел)"
    r"(?:efonnummer|nummer)?\.?(?: ?(?:no|nr|number|nummer)\.?)?[ \t]{0,2}[:=]?[ \t]{0,2}$",
    re.IGNORECASE,
)
_AMERICAN = re.compile(r"(?<!\d)(?:\([2-9]\d{2}\) ?|[2-9]\d{2}-)[2-9]\d{2}-\d{4}(?!\d)")
_GROUP = re.compile(r"\d+")
_DIGITLESS = re.compile(r"\D+")
#: What stands between two groups of one number; anything longer begins another.
_BETWEEN = re.compile(r"[ ./()\-\u00a0]{1,3}")
_MAIL = re.compile(r"(?<![\w.+%'@-])([\w.+%'-]{1,64}+)@(?=[^\W_])([\w.-]{4,253}+)")
#: Names with an at sign that end so are files.
_FILES = frozenset(
    {"png", "jpg", "jpeg", "gif", "webp", "svg", "bmp", "css", "scss", "js", "mjs", "json", "html", "htm"}
)
_IN_ADDRESS = re.compile(r"//[^\s/]*+$")
_IBAN_BEGINS = re.compile(r"[A-Z]{2}\d{2}")
_IBAN = re.compile(r"(?<!\w)(?=([A-Z]{2})\d{2})((?:[A-Z0-9][ \u00a0]?){15,33}+)")
#: How long the IBANs of a country are (ISO 13616 registry).
_IBAN_LENGTHS = {
    country: length
    for length, countries in {
        15: "NO", 16: "BE", 18: "DK FI FK FO GL NL SD", 19: "MK SI", 20: "AT BA EE KZ LT LU MN XK", 21: "CH HR LI LV",
        22: "BG BH CR DE GB GE IE ME RS VA", 23: "AE GI IL IQ OM SO TL", 24: "AD CZ ES MD PK RO SA SE SK TN VG",
        25: "LY PT ST", 26: "IS TR", 27: "BI DJ FR GR IT MC MR SM", 28: "AL AZ BY CY DO GT HN HU LB NI PL SV",
        29: "BR EG PS QA UA", 30: "JO KW MU YE", 31: "MT SC", 32: "LC", 33: "RU",
    }.items()
    for country in countries.split()
}  # fmt: skip
_CARD = re.compile(
    r"(?<![\w.,/-])(?:[2-6]\d{3}([ -]?)\d{4}\1\d{4}\1\d{4}|3[47]\d{2}([ -]?)\d{6}\2\d{5}|3[068]\d{2}([ -]?)\d{6}\3\d{4}"
    r"|4\d{12}|[46]\d{18})(?![\w/]|[.,-]\w)"
)
#: First and last beginning of payment cards (ISO/IEC 7812), with the lengths that are issued.
_ISSUERS = (
    ("4", "4", (13, 16, 19)), ("51", "55", (16,)), ("2221", "2720", (16,)), ("34", "34", (15,)), ("37", "37", (15,)),
    ("300", "305", (14,)), ("36", "36", (14,)), ("38", "39", (14,)), ("3528", "3589", (16,)), ("50", "50", (16,)),
    ("56", "58", (16,)), ("6011", "6011", (16, 19)), ("62", "62", (16, 19)), ("63", "65", (16, 19)),
    ("67", "67", (16, 19)),
)  # fmt: skip
_IPV4 = re.compile(r"(?<![\w.-])\d{1,3}(?:\.\d{1,3}){3}(?![\w-]|\.\w)")
_VERSION = re.compile(
    r"(?:\b(?:v|ver|version|release|rel|build|rev|firmware|section|chapter|kapitel|abschnitt)|§)[\s.:=]{0,3}$", re.I
)
_HEADING = re.compile(r"(?:^|\n)[ \t#*]{0,8}$")
_IPV6 = re.compile(
    r"(?<![\w:.])([23][0-9A-Fa-f]{3}|f[cd][0-9a-f]{2}|fe[89ab][0-9a-f]|F[CD][0-9A-F]{2}|FE[89AB][0-9A-F]):[0-9A-Fa-f:.]{2,41}+"
)


def _mail(text: str) -> bool:
    # Looking for the sign alone is twenty times as fast.
    return "@" in text and any(_is_mail(text, hit) for hit in _MAIL.finditer(text))


def _is_mail(text: str, hit: re.Match[str]) -> bool:
    local, labels = hit[1].lstrip(".'%-"), hit[2].rstrip(".-_").split(".")
    return (
        bool(local)
        and not local.endswith(".")
        and ".." not in local
        and len(labels) > 1
        and all(0 < len(label) < 64 and label[0] != "-" and label[-1] != "-" and "_" not in label for label in labels)
        and ((labels[-1].isalpha() and len(labels[-1]) > 1) or labels[-1].startswith("xn--"))
        and labels[-1].lower() not in _FILES
        and not _IN_ADDRESS.search(text, max(0, hit.start() - 100), hit.start())
    )


def _phone(text: str) -> bool:
    return any(_is_phone(text, hit) for hit in _RUN.finditer(text))


def _is_phone(text: str, hit: re.Match[str]) -> bool:
    run, start, after = hit[0], hit.start(), text[hit.end() : hit.end() + 1]
    if len(_DIGITLESS.sub("", run)) < 7 or (after.isalnum() and run[-1].isdigit()):
        return False
    if _CUE.search(text, max(0, start - 32), start) and 7 <= len(_number(run.lstrip("+("), 13)) <= 13:
        return True
    before = text[start - 1 : start] if start else ""
    if before.isalnum() or before in ("_", "+", ".", ",", "-", "/"):
        return False
    if run[0] == "+" or re.match(r"00[1-9]\d* ", run):
        return _is_international(run)
    return _AMERICAN.search(run) is not None


def _is_international(run: str) -> bool:
    run = run.lstrip("+(").removeprefix("00")
    digits = _number(run, 15)
    if len(digits) < 8 or not _CALLING_CODES.match(digits) or len(set(digits[2:])) == 1:
        return False
    if re.fullmatch(r"\d{1,4}\.\d+", run.rstrip(" .")):
        return False
    if digits[0] == "1":
        return re.fullmatch(r"1[2-9]\d{2}[2-9]\d{6}", digits) is not None
    return digits[0] != "7" or len(digits) == 11


def _number(run: str, most: int) -> str:
    """Return the digits of the groups at the start of a run that are at most so many together."""
    digits = ""
    place = 0
    while group := _GROUP.match(run, place):
        if len(digits) + len(group[0]) > most:
            break
        digits += group[0]
        between = _BETWEEN.match(run, group.end())
        if between is None:
            break
        place = between.end()
    return digits


def _iban(text: str) -> bool:
    return _IBAN_BEGINS.search(text) is not None and any(
        _is_iban(hit[1], hit[2], text[hit.end() : hit.end() + 1]) for hit in _IBAN.finditer(text)
    )


def _is_iban(country: str, run: str, after: str) -> bool:
    length = _IBAN_LENGTHS.get(country, 99)
    kept = re.sub(r"[ \u00a0]", "", run)
    if len(kept) < length:
        return False
    # What follows must not go on without a blank.
    end = [place for place, char in enumerate(run + after) if char not in " \u00a0"]
    if len(end) > length and end[length] == end[length - 1] + 1 and (run + after)[end[length]].isalnum():
        return False
    account = kept[4:length] + kept[:4]
    return int("".join(str(int(char, 36)) for char in account)) % 97 == 1


def _payment_card(text: str) -> bool:
    return any(_is_card(re.sub(r"[ -]", "", hit[0])) for hit in _CARD.finditer(text))


def _is_card(digits: str) -> bool:
    issued = any(first <= digits[: len(first)] <= last and len(digits) in lengths for first, last, lengths in _ISSUERS)
    doubled = [int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(digits))]
    return issued and sum(value - 9 * (value > 9) for value in doubled) % 10 == 0 and len(set(digits)) > 1


def _ipv4(text: str) -> bool:
    return any(_is_ipv4(text, hit) for hit in _IPV4.finditer(text))


def _ipv6(text: str) -> bool:
    # Each has two colons; counting them is fifty times as fast.
    return text.count(":") > 1 and any(
        _is_ipv6(hit[0].rstrip(".:")) or _is_ipv6(hit[0].rstrip(".")) for hit in _IPV6.finditer(text)
    )


def _is_ipv4(text: str, hit: re.Match[str]) -> bool:
    octets = hit[0].split(".")
    values = [int(octet) for octet in octets]
    if max(values) > 255 or any(octet[0] == "0" and len(octet) > 1 for octet in octets):
        return False
    if values[0] in (0, 127) or values[0] >= 224:
        return False
    start = max(0, hit.start() - 16)
    heading = (
        max(values) < 30 and _HEADING.search(text, start, hit.start()) and text[hit.end() : hit.end() + 1] in "\t "
    )
    return not heading and not _VERSION.search(text, start, hit.start())


def _is_ipv6(written: str) -> bool:
    try:
        ipaddress.IPv6Address(written)
    except ValueError:
        return False
    return True


#: The indicators by code, in the order of their bits in a state.
INDICATORS = ("mail", "phone", "iban", "payment_card", "ip_address")
_ANYWHERE: dict[str, Callable[[str], bool]] = {"mail": _mail, "iban": _iban, "ip_address": _ipv6}
#: What is only looked for in a text with a run of digits.
_IN_RUNS: dict[str, Callable[[str], bool]] = {"phone": _phone, "payment_card": _payment_card, "ip_address": _ipv4}


def indicators_in(text: str) -> Iterator[str]:
    """Yield the codes of the indicators that a text has a hit of."""
    ways = [_ANYWHERE, _IN_RUNS] if _DIGITS.search(text) else [_ANYWHERE]
    return (code for code in INDICATORS if any(of[code](text) for of in ways if code in of))
