"""What a customer's fields are called on the screen."""

from __future__ import annotations

from crmcli.i18n import _


def titles() -> dict[str, str]:
    """The fields that a person reads, in their order."""
    return {
        "external_id": _("External id"),
        "kind": _("Kind"),
        "phone": _("Phone"),
        "email": _("E-mail"),
        "wechat": "WeChat",
        "industry": _("Industry"),
        "size": _("Size"),
        "city": _("City"),
        "street": _("Address"),
        "postcode": _("Postcode"),
        "country": _("Country"),
        "source": _("Source"),
        "owner": _("Owner"),
        "stated_tier": _("Stated tier"),
        "member_level": _("Member level"),
        "cooperation_start": _("Customer since"),
        "tags": _("Tags"),
        "status": _("Status"),
        "verified_on": _("Verified"),
        "pain_points": _("Pain points"),
        "budget": _("Budget"),
        "decision_chain": _("Decision chain"),
        "timing": _("Timing"),
        "competitors": _("Competitors"),
        "note": _("Note"),
    }
