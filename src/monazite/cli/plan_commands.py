"""The commands of `monazite plan` and their options; what they do is in a module each, imported when it runs."""

from __future__ import annotations

from monazite.cli.declared import group

plan = group("plan")
