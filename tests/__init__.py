"""How properties are tried: no clock on the wall, and the same examples on every machine.

A busy machine must not fail a test for its slowness, and a change not for an example that nobody had seen before.
`pytest --hypothesis-profile=search` looks for new examples.
"""

from hypothesis import HealthCheck, settings

_STEADY = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("search", _STEADY)
settings.register_profile("steady", _STEADY, derandomize=True, database=None)
settings.load_profile("steady")
