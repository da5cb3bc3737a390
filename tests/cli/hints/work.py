"""Printed command lines about the day's work: what is due, tasks, hand-offs, the team, orders, the past."""

from __future__ import annotations

from tests.cli.conftest import Crm
from tests.cli.hints.cases import case


def _abroad(crm: Crm) -> None:
    text = "Order no,Customer,Order date,Amount,Currency\nX9,Far East Hotel,2026-11-01,100,USD\n"
    (crm.folder / "abroad.csv").write_text(text, encoding="utf-8")


def _attached(crm: Crm) -> None:
    (crm.folder / "room.jpg").write_bytes(b"a room")
    crm.ok("attachment", "add", "1", "room.jpg")


def _large(crm: Crm) -> None:
    (crm.folder / "large.jpg").write_bytes(bytes(10_000_001))


def _told_by_zhao(crm: Crm) -> None:
    crm.become("zhao", group="writers")
    crm.ok("log-contact", "#1", "wechat", "asked for a price")
    crm.become("tester", group="writers")


_SIGNED = "contract add 1 1200 --start 2026-01-01 --end 2026-12-31"

CASES = [
    case("crmcli log-contact %(row)d phone “what was said”", "due --team", shows="Far East Hotel"),
    case("crmcli log-contact %(row)d phone “what was said”", ""),
    case("crmcli done %(row)s", "due --team"),
    case("crmcli done %(row)s", "due --team --kind task --days 3", shows="quotation"),
    case("crmcli done %(row)s", "log-contact #1 email 'Where is it?' --in --unanswered",
         "log-contact #4 email 'Which one?' --in --unanswered", "due --team --kind inbound"),
    case("crmcli log-contact %(row)d phone “what was said”", "due --team --kind complaint --days 9"),
    case("crmcli snooze %(row)d tomorrow", "due --team"),
    case("crmcli snooze %(row)d tomorrow", "due --team --kind feedback", shows="feedback:"),
    case("crmcli due", "", shows="Far East Hotel"),
    case("crmcli --help", ""),
    case("Next: crmcli import FOLDER, or crmcli add NAME", "", on="init", answers="y\n", shows="Wang"),
    case("Wrote %(n)d row to %(path)s; fill in the result and read it back with: crmcli import %(file)s",
         "due --owner Lee --kind task --days 2 -o 'for today.xlsx'", answers="y\n"),
    case("Show it again with: crmcli due   or name the customer, its code, or its id as %(id)s.", "done 77"),
    case("Record another contact with: crmcli log-contact %(code)s phone “TEXT”", "log-contact #1 phone hello",
         "done contact:1", shows="Far East Hotel"),
    case("If it was one, record it: crmcli log-contact %(code)s phone “TEXT”", "done news:1 --note 'I called'",
         before=lambda crm: _told_by_zhao(crm), shows="Far East Hotel"),
    case("When it is paid: crmcli contract pay %(number)s", _SIGNED, "done contract:1:payment", shows="HT2026-0001"),
    case("Renew it: crmcli contract renew %(number)s   or end it: crmcli contract end %(number)s", _SIGNED,
         "done contract:1:renewal", shows="HT2026-0002"),
    case("See: crmcli contract list --all", "contract show 99"),
    case("See: crmcli contract show %(number)s", _SIGNED, "contract pay 1 5000", shows="Far East Hotel"),
    case("See: crmcli contract edit --help", _SIGNED, "contract edit 1"),
    case("Write down a new one: crmcli contract add --help", _SIGNED, "contract end 1", "contract renew 1"),
    case("Give it one: crmcli contract edit %(number)s --end DAY", "contract add 1 1200", "contract renew 1"),
    case("See: crmcli due", "done contact:1 --cancel"),
    case("To take them over: crmcli edit %(code)s owner=%(name)s", "edit 'Blue Sky Limited' owner=none",
         "log-contact 'Blue Sky Limited' phone hello --next tomorrow", shows="Blue Sky Limited"),
    case("See: crmcli show %(code)s", "done birthday:1", shows="Far East Hotel"),
    case("See: crmcli done --help", "done task:1 --cancel"),
    case("See: crmcli due", "done nothing:x"),
    case("See: crmcli due", "done nothing:1"),
    case("See: crmcli due", "snooze nothing:1 tomorrow"),
    case("See: crmcli interaction list", "done inbound:99"),
    case("See: crmcli due --kind inbound", "log-contact #1 phone hello", "done inbound:1"),
    case("They wait for an answer: crmcli done inbound:%(id)d --note “what was said”",
         "log-contact #1 email 'Where is it?' --in --unanswered", shows="Far East Hotel"),
    case("Name one of them: crmcli done %(item)s", "log-contact 'Blue Sky Limited' phone hello",
         "log-contact 'Blue Sky Limited' email 'Where is it?' --in --unanswered",
         "log-contact 'Blue Sky Limited' email 'Which one?' --in --unanswered", "done 'Blue Sky Limited'",
         shows="Blue Sky Limited"),
    case("Name one of them: crmcli snooze %(item)s %(day)s", "log-contact 'Blue Sky Limited' phone hello",
         "log-contact 'Blue Sky Limited' email 'Where is it?' --in --unanswered",
         "log-contact 'Blue Sky Limited' email 'Which one?' --in --unanswered", "snooze 'Blue Sky Limited' 'in 2 days'",
         shows="Blue Sky Limited"),
    case("Enter it with: crmcli edit %(code)s FIELD=VALUE", "add Solo --kind person --phone 13911829000",
         "log-contact Solo phone hello"),
    case("Add one: crmcli contact add %(code)s NAME", "add 'Neu Limited' --phone 13911829000",
         "log-contact 'Neu Limited' phone hello", shows="Wang"),
    case("If they are right: crmcli edit %(code)s --verified", "log-contact #1 phone hello",
         before=lambda crm: crm.tamper("UPDATE customer SET verified_on = '2024-01-01', imported_on = NULL WHERE id = 1")),
    case("See: crmcli pool list", "edit 1 --owner none", "pool claim 1", shows="Far East Hotel"),
    case("See: crmcli pool list", "edit 1 --owner none", "pool release 1", shows="Far East Hotel"),
    case("When you have seen it: crmcli pool seen", "due", before=lambda crm: _lost(crm)),
    case("See: crmcli due --help", "due --plan 9d --explain"),
    case("See: crmcli plan set --help", "plan set 1 --reason x"),
    case("See: crmcli show %(code)s", "edit 1 status=closed", "plan set 1 --every 9d --reason x", shows="Far East Hotel"),
    case("Cancel that with: crmcli staff away %(name)s --cancel", "staff away Lee +1d..+3d --stand-in Wang",
         "staff away Lee +2d --stand-in Wang"),
    case("See: crmcli staff away", "staff away Lee --cancel"),
    case("See: crmcli staff away --help", "staff away Lee"),
    case("See: crmcli staff away --help", "staff away Lee +3d..+1d --stand-in Wang"),
    case("See: crmcli log-contact --help", "log-contact #1 phone hello --waited 5s --answered 10:00"),
    case("If somebody was: crmcli interaction edit %(id)d --reached", "log-contact #1 phone 'no answer'"),
    case("See: crmcli interaction edit --help", "log-contact #1 phone hello", "interaction edit 1"),
    case("See: crmcli interaction list", "log-contact #1 phone hello", "interaction edit 1 --text x --version-seen 9", shows="hello"),
    case("Look at it, then edit again: crmcli interaction list", "log-contact #1 phone hello", "interaction edit 1 --text hullo",
         "interaction edit 1 --text hi --version-seen 1", shows="hullo"),
    case("Plan it with: crmcli task add “WHAT” --due DAY   or with --next.", "log-contact #1 phone hello --at 2027-01-01"),
    case("See: crmcli task edit --help", "task edit 1"),
    case("End the series first: crmcli task edit %(id)d --repeat no", "task edit 1 --repeat weekly", "task edit 1 --due ''"),
    case("See: crmcli task show %(id)d", "task check 1 9", shows="figures"),
    case("See: crmcli opportunity list --all", "opportunity show 99", shows="kitchens",
         before=lambda crm: crm.ok("opportunity", "add", "1", "kitchens")),
    case("See: crmcli opportunity list --all", "opportunity show gardens", shows="kitchens",
         before=lambda crm: crm.ok("opportunity", "add", "1", "kitchens")),
    case("See: crmcli opportunity show %(id)d", "opportunity add 1 kitchens", "opportunity lose 1 --reason price",
         "opportunity lose 1 --reason price", shows="kitchens"),
    case("See: crmcli opportunity show %(id)d", "opportunity add 1 kitchens", "done opportunity:1:idle", shows="kitchens"),
    case("See: crmcli opportunity show %(id)d", "opportunity add 1 kitchens --amount 9", "opportunity win 1 --purchase",
         "opportunity stage 1 needs", "opportunity win 1 --purchase", shows="kitchens"),
    case("See: crmcli opportunity show %(id)s", "opportunity add 1 kitchens", "opportunity show 1 --as-of 2020-01-01",
         shows="kitchens"),
    case("See: crmcli opportunity edit --help", "opportunity add 1 kitchens", "opportunity edit 1"),
    case("The stages: %(stages)s. One ends with: crmcli opportunity win, crmcli opportunity lose",
         "opportunity add 1 kitchens", "opportunity stage 1 nonsense", status=(2, 2)),
    case("Give one with --reason: %(known)s. More are set with: crmcli policy set lists.lost_reasons",
         "opportunity add 1 kitchens", "opportunity lose 1", status=(2,)),
    case("Say it with --note, or what comes next: crmcli opportunity edit %(id)d --next DAY", "done opportunity:1:idle",
         before=lambda crm: _quiet(crm), shows="kitchens"),
    case("Change it with: crmcli edit %(code)s FIELD=VALUE", "opportunity add 1 kitchens --phone 13911829855",
         blanks={"FIELD=VALUE": "city=Leshan"}),
    case("See: crmcli task list --all", "task show 99", shows="Old task"),
    case("See: crmcli task list --all", "task check 2 1", shows="Old task"),
    case("%(names)s left with work in hand; give it to somebody: crmcli staff leave NAME --to OTHER", "task workload",
         blanks={"NAME": "Gone"}, shows="Lee"),
    case("Such as: crmcli handoff task:3 --to NAME", "handoff --to Wang", shows="Wang"),
    case("See: crmcli handoff", "handoff task:1 --to Lee"),
    case("See: crmcli handoff --all", "done complaint:1:handoff"),
    case("See: crmcli staff list", "task add x --owner Nobody", shows="Zhao Min"),
    case("See: crmcli staff list", "handoff task:1 --to Gone", shows="Zhao Min"),
    case("See: crmcli staff list", "handoff task:1 --department Moon", shows="Zhao Min",
         before=lambda crm: crm.tamper("UPDATE staff SET department = NULL")),
    case("Change them with: crmcli staff edit %(name)s --role ROLE --login LOGIN", "staff add 'Zhao Min'",
         shows="Zhao Min"),
    case("See: crmcli staff edit --help", "staff edit Wang"),
    case("The policy has them, and more can be added: crmcli policy show channel",
         "log-contact 'Far East Hotel' pigeon hello", shows="phone"),
    case("Give one of %(known)s. More are set with: crmcli policy set lists.touchpoints",
         "feedback add 1 'no price list' --touchpoint nowhere", status=(2,)),
    case("See: crmcli staff trainings", "staff correct-training 99 --theory 90", shows="Fire safety",
         before=lambda crm: crm.ok("staff", "train", "Wang", "Fire safety")),
    case("See: crmcli staff correct-training --help", "staff correct-training 1",
         before=lambda crm: crm.ok("staff", "train", "Wang", "Fire safety")),
    case("See: crmcli attachment list", "attachment save 99", shows="room.jpg", before=lambda crm: _attached(crm)),
    case("Name the customer: crmcli attachment list CUSTOMER", "attachment list --contact Ann", shows="room.jpg",
         before=lambda crm: _attached(crm), blanks={"CUSTOMER": "1", "客户": "1"}),
    case("Name a record that is there: see crmcli attachment add --help", "attachment list kb:99"),
    case("It may have %(n)d MB; to change that: crmcli policy set attachment.max_mb MB", "attachment add 1 large.jpg",
         before=lambda crm: _large(crm), blanks={"MB": "20", "数值": "20"}),
    case("When it is passed: crmcli staff train %(name)s TOPIC", "done training:1", blanks={"TOPIC": "Manners"}),
    case("Set one with: crmcli staff edit %(name)s --pin", "--as 'Zhao Min' due", answers="4711\n4711\n",
         shows="Zhao Min"),
    case("A manager adds it with: crmcli staff add NAME --login %(login)s", "add 'Eighth Inn'",
         before=lambda crm: crm.become("corp\\new one", group="writers"), blanks={"NAME": "New One", "名称": "New One"},
         mended=lambda crm: crm.become("tester", group="writers"), shows="New One"),
    case("Give somebody else the role and a login first: crmcli staff edit NAME --role manager --login LOGIN",
         "staff edit 'Zhao Min' --left", "staff edit Lee --role rep", shows="Wang"),
    case("A further line of it names another product. Change one with: crmcli purchase edit %(id)d --help",
         "purchase add 1 5 --order SO1 --product cleaning"),
    case("See: crmcli purchase edit --help", "purchase edit SO1"),
    case("%(n)d order is in another currency than %(own)s (%(orders)s): it is kept as it is, and is in no sum until a rate is"
         " known: crmcli rate add --help", "import abroad.csv --yes", before=_abroad),
    case("See: crmcli purchase progress --help", "purchase progress SO1"),
    case("When they were told: crmcli done %(item)s", "purchase add 1 90 --order SO78", "purchase progress SO78 here"),
    case("See: crmcli purchase show %(id)d", "done order:1", shows="SO1"),
    case("If it was paid: crmcli purchase edit %(id)d --status paid", "purchase add 1 90 --order SO77 --status ordered",
         "purchase refund SO77"),
    case("What went back is a refund: crmcli purchase refund ORDER", "purchase add 1 -5"),
    case("See: crmcli purchase list", "purchase refund SO2", shows="SO2"),
    case("See: crmcli purchase list", "purchase refund SO9", shows="SO1"),
    case("See: crmcli history", "history --operation 999", shows="Blue Sky Ltd"),
    case("See: crmcli history", "undo 999"),
    case("To do it again: crmcli undo %(n)d", "kb add New Newer", "undo", "undo 38"),
    case("To take it back: crmcli undo %(n)d", "kb add New Newer", "kb add Old Older", "undo", "undo"),
    case("See: crmcli restore --help", "undo 1"),
    case("See: crmcli care log", "care settle 99 sent"),
    case("See: crmcli care log --state unknown", "edit 1 birthday=1980-11-20 wechat=far_east", "care list -o greetings.csv",
         "care settle 1 sent"),
    case("Whom a festival is for: crmcli care plan --occasion OCCASION", "care plan --days 90", blanks={"OCCASION": "new_year"}),
    case("Add what is missing to the customer, or set another text: crmcli policy set care.texts.%(kind)s.zh “…”",
         "edit 1 cooperation_start=", "care preview 1 anniversary", blanks={"“…”": "{{ name }}"}),
    case("Look for a backup that is whole: crmcli --db FILE history --verify", "backup -o whole.db", "history --verify",
         before=lambda crm: crm.tamper("UPDATE operation SET summary = 'nothing' WHERE number = 5"),
         blanks={"FILE": "sound.db", "文件": "sound.db"}),
]  # fmt: skip


def _lost(crm: Crm) -> None:
    """The reader's customer goes to a colleague by another's hand."""
    crm.ok("edit", "1", "--owner", "Wang")
    crm.tamper("UPDATE operation SET actor_id = 2 WHERE command = 'edit'")


def _quiet(crm: Crm) -> None:
    """An opportunity that nobody did anything about since the summer."""
    crm.ok("opportunity", "add", "Blue Sky Limited", "kitchens", "--at", "2026-08-01")
    crm.tamper("UPDATE opportunity SET created_at = '2026-08-01T04:00:01Z'")
