"""receipts: inspection, certificates, warehouse receipts, liens, stock counts. See this room's README."""
