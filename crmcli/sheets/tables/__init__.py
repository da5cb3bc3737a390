"""How a table lies in its sheet, and what is put in order before its columns are told apart."""
