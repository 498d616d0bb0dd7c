// The rows that the questions are asked of: seeded, so that every process and every peer sees the same ones.

/** Mulberry32, an unsigned 32-bit integer a call. */
export function seeded(seed) {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
}

/** The clock of all queries; the rows are of the 40 days before it. */
export const now = '2024-05-01T00:00:00Z';
const end = Date.UTC(2024, 4, 1) * 1000; // microseconds
const span = 40 * 86_400_000_000;

const actions = [
  ...['ConnectionSuccess', 'ConnectionFailed', 'ConnectionRequest', 'InboundConnectionAccepted', 'ListeningConnectionCreated'],
  ...['ConnectionFound', 'ConnectionAttempt', 'ConnectionAcknowledged', 'HttpConnectionInspected', 'DnsConnectionInspected'],
];
const knownHosts = ['www.microsoft.com', 'download.windowsupdate.com', 'login.live.com', 'ocsp.digicert.com', 'outlook.office365.com'];
const ports = [443, 80, 53, 445, 3389, 22, 8080, 5985];

/** The column names and KQL types of the network events. */
export const networkSchema = {
  Timestamp: 'datetime',
  DeviceName: 'string',
  RemoteIP: 'string',
  RemoteIPType: 'string',
  RemotePort: 'long',
  ActionType: 'string',
  RemoteUrl: 'string',
  BytesSent: 'long',
};

/**
 * Network events by column, times as ISO texts; `microseconds` has them as numbers. In order of time, or with times at random. Addresses and
 * URLs follow Zipf's law. `aggregate` is a second table with a score for each address, `servers` are 50 of the devices.
 */
export function networkEvents(rows, order) {
  const random = seeded(20240501);
  const uniform = () => random() / 4294967296;
  const devices = Array.from({ length: 5000 }, (_, i) => `desktop-${String(i).padStart(5, '0')}.corp.contoso.com`);
  const addresses = Array.from({ length: 200_000 }, (_, i) => addressOf(i));
  const urls = Array.from({ length: 50_000 }, (_, i) => urlOf(i));
  const addressTypes = addresses.map((address) =>
    address.startsWith('10.') ? 'Private' : address.startsWith('127.') ? 'Loopback' : 'Public',
  );
  const microseconds = new Float64Array(rows);
  const columns = Object.fromEntries(Object.keys(networkSchema).map((name) => [name, new Array(rows)]));
  for (let i = 0; i < rows; i++) {
    const place = order === 'random' ? uniform() : (i + uniform()) / rows;
    const address = zipf(uniform(), addresses.length);
    microseconds[i] = end - span + Math.floor(place * span);
    columns.Timestamp[i] = isoText(microseconds[i]);
    columns.DeviceName[i] = devices[random() % devices.length];
    columns.RemoteIP[i] = addresses[address];
    columns.RemoteIPType[i] = addressTypes[address];
    columns.RemotePort[i] = random() % 4 === 0 ? 1024 + (random() % 60_000) : ports[random() % ports.length];
    columns.ActionType[i] = actions[random() % 2 === 0 ? 0 : random() % actions.length];
    columns.RemoteUrl[i] = urls[zipf(uniform(), urls.length)];
    columns.BytesSent[i] = random() % 1_000_000;
  }
  const aggregate = { RemoteIP: addresses, Score: addresses.map(() => random() % 100) };
  const servers = Array.from({ length: 50 }, (_, i) => devices[i * 97]);
  return { rows, order, columns, microseconds, aggregate, servers };
}

function addressOf(i) {
  const rest = `${(i >> 16) & 255}.${(i >> 8) & 255}.${i & 255}`;
  if (i % 10 === 3) return `10.${rest}`;
  if (i % 500 === 7) return `127.${rest}`;
  if (i % 300 === 11) return `169.254.${(i >> 8) & 255}.${i & 255}`;
  return `${20 + (i % 90)}.${rest}`;
}

function urlOf(i) {
  if (i % 40 === 9) return `https://${knownHosts[i % knownHosts.length]}/path/${i}`;
  return `https://host-${String(i).padStart(5, '0')}.region${i % 12}.cloudapp.example.com/`;
}

/** Rank r with a frequency like 1/(r+1). */
function zipf(uniform, count) {
  return Math.floor(Math.exp(uniform * Math.log(count + 1))) - 1;
}

let dayOfText = -1;
let textOfDay = '';
const two = Array.from({ length: 60 }, (_, i) => String(i).padStart(2, '0'));

function isoText(microseconds) {
  const day = Math.floor(microseconds / 86_400_000_000);
  if (day !== dayOfText) {
    dayOfText = day;
    textOfDay = new Date(day * 86_400_000).toISOString().slice(0, 11);
  }
  const ofDay = microseconds - day * 86_400_000_000;
  const second = Math.floor(ofDay / 1e6);
  const time = `${two[Math.floor(second / 3600)]}:${two[Math.floor(second / 60) % 60]}:${two[second % 60]}`;
  return `${textOfDay}${time}.${String(1e6 + ofDay - second * 1e6).slice(1)}Z`;
}

/** Integer keys scattered over 31 bits; each of `keys` keys as often as chance gives it, or equally often where `even`. */
export function keyedRows(rows, keys, { seed, even = false }) {
  const random = seeded(seed);
  const key = new Int32Array(rows);
  const value = new Int32Array(rows);
  for (let i = 0; i < rows; i++) {
    key[i] = Math.imul((even ? i % keys : random() % keys) + 1, 0x9e3779b1) >>> 1;
    value[i] = random() % 1_000_000;
  }
  return { key, value };
}
