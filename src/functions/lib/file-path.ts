import type { Dynamic } from '../../data/dynamic.ts';

/**
 * The parts of a file path as parse_path() names them; what is not there is an empty text. Both kinds of slashes separate, and stay as they are.
 * The root is a drive with its slash: the manual shows it without, the service gives `C:\`.
 */
export function parsePath(path: string): Dynamic {
  const [, scheme = ''] = /^([A-Za-z][A-Za-z0-9+.-]*):\/\//.exec(path) ?? [];
  const rest = scheme === '' ? path : path.slice(scheme.length + 3);
  const [, root = ''] = /^(?:\\\\\?\\)?([A-Za-z]:[\\/]?)/.exec(rest) ?? [];
  const nameStart = Math.max(lastSlash(rest) + 1, rest.indexOf(root) + root.length);
  const directory = rest.slice(0, nameStart);
  const directoryPath = directory.endsWith(root) && root !== '' ? directory : directory.slice(0, -1);
  const name = rest.slice(nameStart);
  const colon = name.indexOf(':');
  const fileName = colon < 0 ? name : name.slice(0, colon);
  const dot = fileName.lastIndexOf('.');
  return new Map<string, Dynamic>([
    ['Scheme', scheme],
    ['RootPath', root],
    ['DirectoryPath', directoryPath],
    ['DirectoryName', directoryPath.slice(lastSlash(directoryPath) + 1)],
    ['Filename', fileName],
    ['Extension', dot < 0 ? '' : fileName.slice(dot + 1)],
    ['AlternateDataStreamName', colon < 0 ? '' : name.slice(colon + 1)],
  ]);
}

function lastSlash(text: string): number {
  return Math.max(text.lastIndexOf('/'), text.lastIndexOf('\\'));
}
