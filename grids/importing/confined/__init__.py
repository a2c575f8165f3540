"""What touches a stranger's file: it runs in a child process, bounded in memory and time, and knows no Django.

`child` is the process; `reading`, `fitting` and `writing` are the steps that it is started for.
"""
