import { characterOf, familyOf, outlineOf } from '../map/families';

const NS = 'http://www.w3.org/2000/svg';

const outlines: Record<ReturnType<typeof outlineOf>, string> = {
  circle: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18z',
  square: 'M4 4h16v16H4z',
  diamond: 'M12 1.5 22.5 12 12 22.5 1.5 12z',
  heart: 'M12 21.5C-1 13 3 2.5 12 7c9-4.500 13 6 0 14.500z',
  hexagon: 'M12 2.500 20.500 7v10L12 21.500 3.500 17V7z',
  pentagon: 'M12 2 22 9.600 18 21.500H6L2 9.600z',
  shield: 'M3.500 3.500h17V13c-.3 5-4 7.500-8.500 9.500C7.500 20.500 3.800 18 3.500 13z',
  house: 'M12 1.800 21.500 9.500 19.800 20.800H4.200L2.500 9.500z',
};

/** The same outlines as on the map, drawn as SVG so that the legend follows text size and theme. */
export function legendSymbol(kind: string, visits: boolean, approx: boolean): SVGSVGElement {
  const svg = document.createElementNS(NS, 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('class', `symbol symbol-${familyOf(kind)}${visits ? ' symbol-filled' : ''}${approx ? ' symbol-approx' : ''}`);
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS(NS, 'path');
  path.setAttribute('d', outlines[outlineOf(kind)]);
  const text = document.createElementNS(NS, 'text');
  text.setAttribute('x', '12');
  text.setAttribute('y', '15.8');
  text.textContent = characterOf(kind);
  svg.append(path, text);
  return svg;
}
