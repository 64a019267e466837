"""design: the magnet that meets its duty at least cost and risk (磁体设计). See this folder's README."""
