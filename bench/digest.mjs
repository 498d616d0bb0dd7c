// Numbers that tell whether two answers are equal: how many rows, the sum of the keys' weights, the sum of the measures, and both bound together.
// `shape` says what each column is: 'text' and 'datetime' are keys, 'number' and 'set' are measures. DuckDB computes the same in SQL.
import { createHash } from 'node:crypto';

const weights = new Map();

/** 20 bits of the text's MD5. */
function textWeight(text) {
  let weight = weights.get(text);
  if (weight === undefined) {
    weight = Number.parseInt(createHash('md5').update(text).digest('hex').slice(0, 5), 16);
    weights.set(text, weight);
  }
  return weight;
}

const weightOf = {
  text: textWeight,
  // seconds, so that a digit more or less of a fraction does not matter
  datetime: (value) => Math.floor((typeof value === 'number' ? value / 1e6 : Date.parse(value) / 1000) % 1048576),
  number: (value) => Number(value),
  set: (values) => values.reduce((sum, value) => sum + textWeight(value), values.length),
};

/** The digest of rows as lists of values in the order of `shape`. */
export function createDigest(shape, ordered = false) {
  const kinds = Object.values(shape);
  let [rows, keys, measures, bound, placed] = [0, 0, 0, 0, 0];
  return {
    add(row) {
      let key = 0;
      let measure = 0;
      for (let i = 0; i < kinds.length; i++) {
        const weight = weightOf[kinds[i]](row[i]);
        if (kinds[i] === 'text' || kinds[i] === 'datetime') key += weight;
        else measure += weight;
      }
      rows++;
      keys += key;
      measures += measure;
      bound += key * (measure % 1009);
      if (ordered) placed += (key + measure) * (rows % 1009);
    },
    get text() {
      return [rows, keys, measures, bound, ...(ordered ? [placed] : [])].join(' ');
    },
  };
}

/** The digest of whole columns. */
export function digestOfColumns(columns, shape, ordered) {
  const digest = createDigest(shape, ordered);
  const lists = Object.keys(shape).map((name) => columns[name]);
  const { length } = lists[0];
  for (let row = 0; row < length; row++) digest.add(lists.map((list) => list[row]));
  return digest.text;
}

/** The digest of what kqlet answers. */
export function digestOfResult(result, shape, ordered) {
  const digest = createDigest(shape, ordered);
  const places = Object.keys(shape).map((name) => result.columns.findIndex((column) => column.name === name));
  for (const segment of result.segments) for (const row of segment.toRows()) digest.add(places.map((place) => row[place]));
  return digest.text;
}

/** The SQL that computes the digest of a query's answer. */
export function digestSql(sql, shape, ordered) {
  const text = (value) => `('0x' || substr(md5(${value}), 1, 5))::BIGINT`;
  const terms = {
    text: (name) => text(`"${name}"::VARCHAR`),
    datetime: (name) => `floor(epoch_us("${name}") / 1000000)::BIGINT % 1048576`,
    number: (name) => `"${name}"::BIGINT`,
    set: (name) => `(len("${name}") + list_sum(list_transform("${name}", lambda x: ${text('x::VARCHAR')})))::BIGINT`,
  };
  const sum = (kinds) =>
    Object.entries(shape)
      .filter(([, kind]) => kinds.includes(kind))
      .map(([name, kind]) => terms[kind](name))
      .join(' + ') || '0';
  const numbered = `SELECT ${sum(['text', 'datetime'])} AS a, ${sum(['number', 'set'])} AS b, row_number() OVER () AS n FROM (${sql})`;
  const placed = ordered ? ', sum((a + b) * (n % 1009))' : '';
  return `SELECT concat_ws(' ', count(*), sum(a), sum(b), sum(a * (b % 1009))${placed}) FROM (${numbered})`;
}
