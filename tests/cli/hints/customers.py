"""Printed command lines about customers: adding, finding, judging, merging, approving."""

from __future__ import annotations

from tests.cli.conftest import Crm
from tests.cli.hints.cases import case


def _seen(crm: Crm) -> None:
    """A due list whose numbers are other customers' ids."""
    crm.ok("due", "--team", "--all")


def _asked(crm: Crm) -> None:
    """Two customers who were asked whether their data are right, by codes that are known."""
    crm.tamper("UPDATE standing SET verify_on = '2026-11-01'")
    crm.ok("verify", "send", "--limit", "2")
    _coded(crm)


def _coded(crm: Crm) -> None:
    crm.tamper("UPDATE verification SET code = CASE id WHEN 1 THEN 'ABCDEF' ELSE 'GHJKMN' END")
    (crm.folder / "replies.csv").write_text("code,answer\nGHJKMN,yes\n")


CASES = [
    case("Name the customer: crmcli consent list CUSTOMER", "consent list --explain"),
    case("That opts out; consent by %(channel)s is withdrawn. If not meant so: crmcli consent grant %(code)s %(purposes)s --channel"
         " %(word)s", "log-contact 'Far East' sms TD --in", shows="Far East Hotel"),
    case("That opts out of surveys; this consent is withdrawn. If not meant so: crmcli consent grant %(code)s survey",
         "survey record 'Far East' --overall 4 --comment STOP", shows="Far East Hotel"),
    case("Replies that opt out: %(n)d; that consent is withdrawn: crmcli consent list", "import twice.csv --yes",
         before=lambda crm: (crm.folder / "twice.csv").write_text("Date,Customer,Channel,Direction,Content\n"
                                                                  "2026-11-01,Far East Hotel,sms,in,STOP\n"
                                                                  "2026-11-02,Far East Hotel,email,in,STOP\n"),
         shows="Far East Hotel"),
    case("What comes back: crmcli verify reply CODE yes, or crmcli verify import FILE", "verify send --limit 2",
         before=lambda crm: crm.tamper("UPDATE standing SET verify_on = '2026-11-01'"), mended=_coded,
         blanks={"CODE": "ABCDEF", "FILE": "replies.csv"}),
    case("See: crmcli verify list", "verify reply XXXXXX yes"),
    case("Change the customer with: crmcli edit %(code)s FIELD=VALUE --verified", "verify reply ABCDEF yes", "verify reply ABCDEF yes",
         before=_asked),
    case("The data of %(name)s changed. Enter what is right: crmcli edit %(code)s FIELD=VALUE --verified",
         "verify reply ABCDEF changed", before=_asked),
    case("%(person)s is no longer at %(name)s; whom to ask there now: crmcli show %(code)s", "verify reply ABCDEF gone",
         before=lambda crm: (crm.ok("contact", "add", "1", "Ann"), _asked(crm))),
    case("%(name)s is closed. If not: crmcli edit %(code)s status=active", "verify reply GHJKMN gone", before=_asked),
    case("Mark one with: crmcli kb edit NUMBER --public", "kb export faq.html"),
    case("Contact them within 48 hours: crmcli log-contact %(code)s phone “what was said”",
         "add 'Fifth Inn'", before=_seen, shows="Fifth Inn"),
    case("Write: crmcli add NAME", "add"),
    case("Change it with: crmcli edit %(code)s FIELD=VALUE   or add it all the same with --force.",
         "add 'Far East Hotel'", shows="Leshan"),
    case("Change it with: crmcli edit %(code)s FIELD=VALUE", "add 'Sixth Inn' external_id=C000001"),
    case("If the two are one customer: crmcli merge %(code)s %(own)s", "edit 2 external_id=C000001"),
    case("Search with: crmcli find %(text)s   or add it with: crmcli add %(text)s",
         "show 'Nobody & \"Sons\" It'\"'\"'s'", shows="Nobody & \"Sons\" It's"),
    case("Search with: crmcli find %(text)s   or add it with: crmcli add %(text)s", "show 成都远鑫", shows="成都远鑫"),
    case("Search with: crmcli find", "log-contact contact:99 phone hello", shows="Far East Hotel"),
    case("Add --new-person to add them, or see: crmcli show %(code)s", "log-contact 'Green Tea' phone hello --with Nobody", shows="Green Tea House"),
    case("Use: crmcli done %(text)s", "due --kind task --team --days 3", "log-contact 1 phone hello"),
    case("More: crmcli classify --explain %(code)s, crmcli history %(code)s", "show 'Green Tea'", shows="Cold tea"),
    case("No standing yet; run: crmcli classify", "show 1",
         before=lambda crm: crm.tamper("DELETE FROM standing WHERE customer_id = 1")),
    case("See: crmcli edit --help", "edit 1"),
    case("%(name)s (%(code)s) has %(value)s, too. Compare them with: crmcli dedupe", "edit 4 phone=13800000001"),
    case("Nothing was written; see crmcli edit --help.", "edit 1 email=none"),
    case("See it with: crmcli show %(code)s", "edit 1 city=Emei --version-seen 9", shows="Far East Hotel"),
    case("Look at it, then edit again: crmcli show %(code)s", "edit 1 city=Leshan", "edit 1 city=Emei --version-seen 1",
         shows="Leshan"),
    case("Waits for approval and is in no contact plan: crmcli review approve %(code)s", "show 'Sixth Inn'",
         before=lambda crm: _added(crm, "Sixth Inn"), shows="Sixth Inn"),
    case("%(n)d customer waits for approval; see: crmcli review queue", "due",
         before=lambda crm: _added(crm, "Sixth Inn"), shows="Sixth Inn"),
    case("Next: crmcli review approve CUSTOMER …, crmcli review reject CUSTOMER --reason TEXT", "review queue",
         before=lambda crm: _added(crm, "Sixth Inn", "Seventh Inn"),
         blanks={"CUSTOMER": "Sixth Inn", "…": "Seventh Inn"}, status=(0, 3)),
    case("Next: crmcli review approve CUSTOMER", "review reject 'Sixth Inn' --reason rival", "review queue --rejected",
         before=lambda crm: _added(crm, "Sixth Inn"), blanks={"CUSTOMER": "Sixth Inn"}, shows="Sixth Inn"),
    case("See: crmcli show %(code)s", "show Tea --as-of 2020-01-01", shows="Green Tea"),
    case("Of a past day tell classify, why, due, report, show, survey results, staff trainings, care log, campaign result, the list of campaign, complaint, consent, contract,"
         " feedback, opportunity, plan, pool, rate and task, and show of campaign, complaint, contract, opportunity, calendar and policy;"
         " what was changed since: crmcli history", "find Tea --as-of 2026-11-01"),
    case("To take it back: crmcli undo", "review approve 'Sixth Inn'", before=lambda crm: _added(crm, "Sixth Inn")),
    case("See who waits with: crmcli review queue", "review approve", before=lambda crm: _added(crm, "Sixth Inn"),
         shows="Sixth Inn"),
    case("See: crmcli import list", "review queue", "review approve --import 9"),
    case("Next: crmcli dedupe --auto, crmcli dedupe review, crmcli merge KEEP OTHER", "dedupe",
         blanks={"KEEP": "2", "OTHER": "3"}, answers="q\ny\n"),
    case("Write them to a workbook: crmcli dedupe -o review.xlsx", "dedupe review", shows=".xlsx"),
    case("Wrote %(n)d pair to %(path)s; decide and read it back with: crmcli dedupe apply %(file)s",
         "dedupe -o 'two names.xlsx'"),
    case("Write the workbook with: crmcli dedupe -o review.xlsx", "due -o today.xlsx", "dedupe apply today.xlsx"),
    case("To take one back: crmcli merge list, crmcli merge undo NUMBER; all: crmcli undo %(number)d", "dedupe --auto",
         before=lambda crm: crm.tamper("UPDATE customer SET phone = '13800000001' WHERE id = 3"),
         status=(0, 5)),  # the only one was taken back by the line before
    case("To take it back: crmcli merge undo %(id)d", "merge 2 3"),
    case("See: crmcli merge list", "merge undo 9"),
    case("Take that back first: crmcli merge undo %(id)d", "merge 2 3", "merge 1 2", "merge undo 1"),
    case("To give them the customer: crmcli edit %(customer)s owner=%(name)s", "handoff 'Blue Sky Limited' --to 'Zhao Min'",
         shows="Zhao Min"),
    case("Give a customer to somebody with: crmcli edit CUSTOMER owner=NAME", "handoff contact:1 --to Wang",
         shows="Wang"),
    case("See: crmcli find --help", "find --where 'city>3'"),
    case("See: crmcli segment list", "find --where @west"),
    case("See them: crmcli find --where @%(name)s", "segment save west tier=key", "segment show west"),
    case("See: crmcli field list", "field remove x"),
    case("See: crmcli field add --help", "field add x --type choice"),
    case("Fill it in with: crmcli edit CUSTOMER FIELD=VALUE", "field add city"),
    case("Give them like: crmcli add NAME %(field)s=VALUE", "field add Package --required", "add 'Red Sky'",
         blanks={"NAME": "Redder", "名称": "Redder"}),
    case("Change them with: crmcli contact edit %(id)d FIELD=VALUE", "contact add 1 'Sun Li'", shows="Sun Li",
         blanks={"FIELD=VALUE": "title=Manager", "字段=值": "职务=经理"}),
    case("See: crmcli contact edit --help", "contact edit 'Sun Li'"),
    case("See them with: crmcli contact list --left", "contact leave Nobody"),
    case("Nobody is left to talk to at %(customer)s; add somebody: crmcli contact add %(code)s NAME",
         "contact leave 'Sun Li'"),
    case("Did they come back? crmcli contact edit %(id)d left_on=", "contact leave 'Sun Li'", "contact leave 'Sun Li'"),
    case("%(n)d standing is out of date; run: crmcli classify", "due",
         before=lambda crm: crm.tamper("UPDATE standing SET stale_on = '2026-11-01' WHERE customer_id = 1")),
    case("To adopt it: crmcli policy set --file %(path)s", "classify --policy 'a policy.toml'",
         before=lambda crm: _policy(crm, "a policy.toml")),
    case("See: crmcli classify --help", "classify --owners --weeks 4"),
    case("%(n)d customer is not with whom the policy names for its tier; see: crmcli classify --owners --dry-run", "classify",
         before=lambda crm: (crm.ok("policy", "set", "contact.plan.general.owners", '["Lee"]'), crm.ok("edit", "1", "owner=Wang"))),
    case("The contacts to come by the policy in force: crmcli due --days 28", "classify --weeks 4"),
    case("See all problems: crmcli policy check %(path)s", "classify --policy 'a policy.toml' --dry-run",
         before=lambda crm: _policy(crm, "a policy.toml", "high = 60 ", "high = -1 "), status=(5,)),
]  # fmt: skip


def _added(crm: Crm, *names: str) -> None:
    """Customers whom a salesperson added and a manager has yet to approve."""
    crm.ok("policy", "set", "review.new", "true")
    crm.ok("staff", "edit", "Wang", "--login", "wang")
    crm.become("wang", group="writers")
    for name in names:
        crm.ok("add", name)
    crm.become("tester", group="writers")


def _policy(crm: Crm, name: str, old: str = "", new: str = "") -> None:
    text = crm.ok("policy", "show").out
    assert old in text
    (crm.folder / name).write_text(text.replace(old, new, 1) if old else text, encoding="utf-8")
