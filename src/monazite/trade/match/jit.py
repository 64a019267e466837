"""How the kernels are compiled: once, kept beside the module, and without holding other threads up."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any, TypeVar, cast

numba: Any = importlib.import_module("numba")

Function = TypeVar("Function", bound=Callable[..., Any])


def compiled(function: Function) -> Function:
    """A top-level function compiled by numba at its first call, or loaded as it was compiled before."""
    return cast(
        "Function", numba.njit(function, cache=True, nogil=True, error_model="numpy", forceinline=True, _nrt=False)
    )


machine_code = cast("Callable[[Callable[..., Any]], Callable[..., Any]]", numba.extending.intrinsic)
"""Decorates a function that says which instruction stands for it."""
