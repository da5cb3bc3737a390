"""The practice company behind `crmcli demo`: generated sheets, and a walk through a day's work with them.

Nothing here is stored as a file: names, orders and conversations are drawn from a seeded generator.
"""
