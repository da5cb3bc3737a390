"""What differs between the engines that can serve a database: one module each, chosen by `database.engine`."""
