def test_a(traced, own_traced):
    b, ws = traced
    print(ws.trace.size(), ws.trace.quota(2022)[:2])
