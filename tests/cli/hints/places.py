"""Printed command lines about the database itself and the team's policy: making, checking, restoring, setting."""

from __future__ import annotations

from tests.cli.conftest import Crm
from tests.cli.hints.cases import Prepare, case

_BACKUP = {"FILE": "sound.db", "文件": "sound.db"}


def _tampered(*statements: str) -> Prepare:
    return lambda crm: [crm.tamper(statement) for statement in statements]


def _damaged(crm: Crm) -> None:
    """A file with its first page whole and the others overwritten."""
    content = crm.db.read_bytes()
    crm.db.write_bytes(content[:4096] + b"\xff" * (len(content) - 4096))


def _odd_policy(crm: Crm) -> None:
    (crm.folder / "sound.toml").write_text(crm.ok("policy", "show").out, encoding="utf-8")
    crm.tamper("UPDATE policy_version SET data = json_set(data, '$.churn', 5)")


def _holiday_list(crm: Crm) -> None:
    (crm.folder / "holidays.csv").write_text("Date,Holiday\n2028-01-02,New Year\n", encoding="utf-8")


_HOLIDAYS = {"FILE": "holidays.csv", "文件": "holidays.csv"}

CASES = [
    case("Make one with: crmcli init   (or look around first with: crmcli demo)", "due", on="nothing"),
    case("  crmcli demo            look around in a practice company", "", on="nothing"),
    case("  crmcli init            make your own database", "", on="nothing"),
    case("  crmcli import FOLDER   read your spreadsheets into it", "", on="nothing", answers="y\n",
         mended=lambda crm: crm.ok("init")),
    case("  crmcli --help          all commands", "", on="nothing"),
    case("Your own company: crmcli init, then crmcli import FOLDER", "demo", on="nothing", answers="Lee\nCN\ny\n"),
    case("Next: crmcli import FOLDER   reads your spreadsheets", "init", on="nothing", answers="y\n"),
    case("      crmcli add NAME        adds a customer", "init", on="nothing", shows="Wang"),
    case("Run crmcli doctor, and with a backup: crmcli restore FILE", "find", before=_damaged, blanks=_BACKUP,
         answers="y\n", status=(0, 20)),
    case("Restore a backup: crmcli restore FILE", "doctor", before=_tampered("DELETE FROM customer WHERE id = 4"), blanks=_BACKUP, answers="y\n"),
    case("Run: crmcli classify", "doctor", before=lambda crm: crm.tamper("DELETE FROM standing WHERE customer_id = 1")),
    case("Run: crmcli classify", "doctor",
         before=lambda crm: crm.tamper("UPDATE standing SET stale_on = '2026-11-01' WHERE customer_id = 1")),
    case("Make them anew in a new place: crmcli move --to FILE", "doctor", before=_tampered("DROP INDEX ix_customer_code"),
         blanks={"FILE": "anew.db", "文件": "anew.db"}),
    case("Set the clock, then run: crmcli classify", "doctor",
         before=_tampered("UPDATE standing SET as_of = '2031-01-01T00:00:00Z' WHERE customer_id = 1")),
    case("Give each their own: crmcli staff edit NAME --login LOGIN", "doctor", before=_tampered("UPDATE staff SET login = 'tester'")),
    case("Nothing was changed. See what to do: crmcli --db %(path)s doctor", "backup -o odd.bak", "restore odd.bak --yes",
         before=_tampered("UPDATE customer SET birthday = 'x' WHERE id = 1"), answers="y\n", shows="birthday x", status=(20, 0)),
    case("With no better copy: crmcli --db %(place)s restore %(path)s --damaged", "backup -o odd.bak", "restore odd.bak --yes",
         before=_tampered("UPDATE customer SET birthday = 'x' WHERE id = 1"), answers="y\n", shows="birthday x"),
    case("See what to do: crmcli doctor", "backup -o odd.bak", "restore odd.bak --damaged --yes",
         before=_tampered("UPDATE customer SET birthday = 'x' WHERE id = 1"), shows="birthday x", status=(20,)),
    case("With no better copy: crmcli --db %(place)s move --to %(target)s --damaged", "move --to anew.db",
         before=_tampered("UPDATE customer SET birthday = 'x' WHERE id = 1")),
    case("See what to do there: crmcli --db %(place)s doctor", "move --to anew.db --damaged",
         before=_tampered("UPDATE customer SET birthday = 'x' WHERE id = 1"), shows="birthday x", status=(20,)),
    case("Any further step works them out anew: crmcli complaint note %(number)s TEXT", "doctor",
         before=_tampered("UPDATE complaint SET next_due_at = '2026-11-01T00:00:00Z' WHERE state <> 'archived'"), shows="TS2026-"),
    case("Look at them: crmcli show %(id)d", "doctor", before=_tampered(
        "INSERT INTO points_entry (customer_id, kind, points, occurred_at, occurred_on)"
        " VALUES (1, 'redeem', -5, '2026-11-01T00:00:00Z', '2026-11-01')"),
        shows="Far East Hotel"),
    case("crmcli calendar add %(year)d", "doctor", before=lambda crm: crm.at("2028-06-01T02:00:00Z"),
         shows="2028-10-03"),
    case("Public holidays of %(year)d are not known yet; add them: crmcli calendar add %(year)d", "due",
         before=lambda crm: crm.at("2028-06-01T02:00:00Z"), shows="2028-10-03"),
    case("The announcement adds days off and make-up days: crmcli calendar import FILE", "calendar add 2028", blanks=_HOLIDAYS,
         before=_holiday_list, shows="2028-01-02"),
    case("Take in a list: crmcli calendar import FILE", "policy set calendar.office.holidays ''", "calendar add 2028",
         blanks=_HOLIDAYS, before=_holiday_list, shows="2028-01-02"),
    case("Write: crmcli calendar add DAY", "calendar add", blanks={"DAY": "2028-01-02", "日期": "2028-01-03"}, shows="2028-01-0"),
    case("See: crmcli calendar show", "calendar add 2300", shows="2026-10-01"),
    case("See: crmcli rate list", "rate remove USD 2026-11-20"),
    case("See: crmcli calendar show   To work on a public holiday: crmcli calendar add --make-up DAY", "calendar remove 2026-10-01",
         blanks={"DAY": "2026-10-01", "日期": "2026-10-01"}, shows="2026-10-01"),
    case("See: crmcli policy show calendar", "calendar add 2027-02-08 --calendar night", shows="office"),
    case("See: crmcli policy history", "policy show --version-number 9"),
    case("See: crmcli policy history", "policy diff 8 9"),
    case("See: crmcli policy show", "policy show moon", shows="churn"),
    case("See the places with: crmcli policy show", "policy set moon.phase 3", shows="churn"),
    case("Write: crmcli policy set PATH VALUE, or --file FILE", "policy set"),
    case("Adopt a sound one: crmcli policy set --file FILE   (what can be read of it: crmcli policy show)", "doctor",
         before=_odd_policy, blanks={"FILE": "sound.toml", "文件": "sound.toml"}, status=(0, 20)),
    case("Mend it. This names every problem: crmcli policy check", "policy show",
         before=_tampered("UPDATE policy_version SET toml = 'churn = ['"), status=(5,)),
]  # fmt: skip
