"""Files that came with mails: attached to the contact, complaint or feedback that the mail became."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from crmcli import errors
from crmcli.i18n import _, ngettext, sentences, series, titled
from crmcli.sheets.containers.mailbox import contents_of
from crmcli.sheets.model import Mail
from crmcli.workflows.attachments import File, Place, attach
from crmcli.workflows.importing.fates import Entry, place
from crmcli.workflows.importing.job import Job

#: The table of what mails of each kind become.
_TABLES: Mapping[str, str] = {
    "interactions": "interaction",
    "complaints": "complaint",
    "feedback": "feedback",
}
_TAKEN = frozenset({"created", "updated", "unchanged", "duplicate"})
#: So many names of pictures are told.
_MOST_TOLD = 5


def keep_files(job: Job, entries: Sequence[Entry]) -> None:
    """Attaches the files of the mails that these rows are, each once. What can't be kept is told: a file that is empty, too large
    or not there whole, and pictures inside the text, which are no files of their own."""
    inside: dict[str, None] = {}
    for entry in entries:
        mail = entry.sheet.mails.get(entry.row.number)
        if mail is None or entry.target_id is None or entry.fate not in _TAKEN:
            continue
        inside |= dict.fromkeys(file.name for file in mail.files if file.is_inside)
        new = _attach(job, entry, mail)
        if new and entry.fate == "unchanged":
            entry.fate = "updated"
        job.fates.attached += new
    if inside:
        job.fates.warnings.append(_pictures(list(inside)))


def _attach(job: Job, entry: Entry, mail: Mail) -> int:
    """Attaches the files of a mail to its record; how many were new there."""
    new = 0
    where = Place(_TABLES[entry.kind], int(entry.target_id or 0))
    for name, content in _contents(job, entry, mail):
        try:
            new += attach(job.work, where, File(name, content))[1]
        except errors.Invalid as error:
            told = titled(place(entry), error.message)
            job.fates.warnings.append(sentences(told, _("The mail is there without it.")))
    return new


def _contents(job: Job, entry: Entry, mail: Mail) -> Iterator[tuple[str, bytes]]:
    """The files of a mail and what is in them; of a mail of which only the beginning was read all but the last, which has no end."""
    if all(file.is_inside for file in mail.files):
        return
    contents = contents_of(mail)
    if len(contents) != len(mail.files):
        contents = []
    kept = [
        (file.name, content)
        for file, content in zip(mail.files, contents, strict=False)
        if not file.is_inside
    ]
    if not mail.is_whole and kept:
        lost = [kept.pop()[0]]
    else:
        lost = [] if contents else [file.name for file in mail.files if not file.is_inside]
    if lost:
        text = _("these files can't be read whole and were left out: %(names)s.") % {"names": series(lost)}
        job.fates.warnings.append(titled(place(entry), text))
    yield from kept


def _pictures(names: list[str]) -> str:
    text = ngettext(
        "%(n)d picture inside the text of mails was left out: %(names)s.",
        "%(n)d pictures inside the text of mails were left out: %(names)s.",
        len(names),
    )
    shown = series([*names[:_MOST_TOLD], *(["…"] if len(names) > _MOST_TOLD else [])])
    return text % {"n": len(names), "names": shown}
