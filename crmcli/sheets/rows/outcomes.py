"""What the outcome of a complaint says in words: 已整改, 处理完毕 mean that it is resolved."""

from __future__ import annotations

import re
from typing import Any

from crmcli.sheets.cells.texts import text_of
from crmcli.sheets.columns.headers import Header
from crmcli.sheets.model import Row
from crmcli.sheets.recognising.recognition import Recognition

#: Columns that tell how it ended, not what was planned.
_OUTCOME = re.compile("结果|情况|结论|进展|进度|状态|result|outcome|resolution|status")
_DONE = re.compile(
    r"(?:问题|均|现)?已经?(?:全部|妥善|及时|给客户|为客户)?"
    r"(?:整改|解决|处理完|处理好|处理(?=$|[,，。;；])|办结|结案|完成|赔付|赔偿|补偿|补发|退款|退货|换货|更换|调换|维修|修复|修好|返工|关闭|闭环|重新发货|重发|和解)"
    r"|(?:处理|整改|维修|解决|更换|退款)(?:完毕|完成|完结|到位)|(?:resolved|fixed|closed|done|refunded|replaced)\b",
    re.IGNORECASE,
)
_NOT_YET = re.compile("未|待|尚|正在|继续|部分|仍|观察|跟踪|not |pending|partly")


def is_not_yet(text: str) -> bool:
    """Whether words say of something that it isn't done, or not wholly."""
    return bool(_NOT_YET.search(text))


def tell_outcomes(
    rows: list[Row], headers: list[Header], reading: Recognition, columns: list[list[Any]]
) -> int:
    """Marks the complaints that are resolved by the words of their outcome alone; how many they are."""
    if reading.kind != "complaints":
        return 0
    found = 0
    for name in ("status", "measure"):
        column = reading.column_of(name)
        if column is None or not _OUTCOME.search(headers[column].key):
            continue
        for row, cell in zip(rows, columns[column], strict=True):
            told = {"status", "resolved", "resolved_flag"} & row.values.keys()
            text = text_of(cell)
            if not told and _DONE.match(text) and not is_not_yet(text):
                row.values["resolved_flag"] = "yes"
                if any(problem.field == name for problem in row.problems):
                    row.problems = [problem for problem in row.problems if problem.field != name]
                    row.extra[headers[column].shown] = text
                found += 1
    return found
