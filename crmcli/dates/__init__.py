"""Days and times: calendars with their holidays, months as people count them, periods, repetition. Pure."""
