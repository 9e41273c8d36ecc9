import type { Theme } from '../ui/preferences';
import { characterOf, families, familyNames, familyOf, outlineOf } from './families';

/**
 * Symbols are drawn here rather than loaded, so that no sprite file has to know the kinds, and numbers on clusters need no
 * font from the server. The name of an image says what is on it: `facility|clinic|yes|exact` or `cluster|128`.
 */
export interface Drawing {
  width: number;
  height: number;
  data: Uint8ClampedArray;
}

const ratio = 2;
export const pixelRatio = ratio;

function canvas(size: number): CanvasRenderingContext2D | null {
  const element = document.createElement('canvas');
  element.width = size * ratio;
  element.height = size * ratio;
  const context = element.getContext('2d', { willReadFrequently: true });
  context?.scale(ratio, ratio);
  return context;
}

function read(context: CanvasRenderingContext2D): Drawing {
  const { width, height } = context.canvas;
  return { width, height, data: context.getImageData(0, 0, width, height).data };
}

function polygon(context: CanvasRenderingContext2D, points: [number, number][]): void {
  points.forEach(([x, y], index) => (index === 0 ? context.moveTo(x, y) : context.lineTo(x, y)));
  context.closePath();
}

function regular(context: CanvasRenderingContext2D, corners: number, cx: number, cy: number, r: number): void {
  polygon(context, Array.from({ length: corners }, (_, index) => {
    const angle = -Math.PI / 2 + (index * 2 * Math.PI) / corners;
    return [cx + r * Math.cos(angle), cy + r * Math.sin(angle)];
  }));
}

/** Traces the outline of a kind around a centre; `r` is roughly half its width. */
export function trace(context: CanvasRenderingContext2D, kind: string, c: number, r: number): void {
  context.beginPath();
  switch (outlineOf(kind)) {
    case 'circle': context.arc(c, c, r, 0, 2 * Math.PI); break;
    case 'square': context.rect(c - r * 0.9, c - r * 0.9, r * 1.8, r * 1.8); break;
    case 'diamond': polygon(context, [[c, c - r * 1.18], [c + r * 1.18, c], [c, c + r * 1.18], [c - r * 1.18, c]]); break;
    case 'hexagon': regular(context, 6, c, c, r * 1.08); break;
    case 'pentagon': regular(context, 5, c, c + r * 0.06, r * 1.14); break;
    case 'shield':
      context.moveTo(c - r * 0.95, c - r * 0.95);
      context.lineTo(c + r * 0.95, c - r * 0.95);
      context.lineTo(c + r * 0.95, c + r * 0.1);
      context.quadraticCurveTo(c + r * 0.9, c + r * 0.85, c, c + r * 1.15);
      context.quadraticCurveTo(c - r * 0.9, c + r * 0.85, c - r * 0.95, c + r * 0.1);
      context.closePath();
      break;
    case 'heart':
      context.moveTo(c, c + r * 1.12);
      context.bezierCurveTo(c - r * 1.5, c + r * 0.15, c - r * 1.15, c - r * 1.2, c, c - r * 0.62);
      context.bezierCurveTo(c + r * 1.15, c - r * 1.2, c + r * 1.5, c + r * 0.15, c, c + r * 1.12);
      context.closePath();
      break;
    case 'house': polygon(context, [[c, c - r * 1.15], [c + r * 1.05, c - r * 0.3], [c + r * 0.85, c + r * 0.95], [c - r * 0.85, c + r * 0.95], [c - r * 1.05, c - r * 0.3]]); break;
  }
}

export function facilitySymbol(kind: string, visits: boolean, approx: boolean, theme: Theme): Drawing | null {
  const size = 32;
  const context = canvas(size);
  if (!context) return null;
  const colour = families[familyOf(kind)].colour[theme];
  const paper = theme === 'dark' ? '#101820' : '#ffffff';
  const c = size / 2;
  // A ring in the colour of the paper keeps the symbol readable on roads and water.
  trace(context, kind, c, 11.5);
  context.lineJoin = 'round';
  context.lineWidth = 4;
  context.strokeStyle = paper;
  context.stroke();
  context.fillStyle = visits && !approx ? colour : paper;
  context.fill();
  if (approx) context.setLineDash([3, 2.4]);
  context.lineWidth = approx ? 1.6 : 2;
  context.strokeStyle = colour;
  context.stroke();
  if (approx && visits) {
    // The filling shrinks so that the broken outline stays visible around it.
    trace(context, kind, c, 9);
    context.fillStyle = colour;
    context.fill();
  }
  context.fillStyle = visits ? paper : colour;
  context.font = `700 ${kind === 'visit_24h' ? 10 : approx ? 11 : 12}px "Noto Sans JP","Hiragino Sans","Yu Gothic",sans-serif`;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.fillText(characterOf(kind), c, c + 0.8);
  return read(context);
}

