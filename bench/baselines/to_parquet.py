"""Write a file of JSON lines as Parquet, or as a table where the name says so."""

import sys

import duckdb

given, made = sys.argv[1:]
types = "url: 'VARCHAR', text: 'VARCHAR', time: 'VARCHAR', lang: 'VARCHAR', licence: 'VARCHAR', synthetic: 'BOOLEAN'"
form = "FORMAT csv, HEADER" if made.endswith(".csv") else "FORMAT parquet, COMPRESSION zstd"
duckdb.sql(f"COPY (SELECT * FROM read_ndjson('{given}', columns = {{{types}}})) TO '{made}' ({form})")
