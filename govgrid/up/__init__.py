"""Starting the whole platform on one machine, and scratch servers for tests. Needs no settings of Django.

`python -m govgrid.up`              the platform, until Ctrl-C (`make run`)
`python -m govgrid.up exec -- CMD`  CMD beside scratch servers that vanish afterwards (`make test`)
"""
