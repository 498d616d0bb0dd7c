/**
 * Where kqlet differs from Kusto, or where nothing tells what Kusto does and a choice was made: by the word that it shows in. Everything else
 * is meant to be the same.
 */
export const divergences: Readonly<Record<string, string>> = {};
