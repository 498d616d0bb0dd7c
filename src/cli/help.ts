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

const exitText = `Exit codes
  0 fine   1 a query failed   2 wrong usage   3 nothing failed, but something is not
  supported   130 cancelled
`;

export const help = `kqlet: the Kusto Query Language over files, without a cluster

  kqlet run FILE.kql    runs a query
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
Output
  -f, --format FORMAT   table (default), json, ndjson, csv, tsv, markdown, or kusto: the
                        PrimaryResult table of Kusto's JSON. Of several results, table
                        and markdown show all, the others the last one
  -o, --output FILE     write to a file; without --format its ending tells the format
  --quiet               no warnings, notices and progress on standard error

${exitText}`;
