const dataOptions = `Data
  --data DIR            every data file in the folder is a table named after it
                        (Event.ndjson.gz is Event), every folder in it is one table;
                        may be repeated. Only tables that the query names are read
  --table NAME=PATH     one table: a file, a glob, a folder, or - for standard input;
                        may be repeated
  --schema FILE         column types instead of guesses: (a:int, b:string) for the only
                        table, or JSON {"Table": {"Column": "type"}}
  --skip-malformed      pass over lines that cannot be read, and count them
`;

const queryOptions = `Query
  --now TIME            the clock of now() and ago()
  --from TIME, --to TIME
                        only rows whose TimeGenerated or Timestamp lies between
  --param NAME=VALUE    a value for declare query_parameters; may be repeated
  --seed N              fixes rand(), sample and new_guid()
  --max-rows N          an error when the result has more rows
  --max-memory SIZE     an error when the query holds more, as in 500MB or 2GB
  --timeout TIME        an error when the query takes longer, as in 30s or 5m
`;

const hostOptions = `From outside the query
  --external URL=FILE   what externaldata reads at an address, which may be given without its
                        query and token; may be repeated. Nothing is read from the network
  --watchlist ALIAS=FILE
                        a watchlist for _GetWatchlist: CSV or JSON with a column SearchKey,
                        else ALIAS:COLUMN=FILE says which one it is; may be repeated
  --functions PATH      stored functions: a file, a folder or a glob of .kql, .yaml (Sentinel
                        parsers) and .json (ARM templates); may be repeated
  --file-profiles FILE  what FileProfile() adds: CSV or JSON with SHA1 or SHA256
  --geo-ip FILE         where addresses are, for geo_info_from_ip_address(): CSV with network,
                        country, state, city, latitude, longitude
  --ingestion-time COLUMN
                        the column that ingestion_time() reads
  --database NAME=DIR   another database, for database('NAME'), workspace('NAME') and their
                        like; CLUSTER/NAME for cluster('CLUSTER').database('NAME'), arg for
                        arg(''); may be repeated
  --profile NAME        sentinel, defender or adx: by which column --from and --to filter;
                        adx has no known tables
  --name NAME, --cluster URL, --principal NAME
                        what current_database(), current_cluster_endpoint() and
                        current_principal() give
`;

const exitText = `Exit codes
  0 fine   1 a query failed   2 wrong usage   3 nothing failed, but something is not
  supported   130 cancelled
`;

export const help = `kqlet: the Kusto Query Language over files, without a cluster

  kqlet run FILE.kql    runs a query
  kqlet check PATH...   looks at queries without data: what is wrong, what is not supported
  kqlet support [WORD]  what of the language is there, and why the rest is not
  kqlet                 opens a prompt; it takes --data, --table and the query options

Examples
  kqlet run rule.kql --data export/
  kqlet run -q 'Event | summarize count() by Computer' --table Event=events.ndjson
  kqlet --data export/

  kqlet run --help      all options of run
  kqlet --version       the version

${exitText}`;

export const runHelp = `kqlet run: runs one query over files

  kqlet run FILE.kql [options]
  kqlet run -q TEXT [options]
  kqlet run - [options]           the query comes from standard input

Examples
  kqlet run rule.kql --data export/ --now 2024-05-01T00:00:00Z
  kqlet run -q 'Event | where EventID == 4625 | count' --table 'Event=logs/*.ndjson.gz'
  zcat big.csv.gz | kqlet run -q 'T | top 10 by Bytes' --table T=-
  kqlet run rule.kql --data export/ -o hits.csv
  kqlet run --data export/ --explain-schema

${dataOptions}  --explain-schema      tell what each column was taken for, and why; without a query,
                        for all tables

${queryOptions}
${hostOptions}
Output
  -f, --format FORMAT   table (default), json, ndjson, csv, tsv, markdown, or kusto: the
                        PrimaryResult table of Kusto's JSON. Of several results, table
                        and markdown show all, the others the last one
  -o, --output FILE     write to a file; without --format its ending tells the format
  --quiet               no warnings, notices and progress on standard error

${exitText}`;

export const checkHelp = `kqlet check: looks at queries without data: what is wrong, what is not supported

  kqlet check PATH... [options]   files, or folders with .kql, .csl and .kusto files

The tables of Sentinel and Defender are known. Of a table that is not, the columns are
not checked, which is a warning.

Examples
  kqlet check rules/
  kqlet check rule.kql --schema tables.json --functions parsers/
  kqlet check rules/ -f sarif > findings.sarif

  --schema FILE         further tables: JSON {"Table": {"Column": "type"}}
  --now TIME            the clock of now() and ago()
  --param NAME=VALUE    a value for declare query_parameters; may be repeated
  -f, --format FORMAT   text (default), json or sarif
  --quiet               findings only, no warnings and no count

${hostOptions}
Exit codes
  0 all can run   1 a query is wrong   2 wrong usage   3 nothing is wrong, but something
  is not supported
`;

export const supportHelp = `kqlet support: what of the language is there, and why the rest is not

  kqlet support [WORD...] [options]

Examples
  kqlet support geo_
  kqlet support --refused

  --refused             only what is refused
  -f, --format FORMAT   table (default) or json
`;
