import { facilities } from './town.ts';

/** Just enough of the Mapbox Vector Tile 2.1 encoding for points, so that development needs no tile server. */
type Value = string | number | boolean;
interface Point { x: number; y: number; properties: Record<string, Value> }

function varint(n: number): number[] {
  const out: number[] = [];
  let rest = n;
  while (rest > 127) {
    out.push((rest & 127) | 128);
    rest = Math.floor(rest / 128);
  }
  out.push(rest);
  return out;
}
const zigzag = (n: number): number => (n < 0 ? -n * 2 - 1 : n * 2);
const bytes = (field: number, body: number[]): number[] => [...varint(field * 8 + 2), ...varint(body.length), ...body];
const number = (field: number, n: number): number[] => [...varint(field * 8), ...varint(n)];
const utf8 = (text: string): number[] => [...new TextEncoder().encode(text)];

function encode(points: Point[]): Uint8Array {
  const keys: string[] = [];
  const values: Value[] = [];
  const at = <T>(list: T[], item: T): number => {
    const found = list.indexOf(item);
    return found >= 0 ? found : list.push(item) - 1;
  };
  const features = points.flatMap(({ x, y, properties }) => {
    const tags = Object.entries(properties).flatMap(([key, value]) => [...varint(at(keys, key)), ...varint(at(values, value))]);
    return bytes(2, [...bytes(2, tags), ...number(3, 1), ...bytes(4, [...varint(9), ...varint(zigzag(x)), ...varint(zigzag(y))])]);
  });
  const value = (one: Value): number[] => (typeof one === 'string' ? bytes(1, utf8(one)) : typeof one === 'boolean' ? number(7, one ? 1 : 0) : number(5, one));
  const layer = [...bytes(1, utf8('facilities')), ...features, ...keys.flatMap((key) => bytes(3, utf8(key))), ...values.flatMap((one) => bytes(4, value(one))), ...number(5, 4096), ...number(15, 2)];
  return Uint8Array.from(bytes(3, layer));
}

export function tile(z: number, x: number, y: number): Uint8Array {
  const n = 2 ** z;
  const inside = facilities.flatMap((facility) => {
    const px = ((facility.lon + 180) / 360) * n;
    const s = Math.sin((facility.lat * Math.PI) / 180);
    const py = (0.5 - Math.log((1 + s) / (1 - s)) / (4 * Math.PI)) * n;
    return Math.floor(px) === x && Math.floor(py) === y ? [{ facility, x: Math.floor((px - x) * 4096), y: Math.floor((py - y) * 4096) }] : [];
  });
  const cells = new Map<string, typeof inside>();
  for (const one of inside) {
    const key = z >= 13 ? one.facility.id : `${one.x >> 9}/${one.y >> 9}`;
    cells.set(key, [...(cells.get(key) ?? []), one]);
  }
  return encode(
    [...cells.values()].map((cell): Point => {
      const first = cell[0] as (typeof inside)[number];
      if (cell.length === 1) {
        const { facility } = first;
        const answer = facility.capabilities.find((one) => one.id === 'home_visit_scheduled')?.answer ?? 'unknown';
        return { x: first.x, y: first.y, properties: { id: facility.id, kind: facility.kind, name: facility.name, visits: answer, caps: '', approx: facility.position.level === 'town' } };
      }
      const properties: Record<string, Value> = { cluster: true, count: cell.length };
      for (const { facility } of cell) properties[`n_${facility.kind}`] = Number(properties[`n_${facility.kind}`] ?? 0) + 1;
      return { x: Math.round(cell.reduce((sum, one) => sum + one.x, 0) / cell.length), y: Math.round(cell.reduce((sum, one) => sum + one.y, 0) / cell.length), properties };
    }),
  );
}
