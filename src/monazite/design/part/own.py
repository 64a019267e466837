"""The field that a part makes in its own cells (自退磁场): the tensor applied by real fast transforms."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import fft

from monazite.design.part.newell import tensor
from monazite.design.part.shape import Part

Floats = npt.NDArray[np.float64]
Spectrum = npt.NDArray[np.float64]
SAME = 1e-15
"""Of a direction's part along an axis; below, that axis does not count."""


class OwnField:
    """What the polarisation along the easy direction does to the field along it; made once a part, then applied.

    The operator is symmetric, and its eigenvalues lie between nought and one (Brown 1962, Magnetostatic Principles).
    """

    def __init__(self, part: Part) -> None:
        """The spectrum of the tensor.

        Args:
            part: with its cells.
        """
        self.counts: tuple[int, int, int] = part.fill.shape
        self.padded = tuple(fft.next_fast_len(2 * one - 1, real=True) for one in self.counts)
        self.easy = part.easy
        self.axes = [at for at in range(3) if np.abs(part.easy[..., at]).max() > SAME]
        if part.easy.ndim == 1:
            weight = np.outer(part.easy, part.easy) * (2 - np.eye(3))
            pairs = [(i, j) for i in self.axes for j in self.axes if i <= j]
            self.whole = sum(weight[i, j] * self._spectrum(part, (i, j)) for i, j in pairs)
        else:
            self.pairs = {(i, j): self._spectrum(part, (i, j)) for i in self.axes for j in self.axes if i <= j}

    def opposing(self, polarisation_tesla: Floats) -> Floats:
        """mu0 times the field against the easy direction, T.

        Args:
            polarisation_tesla: along the easy direction, nought where no magnet is; shape (nx, ny, nz).
        """
        if self.easy.ndim == 1:
            return self._back(self._forth(polarisation_tesla) * self.whole)
        there = {i: self._forth(polarisation_tesla * self.easy[..., i]) for i in self.axes}
        against = (sum(there[j] * self.pairs[min(i, j), max(i, j)] for j in self.axes) for i in self.axes)
        return np.asarray(sum(self._back(one) * self.easy[..., i] for i, one in zip(self.axes, against, strict=True)))

    def _spectrum(self, part: Part, which: tuple[int, int]) -> Spectrum:
        """Spectrum of a component: real, since the tensor is even under inversion."""
        values = tensor(which, self.counts, part.cell_metre)
        for axis, (count, padded) in enumerate(zip(self.counts, self.padded, strict=True)):
            at = np.arange(padded)
            offset = np.where(at < count, at, at - padded)
            is_odd = which[0] != which[1] and axis in which
            sign = np.where(np.abs(offset) < count, np.sign(offset) if is_odd else 1, 0)
            reached = np.take(values, np.minimum(np.abs(offset), count - 1), axis=axis)
            values = reached * sign.reshape([-1 if one == axis else 1 for one in range(3)])
        return np.ascontiguousarray(fft.rfftn(values, workers=1).real)

    def _forth(self, values: Floats) -> Any:
        """Spectrum of cells padded with nought, axis by axis, so that no transform runs over rows of noughts."""
        found = fft.rfft(values, self.padded[2], axis=2, workers=1)
        found = fft.fft(found, self.padded[1], axis=1, workers=1)
        return fft.fft(found, self.padded[0], axis=0, overwrite_x=True, workers=1)

    def _back(self, spectrum: Any) -> Floats:
        """Cells of a spectrum, the padding dropped as soon as it is known."""
        found = fft.ifft(spectrum, axis=0, overwrite_x=True, workers=1)[: self.counts[0]]
        found = fft.ifft(found, axis=1, workers=1)[:, : self.counts[1]]
        return np.asarray(fft.irfft(found, self.padded[2], axis=2, workers=1)[:, :, : self.counts[2]])
