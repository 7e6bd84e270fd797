"""Numbers in the ways Word prints them in lists (ECMA-376, 17.18.59 ST_NumberFormat)."""

DIGITS = "零一二三四五六七八九"
LEGAL_DIGITS = "零壹贰叁肆伍陆柒捌玖"
STEMS = "甲乙丙丁戊己庚辛壬癸"
BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
         (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip
LARGEST_ROMAN = 3_999
LARGEST_CHINESE = 9_999
LETTERS = 26
CHINESE = frozenset({
    "chineseCounting", "chineseCountingThousand", "japaneseCounting", "taiwaneseCounting", "taiwaneseCountingThousand",
    "ideographDigital", "japaneseDigitalTenThousand", "taiwaneseDigital",
})  # fmt: skip
LEGAL = frozenset({"chineseLegalSimplified", "ideographLegalTraditional", "japaneseLegal"})
ENCLOSED = {
    "decimalEnclosedCircle": (0x2460, 20), "decimalEnclosedCircleChinese": (0x2460, 20),
    "decimalEnclosedParen": (0x2474, 20), "decimalEnclosedFullstop": (0x2488, 20),
    "ideographEnclosedCircle": (0x3280, 10),
}  # fmt: skip


def printed_number(value: int, number_format: str) -> str:
    """`value` in `number_format` as Word prints it; formats unknown here, and values beyond one, are plain digits."""
    if number_format in CHINESE:
        return chinese(value)
    if number_format in LEGAL:
        return chinese(value, LEGAL_DIGITS, "拾佰仟")
    if number_format in ENCLOSED:
        first, count = ENCLOSED[number_format]
        return chr(first + value - 1) if 1 <= value <= count else str(value)
    if number_format == "decimalZero":
        return f"{value:02d}"
    if number_format in ("decimalFullWidth", "decimalFullWidth2"):
        return str(value).translate({ord("0") + digit: 0xFF10 + digit for digit in range(10)})
    return _lettered(value, number_format)


def chinese(value: int, digits: str = DIGITS, units: str = "十百千") -> str:
    """1 → 一, 12 → 十二, 105 → 一百零五, up to 9999; larger or smaller values are plain digits."""
    if not 0 < value <= LARGEST_CHINESE:
        return digits[0] if value == 0 else str(value)
    places = ["", *units]
    text = ""
    for place, digit in zip(range(len(str(value)) - 1, -1, -1), map(int, str(value)), strict=True):
        if digit:
            text += digits[digit] + places[place]
        elif text and not text.endswith(digits[0]):
            text += digits[0]
    text = text.rstrip(digits[0])
    return text[1:] if text.startswith("一十") else text


def _lettered(value: int, number_format: str) -> str:
    if value < 1:
        return str(value)
    if number_format in ("lowerLetter", "upperLetter"):
        letter = chr(ord("a") + (value - 1) % LETTERS) * ((value - 1) // LETTERS + 1)
        return letter[:LETTERS] if number_format == "lowerLetter" else letter[:LETTERS].upper()
    if number_format in ("lowerRoman", "upperRoman") and value <= LARGEST_ROMAN:
        return roman(value) if number_format == "lowerRoman" else roman(value).upper()
    if number_format == "ideographTraditional":
        return STEMS[(value - 1) % len(STEMS)]
    if number_format == "ideographZodiac":
        return BRANCHES[(value - 1) % len(BRANCHES)]
    return str(value)


def roman(value: int) -> str:
    """1 to 3999 in small Roman letters."""
    text = ""
    for worth, letters in ROMAN:
        count, value = divmod(value, worth)
        text += letters * count
    return text
