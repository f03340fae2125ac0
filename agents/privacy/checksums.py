"""Check digits of numbers that states and banks give out. Rules are published by who gives them."""

from collections.abc import Callable, Sequence
from typing import Literal

import msgspec

How = Literal["zero", "plain", "minus", "rest", "ten"]


class Row(msgspec.Struct, frozen=True):
    """A check digit by weights: the sum of the digits, each times its weight, modulo `modulus`.

    The digit behind those that have a weight is to be that remainder (`plain`: its last digit;
    `ten`: 1 where it is 10), or what lacks to the modulus (`minus`: its last digit; `rest`: 0 where
    it has two). With `zero` all digits have a weight, and the remainder is to be `remainder`.
    """

    weights: tuple[int, ...]
    modulus: int
    how: How
    remainder: int = 0

    def fits(self, digits: Sequence[int]) -> bool:
        """Whether the digits have the check digit that they should have."""
        if len(digits) < len(self.weights) + (self.how != "zero"):
            return False
        total = sum(w * d for w, d in zip(self.weights, digits, strict=False)) % self.modulus
        if self.how == "zero":
            return total == self.remainder
        check = digits[len(self.weights)]
        lacking = self.modulus - total
        return (
            check
            == {
                "plain": total % 10,
                "ten": 1 if total == 10 else total,
                "minus": lacking % 10,
                "rest": 0 if lacking >= 10 else lacking,
            }[self.how]
        )


def numbers(text: str) -> list[int]:
    """The digits of a number without what stands between them; the letter X is 10."""
    return [10 if char in "Xx" else int(char) for char in text if char.isdigit() or char in "Xx"]


def luhn(text: str) -> bool:
    """Luhn's rule (ISO/IEC 7812): cards, Sweden, Canada, South Africa, Greece, Israel."""
    digits = numbers(text)[::-1]
    doubled = (sum(divmod(2 * digit, 10)) for digit in digits[1::2])
    return (sum(digits[::2]) + sum(doubled)) % 10 == 0


def personnummer(text: str) -> bool:
    """Sweden's with its century, which Luhn's rule leaves out."""
    return luhn("".join(map(str, numbers(text)))[-10:])


_TURN = (1, 5, 7, 6, 2, 8, 3, 0, 9, 4)


def verhoeff(text: str) -> bool:
    """Verhoeff's rule, over the group of the pentagon's symmetries: India's Aadhaar."""
    check = 0
    for at, digit in enumerate(reversed(numbers(text))):
        for _ in range(at % 8):
            digit = _TURN[digit]
        check = _joined(check, digit)
    return check == 0


def _joined(left: int, right: int) -> int:
    """The product of two of the pentagon's symmetries: turns are 0 to 4, reflections 5 to 9."""
    if left < 5:
        return (left + right) % 5 if right < 5 else 5 + (left + right) % 5
    return 5 + (left - right) % 5 if right < 5 else (left - right) % 5


def mod_11_10(text: str) -> bool:
    """ISO/IEC 7064, MOD 11,10, and the rule that one digit comes twice or thrice: German tax."""
    digits = numbers(text)
    product = 10
    for digit in digits[:-1]:
        product = ((digit + product) % 10 or 10) * 2 % 11
    counts = sorted(digits[:-1].count(digit) for digit in set(digits[:-1]))
    return digits[0] != 0 and (11 - product) % 10 == digits[-1] and counts[-1] in (2, 3)


_ODD = (
    1,
    0,
    5,
    7,
    9,
    13,
    15,
    17,
    19,
    21,
    2,
    4,
    18,
    20,
    11,
    3,
    6,
    8,
    12,
    14,
    16,
    10,
    22,
    25,
    24,
    23,
)


def codice_fiscale(text: str) -> bool:
    """Italy's: each character counts by its place, which may be odd or even."""
    plain = "".join(text.split()).upper()
    places = [int(char) if char.isdigit() else ord(char) - 65 for char in plain]
    total = sum(_ODD[place] for place in places[:-1:2]) + sum(places[1:-1:2])
    return total % 26 == places[-1]


def nir(text: str) -> bool:
    """France's: what lacks to 97; Corsica's departments 2A and 2B count as 19 and 18."""
    plain = "".join(text.split()).upper().replace("2A", "19", 1).replace("2B", "18", 1)
    return plain.isdigit() and 97 - int(plain[:-2]) % 97 == int(plain[-2:])


def dni(text: str) -> bool:
    """Spain's DNI and NIE: a letter by the remainder of 23; X, Y and Z count as 0, 1 and 2."""
    plain = "".join(char for char in text.upper() if char.isalnum())
    number = plain[:-1].translate(str.maketrans("XYZ", "012"))
    return plain[-1] == "TRWAGMYFPDXBNJZSQVHLCKE"[int(number) % 23]


