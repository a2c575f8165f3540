"""The census of components (部件普查): a surveyor's file is read, checked whole, and written set by set.

    table = files.read(path.read_bytes(), path.name)
    outcome = taking.take(table, Wish(complete=True), at=now, dry_run=True)

Read it in this order: files (bytes to a table), columns (what a column is called), lines (a line to a row), codes (what
a code of 16 digits says), places (coordinates and cells), writing (the rows to the table), taking (all of it).
"""
