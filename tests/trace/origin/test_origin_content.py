from __future__ import annotations

import random
from collections.abc import Iterator

import numpy as np
import pytest

from monazite.core import InternalError, share_out
from monazite.trace.origin.content import WIDTH, Content, draw, equal, packed, plus, share, unpacked, use_kernels


def random_content(dice: random.Random) -> Content:
    count, top = dice.randint(1, 40), dice.choice([5, 1000, 10**9, 10**14])
    mg = np.zeros((WIDTH, count), np.int64)
    for row in dice.sample(range(WIDTH), dice.randint(1, 17)):
        mg[row] = [dice.randint(0, top) if dice.random() < 0.8 else 0 for _ in range(count)]
    there = mg.any(axis=0)
    return Content(np.flatnonzero(there) * 3 + 1, mg[:, there], mg.sum(axis=1))


@pytest.fixture(params=["numpy", "numba"], autouse=True)
def speed(request: pytest.FixtureRequest) -> Iterator[None]:
    if request.param == "numba" and not use_kernels():
        pytest.skip("numba is not installed")
    yield
    use_kernels(are_wanted=False)


def by_source(content: Content) -> dict[int, list[int]]:
    return dict(zip(content.sources.tolist(), content.mg.T.tolist(), strict=True))


def test_two_thousand_draws_equal_shares_by_whole_numbers() -> None:
    dice = random.Random(20220817)  # noqa: S311  no secrets
    for _ in range(2000):
        content = random_content(dice)
        amounts = np.array([dice.randint(0, int(total)) for total in content.totals])
        drawn, left, short = draw(content, amounts)
        assert short is None
        assert equal(plus(drawn, left), content)
        assert (drawn.totals == amounts).all()
        found = by_source(drawn)
        nothing = [0] * WIDTH
        for row in np.flatnonzero(content.totals):
            expected = share_out(int(amounts[row]), content.mg[row].tolist())
            assert expected == tuple(found.get(source, nothing)[row] for source in content.sources.tolist())
        assert equal(unpacked(packed(drawn)), drawn)


def test_children_add_up_to_their_parent_source_by_source() -> None:
    dice = random.Random(7)  # noqa: S311  no secrets
    for _ in range(100):
        content = random_content(dice)
        first = np.array([dice.randint(0, int(total)) for total in content.totals])
        second = np.array([dice.randint(0, int(total)) for total in content.totals - first])
        children = share(content, np.stack([first, second, content.totals - first - second]))
        assert equal(plus(plus(children[0], children[1]), children[2]), content)


def test_masses_beyond_64_bits_of_product_stay_exact() -> None:
    mg = np.zeros((WIDTH, 3), np.int64)
    mg[0] = [3 * 10**17, 2 * 10**17 + 1, 10**17]
    content = Content(np.arange(3), mg, mg.sum(axis=1))
    amounts = np.zeros(WIDTH, np.int64)
    amounts[0] = 10**17 + 7
    drawn, _, _ = draw(content, amounts)
    assert tuple(drawn.mg[0].tolist()) == share_out(10**17 + 7, mg[0].tolist())


def test_a_cut_vector_is_found() -> None:
    data = packed(random_content(random.Random(1)))  # noqa: S311  no secrets
    with pytest.raises(InternalError):
        unpacked(data[:-1])