def hetu(text: str) -> bool:
    """Finland's: a character by the remainder of 31."""
    number = int("".join(char for char in text[:-1] if char.isdigit())[:9])
    return text[-1].upper() == "0123456789ABCDEFHJKLMNPRSTUVWXY"[number % 31]


def belgian(text: str) -> bool:
    """Belgium's: what lacks to 97, with a 2 before it for those who were born from 2000 on."""
    plain = "".join(map(str, numbers(text)))
    check = int(plain[-2:])
    return any(97 - int(century + plain[:-2]) % 97 == check for century in ("", "2"))


def insurance(text: str) -> bool:
    """Germany's number of pensions: sums of digits, the letter as two of them."""
    plain = "".join(text.split()).upper()
    spelled = "".join(c if c.isdigit() else f"{ord(c) - 64:02}" for c in plain)
    weights = (2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1)
    products = (w * int(d) for w, d in zip(weights, spelled, strict=False))
    return sum(sum(divmod(product, 10)) for product in products) % 10 == int(spelled[-1])


def turkish(text: str) -> bool:
    """Turkey's two check digits."""
    d = numbers(text)
    tenth = (7 * sum(d[0:9:2]) - sum(d[1:8:2])) % 10
    return d[0] != 0 and tenth == d[9] and sum(d[:10]) % 10 == d[10]


def baltic(text: str) -> bool:
    """Estonia's and Lithuania's: other weights where the first ones leave 10."""
    d = numbers(text)
    for weights in ((1, 2, 3, 4, 5, 6, 7, 8, 9, 1), (3, 4, 5, 6, 7, 8, 9, 1, 2, 3)):
        total = sum(w * n for w, n in zip(weights, d, strict=False)) % 11
        if total < 10:
            return total == d[10]
    return d[10] == 0


def eleventh(text: str) -> bool:
    """A number that 11 divides: the Czech Republic and Slovakia. One of nine digits has no rule."""
    plain = "".join(map(str, numbers(text)))
    is_ten = int(plain[:-1]) % 11 == 10 and plain[-1] == "0"
    return len(plain) == 9 or int(plain) % 11 == 0 or is_ten


def rut(text: str) -> bool:
    """Chile's: K is 10."""
    plain = [char for char in text.upper() if char.isalnum()]
    weights = (2, 3, 4, 5, 6, 7)
    total = sum(int(c) * weights[n % 6] for n, c in enumerate(reversed(plain[:-1])))
    return plain[-1] == "0123456789K0"[11 - total % 11]


def singaporean(text: str) -> bool:
    """Singapore's: a letter by the sum of seven weighted digits, from a row by the first letter."""
    total = sum(w * int(d) for w, d in zip((2, 7, 6, 5, 4, 3, 2), text[1:8], strict=True))
    total += {"T": 4, "G": 4, "M": 3}.get(text[0].upper(), 0)
    rows = {"S": "JZIHGFEDCBA", "T": "JZIHGFEDCBA", "F": "XWUTRQPNMLK", "G": "XWUTRQPNMLK"}
    row = rows.get(text[0].upper(), "KLJNPQRTUWX")
    at = total % 11 if text[0].upper() != "M" else 10 - total % 11
    return text[8].upper() == row[at]


def taiwanese(text: str) -> bool:
    """Taiwan's: the letter as two digits."""
    letter = "ABCDEFGHJKLMNPQRSTUVXYWZIO".index(text[0].upper()) + 10
    digits = [*divmod(letter, 10), *map(int, text[1:])]
    weights = (1, 9, 8, 7, 6, 5, 4, 3, 2, 1, 1)
    return sum(w * d for w, d in zip(weights, digits, strict=True)) % 10 == 0


def irish(text: str) -> bool:
    """Ireland's: a letter by the remainder of 23, to which a second letter counts nine times."""
    total = sum(w * int(d) for w, d in zip((8, 7, 6, 5, 4, 3, 2), text[:7], strict=True))
    second = text[8:].upper()
    total += 9 * (ord(second) - 64) if second and second != "W" else 0
    return text[7].upper() == "WABCDEFGHIJKLMNOPQRSTUV"[total % 23]


def iban(text: str, length: int) -> bool:
    """ISO 13616: the length of its country, and 1 as the remainder of 97."""
    plain = "".join(char for char in text.upper() if char.isalnum())
    turned = plain[4:] + plain[:4]
    return len(plain) == length and int("".join(str(int(char, 36)) for char in turned)) % 97 == 1


CHECKS: dict[str, Callable[[str], bool]] = {
    check.__name__: check
    for check in (
        luhn, personnummer, verhoeff, mod_11_10, codice_fiscale, nir, dni, hetu, belgian,
        insurance, turkish, baltic, eleventh, rut, singaporean, taiwanese, irish,
    )
}  # fmt: skip
"""Rules that are no sum of weighted digits, by name."""