/** 999, 1.2千 and 12千 would need a language; a plain number with at most three figures and k does not. */
export const short = (count: number): string => (count < 1000 ? String(count) : count < 10_000 ? `${(count / 1000).toFixed(1)}k` : `${Math.round(count / 1000)}k`);

export function clusterSymbol(count: number, theme: Theme): Drawing | null {
  const text = short(count);
  const r = count < 10 ? 12 : count < 100 ? 15 : count < 1000 ? 18 : 21;
  const size = r * 2 + 8;
  const context = canvas(size);
  if (!context) return null;
  const c = size / 2;
  context.beginPath();
  context.arc(c, c, r, 0, 2 * Math.PI);
  context.fillStyle = theme === 'dark' ? '#26323e' : '#ffffff';
  context.fill();
  // Grey, so that a number of facilities is never taken for the rank of a result.
  context.lineWidth = 1.5;
  context.strokeStyle = theme === 'dark' ? '#8794a1' : '#767f88';
  context.stroke();
  context.fillStyle = theme === 'dark' ? '#d5dce3' : '#3c4650';
  context.font = `400 ${r > 18 ? 14 : 13}px "Noto Sans JP","Hiragino Sans",system-ui,sans-serif`;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.fillText(text, c, c + 0.8);
  return read(context);
}

/**
 * A cluster that shows what is in it: a ring of parts in the order of the families, and on the largest parts the outline of their
 * family, so that nobody needs the colours. `shares` has one digit per family, in eighths of the whole.
 */
export function mixSymbol(count: number, shares: string, theme: Theme): Drawing | null {
  const r = count < 10 ? 15 : count < 100 ? 18 : count < 1000 ? 21 : 24;
  const size = r * 2 + 14;
  const context = canvas(size);
  if (!context) return null;
  const c = size / 2;
  const dark = theme === 'dark';
  const paper = dark ? '#17202a' : '#ffffff';
  context.beginPath();
  context.arc(c, c, r + 2.5, 0, 2 * Math.PI);
  context.fillStyle = paper;
  context.fill();
  const parts = familyNames.map((name, index) => ({ family: families[name], share: Number(shares[index] ?? 0) })).filter(({ share }) => share > 0);
  const whole = parts.reduce((sum, { share }) => sum + share, 0);
  const gap = parts.length > 1 ? 0.07 : 0;
  let from = -Math.PI / 2;
  const beads: { kind: string; colour: string; angle: number; share: number }[] = [];
  for (const { family, share } of parts) {
    const width = (share / whole) * 2 * Math.PI;
    context.beginPath();
    context.arc(c, c, r - 0.5, from + gap, from + width - gap);
    context.lineWidth = 4;
    context.strokeStyle = family.colour[theme];
    context.stroke();
    beads.push({ kind: family.kinds[0] ?? 'salon', colour: family.colour[theme], angle: from + width / 2, share });
    from += width;
  }
  for (const { kind, colour, angle } of beads.sort((a, b) => b.share - a.share).slice(0, 5)) {
    context.save();
    context.translate(c + (r - 0.5) * Math.cos(angle), c + (r - 0.5) * Math.sin(angle));
    trace(context, kind, 0, 4.2);
    context.lineJoin = 'round';
    context.lineWidth = 2.5;
    context.strokeStyle = paper;
    context.stroke();
    context.fillStyle = colour;
    context.fill();
    context.restore();
  }
  context.fillStyle = dark ? '#eef1f4' : '#1a1a1a';
  context.font = `700 ${count < 1000 ? 13 : 12}px "Noto Sans JP","Hiragino Sans",system-ui,sans-serif`;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.fillText(short(count), c, c + 0.8);
  return read(context);
}

/** Draws the image a layer asked for by name. */
export function drawing(name: string, theme: Theme): Drawing | null {
  const [what, first = '', visits, place] = name.split('|');
  if (what === 'facility') return facilitySymbol(first, visits === 'yes', place === 'approx', theme);
  if (what === 'cluster') return clusterSymbol(Number(first), theme);
  if (what === 'mix') return mixSymbol(Number(first), visits ?? '', theme);
  return null;
}
