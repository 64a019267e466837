"""Short keys for accounts, units and elements: drawn anew for each audit, so that nobody can aim at two equal ones."""

from __future__ import annotations

from hashlib import blake2b

KEY_BYTES = 8
MASK = (1 << 64) - 1


class Keys:
    """Keys of 64 bits. Two of twenty million are equal once in a hundred thousand audits.

    Args:
        secret: of this audit.
    """

    def __init__(self, secret: bytes) -> None:
        self._secret = secret
        self.accounts: dict[str, int] = Made(self.of)
        self.elements: dict[str, int] = Made(self.of_element)

    def of(self, name: str) -> int:
        """Key of an account or an id."""
        return self.of_bytes(name.encode())

    def of_bytes(self, name: bytes) -> int:
        """Key of the bytes of a name."""
        return int.from_bytes(blake2b(name, digest_size=KEY_BYTES, key=self._secret).digest(), "big")

    def of_balance(self, account_and_unit: tuple[str, str]) -> int:
        """Key of a balance; of a balance of matter, that of each element is added."""
        return self.of("\n".join(account_and_unit))

    def of_element(self, symbol: str) -> int:
        """What an element adds to the key of a balance of matter."""
        return self.of("\n" + symbol)


class Made(dict):  # type: ignore[type-arg]
    """A dictionary that makes what it has not."""

    def __init__(self, make: object) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, key: object) -> object:
        made = self[key] = self._make(key)  # type: ignore[operator]
        return made
