"""crmcli: one trusted record per customer, and every day whom to contact and why."""

__version__ = "0.1.0"
