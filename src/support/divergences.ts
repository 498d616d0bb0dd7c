/**
 * Where kqlet differs from Kusto, or where nothing tells what Kusto does and a choice was made: by the word that it shows in. Everything else
 * is meant to be the same.
 */
export const divergences: Readonly<Record<string, string>> = {
  __cast: 'It is taken for the conversion function of the type: the manual has no page of it.',
  __invoke: 'It is taken for a call of the built-in scalar function; the type must be that of its result. The manual has no page of it.',
  activity_engagement:
    'The outer window of an inner one ends with it, rows before the start count for it, and windows come out that either has rows in; without start and end the windows are those of bin().',
  autocluster: "The columns are Kusto's, the patterns kqlet's own, the same for the same rows; the column of weights makes none.",
  basket:
    'All rows count where Kusto takes a sample; the column of weights makes no patterns, and dynamic values are compared by their JSON text.',
  diffpatterns:
    "The columns are those of the manual's example, without the one of the split; the patterns are kqlet's own, the same for the same rows.",
  diffpatterns_text: "The columns are Kusto's, the patterns kqlet's own, the same for the same rows.",
  estimate_data_size: 'A bool is taken as one byte, a decimal as 16, a dynamic value as its JSON text in UTF-8 and 8 bytes more.',
  estimate_rows_count: 'The number is exact.',
  funnel_sequence:
    "Every row that ends the sequence counts, with the latest row that can begin it, in the bin of that one; steps come later one than the other; the state before and after is that of the nearest row with another state than the sequence's end on that side, however far away.",
  funnel_sequence_completion:
    "A period is the time overall, as in the manual's example; an id counts in the bins of the rows with which it begins; steps come later one than the other.",
  'graph-where-edges': 'A node stays without its edges; the manual has no page of it.',
  'graph-where-nodes': 'An edge goes with either of its ends; the manual has no page of it.',
  __hash_crc32: 'CRC-32 as in zlib over the UTF-8 of tostring(), beginning with the seed; a modulus of 0 asks for the whole hash.',
  __hash_djb2: 'DJB2 in 32 bits over the UTF-8 of tostring().',
  __hash_xxh64: 'XXH64 over the UTF-8 of tostring(), with the seed; a modulus of 0 asks for the whole hash.',
  hll_isvalid: "True for what kqlet's hll() makes; the second argument may be of any type.",
  new_activity_metrics:
    "In a window without new ids the rates are NaN; a cohort stands for the window that holds it; ids are found in the look-back table by their column's name, or in its only column.",
  parse_user_agent: "The patterns are those of the host's resolver.",
  passthrough: 'Rows of one group must have one value: the manual has no page that says which one it takes of several.',
  reduce:
    "The columns are Kusto's, the patterns kqlet's own search after the manual's examples, the same for the same rows; `characters` separate terms besides all but ASCII letters and digits.",
  sequence_detect: 'Each combination of times comes out once, and a step comes later than the one before it.',
  session_count:
    'A session counts in each bin in which it has a row; a row at most the lookback after the one before belongs to its session, and rows before the start count for that.',
  tdigest_isvalid: "True for what kqlet's tdigest() makes of values of the second argument's kind.",
};
