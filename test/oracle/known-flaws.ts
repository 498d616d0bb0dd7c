/**
 * Differences in which the engine is known, by its results, to be on our side: the analyzer lists a column that parse replaces a second time;
 * it makes one column of columns of a union that have two types, where the engine makes one for each; it lists all parts of a series
 * function that is given one name, of which the engine keeps the first; it types column_ifexists by its default even where the column exists,
 * says int or long where the engine says otherwise for parts of dates and for getschema, and dynamic for jaccard_index.
 */
export function isKnownFlaw(query: string, ours: string, theirs: string): boolean {
  const names = (text: string): string => text.replaceAll(/:\w+/g, '');
  const merged = (text: string): string =>
    [
      ...new Set(
        names(text)
          .replaceAll(/_(?:string|dynamic|int|long|real|bool|datetime)\d?(?=,|$)/g, '')
          .split(', '),
      ),
    ]
      .sort()
      .join();
  if (/\bparse(-where|-kv)?\b/.test(query) && theirs.length > ours.length && /\b(\w+):\w+.*, \1\d?:/.test(theirs)) return true;
  if (/\bunion\b/.test(query) && merged(ours) === merged(theirs)) return true;
  if (/=\s*series_\w+\(/.test(query) && ours === theirs.replaceAll(/(?:^|, )series_decompose_anomalies_\w+:\w+/g, '')) return true;
  if (names(ours) !== names(theirs)) return false;
  return /\b(column_ifexists|columnifexists|jaccard_index|getschema|datetime_part|getyear|hourofday|monthofyear|datetime_diff)\b/.test(
    query,
  );
}
