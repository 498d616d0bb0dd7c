import { fail } from '../errors.ts';

/** Rows from a host, or a file's content as bytes or chunks of bytes; a function is asked when a query reads it. */
export type ExternalContent = ExternalRows | Uint8Array | (() => ExternalResult | Promise<ExternalResult>);

export type ExternalRows = readonly Readonly<Record<string, unknown>>[];

/** What an external content is once it has been asked for. Rows are taken by the names of the declared columns, bytes by the format. */
export type ExternalResult = ExternalRows | Uint8Array | AsyncIterable<Uint8Array>;

/** Fetches an address: the platform's `fetch`, or something like it. */
export type FetchFunction = (
  url: string,
) => Promise<{ readonly ok: boolean; readonly status: number; arrayBuffer(): Promise<ArrayBuffer> }>;

/**
 * The content of an address, undefined where the host gives none. An address is found as it is written, and else without what is no part of
 * the file's name: a query with a token, or the secret behind a semicolon. Nothing is fetched from the network unless the host passes a
 * function that does.
 */
export function findExternal(
  contents: ReadonlyMap<string, ExternalContent>,
  fetch: FetchFunction | undefined,
  url: string,
): ExternalContent | undefined {
  const found = contents.get(url) ?? contents.get(withoutSecrets(url));
  if (found !== undefined || fetch === undefined) return found;
  return () => fetched(fetch, url);
}

/** The function asked once an address: a query that reads a feed in several places reads the same feed, and the network once. */
export function fetchedOnce(fetch: FetchFunction): FetchFunction {
  const answers = new Map<string, ReturnType<FetchFunction>>();
  return (url) => {
    const known = answers.get(url);
    if (known !== undefined) return known;
    const answer = fetch(url).then((response) => {
      // the body of a response can be read only once
      let body: Promise<ArrayBuffer> | undefined;
      return { ok: response.ok, status: response.status, arrayBuffer: () => (body ??= response.arrayBuffer()) };
    });
    answers.set(url, answer);
    return answer;
  };
}

/** An address as it may be shown: without query, fragment and what follows a semicolon. */
export function withoutSecrets(url: string): string {
  const end = url.search(/[?#;]/);
  return end < 0 ? url : url.slice(0, end);
}

async function fetched(fetch: FetchFunction, url: string): Promise<Uint8Array> {
  const shown = withoutSecrets(url);
  const response = await fetch(url).catch((error: unknown) =>
    fail('data', `${shown} could not be fetched: ${error instanceof Error ? error.message : String(error)}`),
  );
  if (!response.ok) fail('data', `${shown} could not be fetched: the answer was ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}
