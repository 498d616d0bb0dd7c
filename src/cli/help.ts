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
  --max-memory SIZE     what the query may hold, as in 500MB or 2GB; default: half of Node's heap or of the memory there is. Sorts and groups
                        go on disk (TMPDIR) before, what cannot is an error
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
  kqlet describe PATH   what a rule looks for, leaves out and gives
  kqlet test [PATH...]  runs tests of detection rules
  kqlet explain FILE    why nothing came out: rows in and out of every stage
  kqlet support [WORD]  what of the language is there, and why the rest is not
  kqlet                 opens a prompt; it takes --data, --table and the query options

Examples
  kqlet run rule.kql --data export/
  kqlet run -q 'Event | summarize count() by Computer' --table Event=events.ndjson
  kqlet test rules/
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
  kqlet run rule.kql --data export/ --explain
  kqlet run rule.kql --data export/ --profile

${dataOptions}  --explain-schema      tell what each column was taken for, and why; without a query,
                        for all tables

${queryOptions}
${hostOptions}
Plan
  --explain             show what would be computed, stage by stage, without running it; where
                        columns or values hang on data, the parts that tell them are run
  --profile             run it, then show on standard error the rows, time and memory of each
                        stage; --profile-plan where a word follows that could be a name

Output
  -f, --format FORMAT   table (default), json, ndjson, csv, tsv, markdown, or kusto: the
                        PrimaryResult table of Kusto's JSON. Of several results, table
                        and markdown show all, the others the last one
  -o, --output FILE     write to a file; without --format its ending tells the format
  --quiet               no warnings, notices and progress on standard error

${exitText}`;

export const checkHelp = `kqlet check: looks at rules without data: what is wrong, what is not supported, what could be better

  kqlet check PATH... [options]

PATH is a file, a folder, a glob, or file#name for one rule of a file: .kql, .csl and .kusto
files, rules of Sentinel and Defender in .yaml and .json (ARM templates too), and fenced kql
blocks in .md. Places are those of the file. The tables of Sentinel and Defender are known; of
a table that is not, the columns are not checked, which is a warning.

Examples
  kqlet check rules/
  kqlet check rule.kql --schema tables.json --functions parsers/
  kqlet check rules/ -f sarif > findings.sarif
  kqlet check rules/ --baseline known.json --max-warnings 0

  --advice LEVEL        all (default), warning: only what is likely a fault, or none
  --baseline FILE       findings that are in the file are not reported again
  --update-baseline     write what is found now to the file of --baseline
  --max-warnings N      the exit code is 1 where there are more warnings
  --schema FILE         further tables: JSON {"Table": {"Column": "type"}}
  --now TIME            the clock of now() and ago()
  --param NAME=VALUE    a value for declare query_parameters; may be repeated
  -f, --format FORMAT   text (default), json or sarif
  --quiet               errors only: no warnings, no advice and no count

In a query, \`// kqlet-ignore ID: reason\` silences advice on its line or the next one,
\`// kqlet-ignore-file ID: reason\` in all of it.

${hostOptions}
Exit codes
  0 all can run   1 a query is wrong   2 wrong usage   3 nothing is wrong, but something
  is not supported
`;

export const describeHelp = `kqlet describe: what rules look for, leave out and give, without data

  kqlet describe PATH... [options]  files, folders, globs, or file#name for one rule of a file

Shows the parameters of a rule, the tables it reads, its time windows, what it looks for
(indicators) and what it leaves out (exclusions), each with the stage of the query that says
so, and the columns that come out.

Examples
  kqlet describe rule.kql
  kqlet describe rule.yaml --catalog rules/
  kqlet describe hunts.md#rare-connections -f markdown
  kqlet describe rules/ -o rules.html

  --catalog PATH        rules to compare with: how many others look for the same
  --schema FILE         further tables: JSON {"Table": {"Column": "type"}}
  -f, --format FORMAT   text (default), markdown, html or json
  -o, --output FILE     write to a file; without --format its ending tells the format

${hostOptions}
Exit codes
  0 fine   1 a file cannot be read or a query cannot be parsed   2 wrong usage
`;

export const explainHelp = `kqlet explain: why nothing came out

  kqlet explain FILE [options]    a file with a query, or with rules of Sentinel or Defender
  kqlet explain -q TEXT [options]
  kqlet explain - [options]       the query comes from standard input

Runs the query and shows the rows in and out of every stage; for the stage that left
nothing how often each of its conditions was true, false and null, the row that came
nearest with the values that failed, and what is likely the cause.

Examples
  kqlet explain rule.kql --data export/ --now 2024-05-01T00:00:00Z
  kqlet explain rule.yaml --data export/
  kqlet explain rule.kql --data export/ -f json | jq '.hints[0].message'

${dataOptions}
${queryOptions}
${hostOptions}
Output
  -f, --format FORMAT   text (default) or json
  --quiet               no notices and progress on standard error

${exitText}`;

export const supportHelp = `kqlet support: what of the language is there, and why the rest is not

  kqlet support [WORD...] [options]

Examples
  kqlet support geo_
  kqlet support --refused

  --refused             only what is refused
  -f, --format FORMAT   table (default) or json
`;

export const testHelp = `kqlet test: runs tests of detection rules

  kqlet test [PATH...] [options]  test files, or folders with .test.yaml files; default: here

Examples
  kqlet test corpus/rules
  kqlet test rules/brute-force.test.yaml -t 'below the threshold'
  kqlet test rules/ --watch
  kqlet test rules/ --require-tests rules/ --min-tests 1+1 --reporter github
  kqlet test rules/ --reporter pretty --reporter junit=results.xml

  -t, --name TEXT       only tests with the text in their name
  -w, --watch           run again what a change of a rule, test or fixture concerns
  -u, --update          rewrite the snapshots that differ, remove those that no test has;
                        where CI is set nothing is written
  --changed COMMIT      only tests of which a file has changed since then, by git
  --min-tests F+Q       a rule has at least F tests that fire and Q that stay quiet
  --require-tests PATH  every rule in a folder has tests; may be repeated
  --reporter NAME[=FILE]
                        pretty (default), junit, sarif, github, json or tap; may be repeated
  --coverage            what of the rules the tests reach: predicates true and false, branches,
                        sides of joins, arms of unions
  --threshold N         with --coverage: fail below N percent
  --schema              the format of test files as JSON schema, for editors

Exit codes
  0 all passed   1 a test failed   2 wrong usage   3 nothing failed, but something is not
  supported
`;

export const mutateHelp = `kqlet mutate: changes rules and tells which changes their tests do not notice

  kqlet mutate [PATH...] [options]  test files, or folders with .test.yaml files; default: here

A rule is changed in one small way at a time: a condition is dropped, has becomes contains, ==
becomes =~, and becomes or, > becomes >=, a threshold moves by one, a window is halved, a join
changes its kind, a list loses an item. Its tests run over each change; what none of them
notices, none of them holds.

Examples
  kqlet mutate corpus/rules/seed-mde.test.yaml
  kqlet mutate rules/ --threshold 80

  --threshold N         fail where fewer than N percent of all changes are noticed
  -f, --format FORMAT   text (default) or json

Exit codes
  0 fine   1 a test fails before any change, or the share is below the threshold
  2 wrong usage
`;
