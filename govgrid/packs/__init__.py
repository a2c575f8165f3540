"""City packs: a city as a folder of files. Reading, checking and loading one; making Yunling and Boston.

docs/city_packs.md describes every file and column.
"""
