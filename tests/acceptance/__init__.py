"""``thidua`` as real processes against a fake Bot API server; the tests' people behave like people."""
