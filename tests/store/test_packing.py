"""How bytes are kept."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.packing import LARGE, SMALL, ZLIB, pack, unpack
from tests.store.holdings.keeper import noise


@given(st.binary(max_size=3 * SMALL), st.integers(1, 40))
def test_what_is_packed_is_unpacked_as_it_was(part: bytes, times: int) -> None:
    async def there_and_back() -> None:
        kept = await pack(part * times)
        assert await unpack(kept) == part * times
        assert len(kept) <= len(part * times) + 1

    asyncio.run(there_and_back())


@pytest.mark.parametrize(
    ("plain", "compressed"),
    [
        (b"", False),
        (b"a" * SMALL, False),
        (b"a" * (SMALL + 1), True),
        (noise(SMALL + 1), False),
        (b"a" * 20 * LARGE, True),
        (noise(2 * LARGE), False),
    ],
)
async def test_much_is_compressed_where_that_makes_it_less(plain: bytes, compressed: bool) -> None:
    kept = await pack(plain)
    assert (kept[:1] == ZLIB) == compressed
    assert await unpack(kept) == plain
