"""Files and what lies in them as it is: workbooks, texts, cards, calendars, pages. Nothing is interpreted."""
