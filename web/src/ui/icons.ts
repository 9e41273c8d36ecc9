const NS = 'http://www.w3.org/2000/svg';

const paths = {
  met: ['circle', 'cx:12 cy:12 r:7.5'],
  ask: ['path', 'd:M12_4.5_20.5_19h-17z'],
  unmet: ['path', 'd:M5.5_5.5l13_13M18.5_5.5l-13_13'],
  unknown: ['path', 'd:M5_12h14'],
  phone: ['path', 'd:M6.5_3.5h3.2l1.6_4.4-2.2_1.6a13_13_0_0_0_5.4_5.4l1.6-2.2_4.4_1.6v3.2a2_2_0_0_1-2.2_2A16.5_16.5_0_0_1_4.5_5.7a2_2_0_0_1_2-2.2z'],
  pin: ['path', 'd:M12_21s-6.5-6.2-6.5-11a6.5_6.5_0_0_1_13_0c0_4.8-6.5_11-6.5_11zM12_12.5a2.5_2.5_0_1_0_0-5_2.5_2.5_0_0_0_0_5z'],
  crosshair: ['path', 'd:M12_3v4M12_17v4M3_12h4M17_12h4M12_16.5a4.5_4.5_0_1_0_0-9_4.5_4.5_0_0_0_0_9z'],
  close: ['path', 'd:M6_6l12_12M18_6L6_18'],
  search: ['path', 'd:M10.5_17a6.5_6.5_0_1_0_0-13_6.5_6.5_0_0_0_0_13zM15.5_15.5L20.5_20.5'],
  clock: ['path', 'd:M12_20.5a8.5_8.5_0_1_0_0-17_8.5_8.5_0_0_0_0_17zM12_7.5v5l3.2_2'],
  print: ['path', 'd:M7_8.5v-5h10v5M7_17H4.5a1_1_0_0_1-1-1v-6.5a1_1_0_0_1_1-1h15a1_1_0_0_1_1_1V16a1_1_0_0_1-1_1H17M7_14h10v6.5H7z'],
  sun: ['path', 'd:M12_16.5a4.5_4.5_0_1_0_0-9_4.5_4.5_0_0_0_0_9zM12_2.5v2M12_19.5v2M2.5_12h2M19.5_12h2M5.3_5.3l1.4_1.4M17.3_17.3l1.4_1.4M5.3_18.7l1.4-1.4M17.3_6.7l1.4-1.4'],
  moon: ['path', 'd:M19.5_14.5A8_8_0_0_1_9.5_4.5a8_8_0_1_0_10_10z'],
  map: ['path', 'd:M3.5_6.5l5.5-2.5_6_2.5_5.5-2.5v13.5l-5.5_2.5-6-2.5-5.5_2.5zM9_4v13.5M15_6.5V20'],
  list: ['path', 'd:M8.5_6h12M8.5_12h12M8.5_18h12M4_6h.1M4_12h.1M4_18h.1'],
  check: ['path', 'd:M5_12.5l4.5_4.5L19_7.5'],
  plus: ['path', 'd:M12_5v14M5_12h14'],
  info: ['path', 'd:M12_20.5a8.5_8.5_0_1_0_0-17_8.5_8.5_0_0_0_0_17zM12_11v5.5M12_7.8v.1'],
  calendar: ['path', 'd:M5_5.5h14a1_1_0_0_1_1_1v12.5a1_1_0_0_1-1_1H5a1_1_0_0_1-1-1V6.5a1_1_0_0_1_1-1zM4_10h16M8.5_3v4M15.5_3v4'],
  compare: ['path', 'd:M4.5_4.5h6v15h-6zM13.5_4.5h6v15h-6z'],
  bookmark: ['path', 'd:M6.5_3.5h11v17L12_16.5l-5.5_4z'],
  person: ['path', 'd:M12_11.5a4_4_0_1_0_0-8_4_4_0_0_0_0_8zM4.5_20.5a7.5_7.5_0_0_1_15_0'],
  lock: ['path', 'd:M7_11V8a5_5_0_0_1_10_0v3M5.5_11h13v9.5h-13z'],
  filter: ['path', 'd:M3.5_5h17l-6.5_8v6.5l-4-2.5v-4z'],
} as const;

export type Icon = keyof typeof paths;

/** A line drawing that says nothing by itself: every use has its word beside it or in the label of its button. */
export function icon(name: Icon, className = 'icon'): SVGSVGElement {
  const svg = document.createElementNS(NS, 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('class', className);
  svg.setAttribute('aria-hidden', 'true');
  svg.setAttribute('focusable', 'false');
  const [tag, attributes] = paths[name];
  const shape = document.createElementNS(NS, tag);
  // Underscores stand for the blanks inside path data, so that attributes can be split at blanks.
  for (const pair of attributes.split(' ')) {
    const at = pair.indexOf(':');
    shape.setAttribute(pair.slice(0, at), pair.slice(at + 1).replaceAll('_', ' '));
  }
  svg.append(shape);
  return svg;
}
