"""web: the pages and the JSON interface of a workspace. See this room's README."""

from monazite.web.app import create_app

__all__ = ["create_app"]
