"""Write a file of JSON lines as Parquet."""

import sys

import duckdb

given, made = sys.argv[1:]
types = "url: 'VARCHAR', text: 'VARCHAR', time: 'VARCHAR', lang: 'VARCHAR', licence: 'VARCHAR', synthetic: 'BOOLEAN'"
duckdb.sql(f"COPY (SELECT * FROM read_ndjson('{given}', columns = {{{types}}})) TO '{made}' (COMPRESSION zstd)")
