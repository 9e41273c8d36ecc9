// @ts-check
/**
 * Draws the base map alone, light and dark, and compares it with the pictures in tests/snapshots/map.
 *   BASE_URL=… node test/mapstyle.mjs                     compares; a difference fails, and the new picture is left beside the old one
 *   BASE_URL=… UPDATE_SNAPSHOTS=1 node test/mapstyle.mjs  writes the pictures anew
 *   BASE_URL=… OUT=folder VIEWS='14/35.268/139.69 …' node test/mapstyle.mjs  pictures to look at, of any base map and view
 */
import { validateStyleMin } from '@maplibre/maplibre-gl-style-spec';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { startBrowser } from './chromium.mjs';

const base = process.env['BASE_URL'] ?? 'http://127.0.0.1:8080';
const out = process.env['OUT'];
const update = process.env['UPDATE_SNAPSHOTS'] === '1';
const language = process.env['LANGUAGE'] ?? 'ja';
const snapshots = join(import.meta.dirname, '../../tests/snapshots/map');
const library = join(import.meta.dirname, '../node_modules/maplibre-gl/dist');
const font = join(import.meta.dirname, '../node_modules/@expo-google-fonts/noto-sans-jp/400Regular/NotoSansJP_400Regular.ttf');
const size = { width: 480, height: 360 };

/** The country, a bay, a town. */
const fixed = ['5/36.2/138.4', '10/35.35/139.68', '14/35.245/139.705'];
const views = process.env['VIEWS']?.split(' ') ?? fixed;

/** By how much a channel may differ before a pixel counts, of 255: below what an eye sees beside the other. */
const CHANNEL = 16;
/**
 * The share of pixels that may differ: 172 of a picture, less than a name of three letters. Drawn five times on a busy machine, no pixel of any
 * picture differed by so much.
 */
const SHARE = 0.001;

const { browser, stop } = await startBrowser();
const { server, origin } = await serveMap();
/** @type {string[]} */
const faults = [];
try {
  for (const theme of ['light', 'dark']) {
    const path = `/styles/${theme}.json?lang=${language}`;
    const style = await (await fetch(base + path)).json();
    for (const fault of validateStyleMin(style)) faults.push(`${path}: ${fault.message}`);
    for (const view of views) {
      const picture = await draw(style, view);
      const name = `${theme}-${view.split('/')[0]}`;
      if (out !== undefined) {
        mkdirSync(out, { recursive: true });
        writeFileSync(join(out, `${name}-${language}.png`), picture);
      } else await compare(name, picture);
    }
  }
} finally {
  await stop();
  server.close();
}
for (const fault of faults) console.error(fault);
if (faults.length > 0) process.exit(1);

/**
 * A page with nothing but a map. MapLibre and the font of kanji come from this folder, so that the fonts of the machine do not show;
 * everything else is handed on to the server.
 */
async function serveMap() {
  const page = `<!doctype html><meta charset="utf-8"><style>@font-face{font-family:Kanji;src:url(/font.ttf)}body{margin:0;font-family:Kanji}#map{position:fixed;inset:0}</style><p>漢</p><div id="map"></div>`;
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname;
    const send = (/** @type {string} */ type, /** @type {string | Buffer} */ body) => response.writeHead(200, { 'content-type': type }).end(body);
    if (path === '/') send('text/html', page);
    else if (path === '/font.ttf') send('font/ttf', readFileSync(font));
    else if (path === '/favicon.ico') response.writeHead(204).end();
    else if (/^\/maplibre-gl[a-z-]*\.mjs$/.test(path)) send('text/javascript', readFileSync(join(library, path)));
    else {
      fetch(base + (request.url ?? '')).then(
        async (answer) => response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '' }).end(Buffer.from(await answer.arrayBuffer())),
        () => response.writeHead(502).end(),
      );
    }
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', () => done(null)));
  const address = server.address();
  return { server, origin: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}` };
}

/**
 * A picture of a style.
 * @param {object} style @param {string} view
 */
async function draw(style, view) {
  const page = await browser.newPage();
  await page.bringToFront();
  await page.setViewport({ ...size, deviceScaleFactor: 1 });
  await page.goto(`${origin}/`);
  const [zoom, lat, lon] = view.split('/').map(Number);
  const here = JSON.parse(JSON.stringify(style).replaceAll(base, origin));
  const fault = await page.evaluate(
    async ({ style, zoom, lat, lon, patience }) => {
      await document.fonts.load('16px Kanji', '漢');
      const { Map: MapLibre, setWorkerUrl } = await import(`${location.origin}/maplibre-gl.mjs`);
      setWorkerUrl(`${location.origin}/maplibre-gl-worker.mjs`);
      const map = new MapLibre({ container: 'map', style, center: [lon, lat], zoom, interactive: false, attributionControl: false, fadeDuration: 0, localIdeographFontFamily: 'Kanji' });
      return new Promise((done) => {
        map.on('error', (/** @type {{ error: Error }} */ event) => done(event.error.message));
        map.once('idle', () => done(null));
        setTimeout(() => done('the map was not finished in time'), patience);
      });
    },
    { style: here, zoom, lat, lon, patience: 60_000 },
  );
  if (fault !== null) faults.push(`${view}: ${fault}`);
  const picture = await page.screenshot({ type: 'png' });
  await page.close();
  return picture;
}

/** @param {string} name @param {Uint8Array} picture */
async function compare(name, picture) {
  const known = join(snapshots, `${name}.png`);
  const fresh = join(snapshots, `${name}.new.png`);
  rmSync(fresh, { force: true });
  if (update) {
    mkdirSync(snapshots, { recursive: true });
    writeFileSync(known, picture);
    return;
  }
  if (!existsSync(known)) {
    faults.push(`${name}: no picture; run with UPDATE_SNAPSHOTS=1`);
    return;
  }
  const share = await difference(readFileSync(known), picture);
  console.log(`map ${name}: ${(share * 100).toFixed(3)} % of the pixels differ`);
  if (share <= SHARE) return;
  writeFileSync(fresh, picture);
  faults.push(`${name}: ${(share * 100).toFixed(2)} % of the pixels differ; look at ${fresh}`);
}

/**
 * The share of pixels that differ; 1 where the sizes do.
 * @param {Uint8Array} known @param {Uint8Array} picture
 */
async function difference(known, picture) {
  const page = await browser.newPage();
  const coded = [known, picture].map((one) => Buffer.from(one).toString('base64'));
  const share = await page.evaluate(
    async (coded, channel) => {
      const [a, b] = await Promise.all(
        coded.map(async (text) => {
          const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
          const image = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
          const canvas = new OffscreenCanvas(image.width, image.height).getContext('2d');
          canvas?.drawImage(image, 0, 0);
          return canvas?.getImageData(0, 0, image.width, image.height);
        }),
      );
      if (!a || !b || a.width !== b.width || a.height !== b.height) return 1;
      let differ = 0;
      for (let at = 0; at < a.data.length; at += 4) {
        const far = [0, 1, 2].some((one) => Math.abs((a.data[at + one] ?? 0) - (b.data[at + one] ?? 0)) > channel);
        if (far) differ += 1;
      }
      return differ / (a.width * a.height);
    },
    coded,
    CHANNEL,
  );
  await page.close();
  return share;
}
