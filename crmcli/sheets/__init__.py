"""Files in and out: container → table → typed rows. `crmcli.sheets.reading.read` is the door for reading."""
