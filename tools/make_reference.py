"""Writes the generated pages of docs/reference from the program itself: commands, figures, policy, database.

    python -m tools.make_reference

A test compares the pages with what this makes.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import typer

from crmcli import catalogue, i18n, policy
from crmcli.database import migrations
from crmcli.figures import kpis
from crmcli.policy.sections import not_used
from crmcli.usage import Nouns

FOLDER = Path(__file__).parents[1] / "docs" / "reference"
_NOTE = "<!-- Made by tools/make_reference.py: change the program, not this page. -->"

_COMMANDS = """# Commands

Every command has an English and a Chinese name, and so has every option. These stand on every command, before or after its name:

| option | meaning |
|---|---|
| `--db FILE`, `--数据库` | Database file. See [settings](settings.md). |
| `--format FORMAT`, `--格式` | `table` (for people), `json` ([described here](json.md)), `csv` or `md`. |
| `--lang LANG`, `--语言` | `en` or `zh_CN`. |
| `--as NAME`, `--身份` | Act as this member of staff; on somebody else's login it asks for the PIN. |
| `--as-of DAY`, `--截至` | On commands that compute: for this day's last instant, or for an instant. Nothing is stored then. |
| `--help`, `-h`, `--帮助` | The command's help, with an example. |

A **customer** is named by id (`12`; `'#12'` in `log-contact`, `done` and `snooze`, where a bare number is always a row of the due list you saw last today and is refused if there is none, in a pipe too; scripts give `'#12'`, the code, or what `--format ids` prints), code (`C000012`), phone, exact name, or any unique part of the name; initials find Chinese names in `find`. When several match, the command lists them and ends with status 4; on a terminal it asks which.

A **day** reads 2026-11-20, 11/20, 20261120, 11月20日, +3d, tomorrow, 明天, 下周一, 3天后; with a time of day behind it (`11/20 14:30`, 明天正午, `11/20 午夜` for its end) it is an instant in the team's zone. Where it is told when something was (`--at`), the day alone is kept as such, without a time of day; that of today is now. A weekday alone (周五, Friday) is the nearest one ahead: on a Friday that very day. **Words** of a list (channels, severities, tiers …) may be written in English or Chinese: `--channel 电话`. **Amounts** read 12800, 1,280.50, 1.28万. Options that take an input method's dashes (`——负责人`) work too.

A **name**, a title or any other word has at most 500 characters, a **text** (a note, an answer, what was said) 20 000. An **empty option** of an `edit` clears what may be empty (`--note ""`), and is refused where it can't.

Bare `crmcli` shows today in ten lines. `crmcli --install-completion SHELL` completes commands, options and their words, people, customers and tags in bash, zsh, fish or powershell.
"""

_FIGURES = """# Figures

What each figure of `crmcli report` means; `--explain` says the same. A figure that can't be computed, for want of data or because its denominator is zero, is shown as — and is null in JSON. Shares are 0 to 1 in JSON; below five answers no percentage is shown. The 95 % intervals of survey figures are Student's for means, Wilson's for shares, and of its own variance for NPS: [survey statistics](../explanation/surveys.md).

| key | title | unit | meaning |
|---|---|---|---|
"""

_POLICY = """# Policy

The team's numbers. `crmcli policy show` prints those in force, `crmcli policy set PATH VALUE` changes one, and every version is kept. How to change them safely: [Change the policy](../how-to/policy.md). Money is in currency units; hours and days are counted as [explained](../explanation/clocks.md).

Tier and value rules, and overlays, are lists of rules: the first rule that holds wins. A rule has a `key` and conditions `fact op value`; all of `all` and at least one of `any` must hold. `op` is one of `>= > <= < == != in`. The facts that a condition may test stand at the end of this page.

| path | default | meaning |
|---|---|---|
"""

_DATABASE = """# Database

One SQLite file, or the schema `crmcli` of a PostgreSQL database (see [the team's server](../how-to/server.md)). Every table is plain and can be read with any SQL tool; write only through crmcli, for changes made elsewhere have no operation row, break the chain of hashes where they touch it, and leave standings stale.

`*_at` columns hold instants in UTC (`2026-11-20T06:30:00Z`; one second past the team's noon stands for a day whose time nobody told), `*_on` columns the team's dates (`2026-11-20`), `*_cents` columns money in minor units. Flags are 0 or 1. Words (tier, channel, severity …) are English keys. `custom` holds, as JSON, columns of imported sheets that have no field.

| table | holds | columns |
|---|---|---|
"""

_PURPOSES = {
    "sequence": "the next number of codes and complaints",
    "staff": "the people of the team", "pin": "their PINs as salted digests, which on a server only the owner of the tables reads",
    "pin_guess": "wrong PINs: whose was tried when, and by which login", "operation": "what one command changed, as one unit, with the chain of hashes",
    "change": "one changed row of an operation, with its values before", "policy_version": "every version of the policy",
    "customer": "a company or person, with its needs sheet", 
    "contact_way": "further ways to reach a customer or a contact person; one not confirmed could not be read",
    "address": "further addresses of a customer or a contact person",
    "customer_alias": "other names by which a customer is found",
    "segment": "filters kept under a name", "contact_person": "people at a customer", "interaction": "contacts with customers, in and out",
    "purchase": "order lines, and opening balances", "refund": "what was paid back, and when",
    "contract": "agreements with a term, an amount and a billing plan; one may renew another",
    "contract_instalment": "what is to be paid of a contract by which day",
    "contract_order": "the orders of a contract: payments of it, and orders that name it and don't count",
    "reward": "what points are exchanged for, with its stock", "redemption": "what a member exchanged points for, or took off an order",
    "referral": "who brought whom, and the order for which they were paid", "draw": "draws, each with its seed",
    "draw_entrant": "who took part in a draw, by the number then, and who won",
    "campaign": "campaigns and events: for whom, what is offered, the invitation's words, the budget",
    "campaign_participant": "whom a campaign is for and whom it held out, who was invited, answered, came, and what a training brought them",
    "expense": "money that was spent for customers; of a campaign, what it cost",
    "trial": "products that customers may try, until when, and how it ended",
    "retention_case": "customers to be kept or won back: what was known when it began, who was held out, how it ended",
    "retention_step": "the measures taken for them, by day and person",
    "target": "what a figure should be by a day, and whose it is",
    "improvement": "what is to be done better, what it came from, the figure that measures it",
    "alarm_seen": "who has seen an alarm of a period", "competitor": "competitors", "competitor_note": "what was noted about competitors",
    "opportunity_competitor": "competitors in play for an opportunity, and which of them got it",
    "budget": "what may be spent on a category in a year or month", "spot_check": "records of the week's sample that were looked at",
    "policy_pilot": "numbers of the policy that one department tries", "closed_month": "the figures of closed months, as they were then",
    "alarm_kept": "worked out: the alarms of a past month",
    "day_kept": "worked out: the customers' classes at the end of a day", "month_kept": "worked out: the figures of a past month",
    "points_entry": "the ledger of members' points", "complaint": "complaints, with the cached state and next deadline",
    "complaint_event": "what happened to a complaint; its clocks are computed from these", "survey_form": "forms of surveys",
    "survey_question": "the questions of a form", "survey_response": "a filled-in form", "survey_answer": "one answer of a response",
    "survey_wave": "rounds of a form", "survey_invitation": "who was asked in a round, by which code",
    "feedback": "praise, problems, suggestions and needs, with the first answer",
    "feedback_answer": "what was answered after the first answer",
    "knowledge": "standard answers, phrases and cases; the folded columns are what a search looks in",
    "knowledge_use": "the complaints and feedback that an entry was used for",
    "task": "tasks with owner and deadline; of a recurring one the rule and its day",
    "task_step": "the checklist of a task", "task_comment": "what was said about a task",
    "opportunity": "possible deals: the stage that each is in, its next step, how it ended",
    "opportunity_event": "every step of an opportunity: the stage that it was in from then on, and what was said",
    "purchase_event": "every step of an order: its state or promised day from then on, words, and when the customer was told",
    "absence": "who is away on which days, and who stands in", "owner_notice": "until when somebody has seen which customers of theirs went to others",
    "news_seen": "until when somebody has seen what others recorded of a customer of theirs",
    "consent": "who agreed to what by which channel, or took that back, with what proves it: rows are added and never changed",
    "outbox": "greetings to customers: planned, being sent, sent, handed over to whoever sends them, failed, or unknown; `key` says for what one is, so that it is made once",
    "verification": "who was asked by which code whether their contact data are still right, and what they answered",
    "training": "who took part in which training, with the scores of its exam, and until when a pass holds",
    "attachment": "files at records, each with its name and who added it; of a customer's record the customer, too",
    "attachment_content": "what is in those files, once for each digest (SHA-256); kept for undo when the last attachment is removed",
    "handoff": "who gave which task or complaint to whom, by when and why",
    "former": "what stood in a field that somebody decides about, and until when: past days stay as they were",
    "snooze": "rows of the due list put off to a later day", "import_batch": "one import",
    "import_mapping": "what a sheet's columns mean, settled once for each set of headers",
    "duplicate_decision": "pairs of customers that somebody said are not the same",
    "merge": "customers merged into others, whose id and code still find the survivor",
    "import_row": "the fate of every row read, and the hash by which it is known again",
    "standing": "what the rules say of a customer now, with reasons and next steps; derived", "standing_change": "when a standing changed, from what to what; derived",
    "backlog": "customers whose first contact after an import is released on a later day; derived",
    "moved_contact": "contacts that the plan asks for on a full day, and the later day to which each moved; derived",
    "customer_search": "the text by which a customer is found; derived",
}  # fmt: skip


def pages() -> dict[Path, str]:
    """The text of every generated page."""
    i18n.choose("en")
    return {
        FOLDER / "commands.md": "".join((_COMMANDS, f"\n{_NOTE}\n", *_commands())),
        FOLDER / "figures.md": "".join((f"{_NOTE}\n\n", _FIGURES, *_figures())),
        FOLDER / "policy.md": "".join((f"{_NOTE}\n\n", _POLICY, *_numbers(), "\n", _facts())),
        FOLDER / "database.md": "".join((f"{_NOTE}\n\n", _DATABASE, *_tables())),
    }


# -- commands ----------------------------------------------------------------------------------------------------


def _commands() -> Iterator[str]:
    for entry in catalogue.COMMANDS:
        module = catalogue.load(entry)
        command: Any = typer.main.get_command(module.app)
        yield f"\n## crmcli {entry.name}\n\nChinese: `{entry.chinese}`. "
        if isinstance(command, Nouns):
            yield f"{entry.help}\n"
            yield from _verbs(entry, command, getattr(module, "ALIASES", {}))
            continue
        yield _body(command)
        if hasattr(module, "VERBS"):
            yield from _verbs(entry, typer.main.get_command(module.VERBS), module.VERB_ALIASES)


def _verbs(entry: Any, group: Any, aliases: Mapping[str, str]) -> Iterator[str]:
    chinese = {verb: name for name, verb in reversed(aliases.items())}
    for name, verb in group.commands.items():
        yield f"\n### crmcli {entry.name} {name}\n\n"
        yield f"Chinese: `{entry.chinese} {chinese[name]}`. " if name in chinese else ""
        yield _body(verb)


def _body(command: Any) -> str:
    """Usage, help, options and example of one command."""
    arguments = [p for p in command.params if p.param_type_name == "argument"]
    options = [
        p for p in command.params if p.param_type_name == "option" and p.name != "help" and not p.hidden
    ]
    parts = [re.sub(r"\s*\n\s*", " ", (command.help or "").strip()), "\n"]
    rows = [f"| `{_argument(p)}` | {_text(p)} |" for p in arguments] + [
        f"| {_option(p)} | {_text(p)} |" for p in options
    ]
    if rows:
        parts += ["\n| argument or option | meaning |\n|---|---|\n", "\n".join(rows), "\n"]
    examples = (command.epilog or "").split("\n")[2:]
    parts += ["\n```sh\n", "\n".join(line.strip() for line in examples), "\n```\n"]
    return "".join(parts)


def _argument(parameter: Any) -> str:
    written = parameter.metavar or parameter.name.upper()
    name = written.strip("[]{}.…")
    dots = "…" if "…" in written or "..." in written else ""
    return (name if parameter.required else f"[{name}]") + dots


#: The words for plain types; the library's change with its version, so each that it has had stands here.
_METAVARS = {
    "STR": "TEXT",
    "INT": "N",
    "INTEGER": "N",
    "FLOAT": "N",
    "PATH": "FILE",
    "CENTS": "AMOUNT",
}


def _option(parameter: Any) -> str:
    """Every name of an option, the value's name behind the first long one."""
    kind = str(parameter.metavar or parameter.type.name).upper().lstrip("_")
    metavar = "" if parameter.is_flag else " " + _METAVARS.get(kind.removesuffix(" RANGE"), kind)
    names = sorted(parameter.opts, key=lambda name: (not name.isascii(), not name.startswith("--")))
    return ", ".join(f"`{name}{metavar if number == 0 else ''}`" for number, name in enumerate(names))


def _text(parameter: Any) -> str:
    text = (parameter.help or "").replace("|", "\\|")
    default = parameter.default
    if isinstance(default, bool) or default in (None, (), "") or not isinstance(default, int | str):
        return text
    return f"{text} Default: {default}."


# -- figures -----------------------------------------------------------------------------------------------------


def _figures() -> Iterator[str]:
    for key, found in kpis.DEFINITIONS.items():
        yield f"| `{key}` | {found.title} | {found.unit} | {found.text} |\n"


# -- policy ------------------------------------------------------------------------------------------------------


def _numbers() -> Iterator[str]:
    """One row a value of the default policy, with the English half of its comment."""
    section, seen = "", set()
    meanings: dict[tuple[str, str], str] = {}
    about = previous = ""
    for line in policy.default_toml().splitlines():
        heading = re.match(r"\[\[?([\w.]+)\]\]?\s*(?:#\s*(.*))?$", line)
        if heading:
            section, about = heading[1], _english(heading[2] or previous)
            whole = line.startswith("[[") or section in ("potential.industry_share", "points.product_factor")
            if whole and section not in seen:
                seen.add(section)
                yield f"| `{section}` | | {_WHOLE[section]} |\n"
            continue
        above, previous = previous, line.lstrip("# ") if line.startswith("# ") and "|" in line else ""
        found = re.match(r"(\w+) = (.+?)(?:\s+# (.*))?$", line)
        inline = found and re.fullmatch(r"\{ (\w+) = (\w+) \}", found[2])
        if found and inline:
            yield f"| `{section}.{found[1]}.{inline[1]}` | `{inline[2]}` | {_english(found[3])} |\n"
            continue
        if found and section not in seen:
            # Sections of one shape, such as complaint.urgent and complaint.normal, tell the meaning once.
            place = (section.rpartition(".")[0], found[1])
            meaning = _english(found[3] or above)
            if meaning:
                meanings[place] = meaning
            else:
                meaning = meanings.get(place, about)
            if not_used([f"{section}.{found[1]}"]):
                meaning += " (not used yet)"
            yield f"| `{section}.{found[1]}` | {_value(found[2])} | {meaning} |\n"


_WHOLE = {
    "tier": "Rules for the tier, in order: key, potential, cold, general.",
    "value_class": "Rules for the value class, in order: important, develop, low, general.",
    "contact.overlay": "Purposes added to the contact plan where their conditions hold; a cadence or channel replaces the plan's.",
    "opportunity.stage": "The stages of opportunities in their order: a `key`, the `percent` of chance that one in it is won, and where it differs the `idle_days`.",
    "points.product_factor": "By what points are multiplied by product, as the order names it.",
    "potential.industry_share": "Share of the industry points by industry, 0 to 1, as the customer's industry is written.",
}  # fmt: skip


def _value(text: str) -> str:
    return "`" + text.strip().replace("|", "\\|") + "`"


def _english(comment: str) -> str:
    """The English half of `中文 | English`; a comment that is only Chinese says what its name says already."""
    half = comment.rpartition("|")[2].strip()
    return half if half.isascii() else ""


def _facts() -> str:
    from crmcli.policy.conditions import DERIVED_NUMBERS, DERIVED_TEXTS, FLAGS, MONEY, NUMBERS, TEXTS

    kinds = {
        "Money": MONEY, "Numbers": NUMBERS | DERIVED_NUMBERS, "Words (`==`, `!=`, `in`)": TEXTS,
        "Words that only overlays may test": DERIVED_TEXTS, "Yes or no (`== true`, `== false`)": FLAGS,
    }  # fmt: skip
    lines = [
        f"- {kind}: " + ", ".join(f"`{name}`" for name in sorted(names)) for kind, names in kinds.items()
    ]
    return "## Facts for conditions\n\n" + "\n".join(lines) + "\n"


# -- database ----------------------------------------------------------------------------------------------------


def _tables() -> Iterator[str]:
    for name, columns in migrations.tables().items():
        listed = ", ".join(f"{column}{_reference(spec)}" for column, spec in columns.items())
        yield f"| `{name}` | {_PURPOSES[name]} | {listed} |\n"


def _reference(spec: str) -> str:
    target = spec.partition(">")[2]
    return f" → {target}" if target else ""


if __name__ == "__main__":
    FOLDER.mkdir(parents=True, exist_ok=True)
    for path, text in pages().items():
        path.write_text(text, encoding="utf-8")
        print(path.name, file=sys.stderr)
