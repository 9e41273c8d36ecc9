import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { defineConfig, type Plugin } from 'vite';

/** The API page needs three files of swagger-ui; they are copied so that no page ever asks another host. */
function apiDocs(): Plugin {
  const from = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));
  return {
    name: 'api-docs',
    apply: 'build',
    writeBundle(options) {
      const to = join(options.dir ?? 'dist', 'docs');
      mkdirSync(to, { recursive: true });
      for (const file of ['swagger-ui.css', 'swagger-ui-bundle.js', 'LICENSE', 'NOTICE']) {
        cpSync(join(from, file), join(to, file === 'LICENSE' || file === 'NOTICE' ? `swagger-ui.${file}.txt` : file));
      }
    },
  };
}

/** The server makes the map's glyphs from this font, so that labels need no internet; it rides in the build like everything else. */
function mapFont(): Plugin {
  const from = join('node_modules', '@expo-google-fonts', 'noto-sans-jp');
  return {
    name: 'map-font',
    apply: 'build',
    writeBundle(options) {
      const to = join(options.dir ?? 'dist', 'fonts');
      mkdirSync(to, { recursive: true });
      cpSync(join(from, '400Regular', 'NotoSansJP_400Regular.ttf'), join(to, 'NotoSansJP-Regular.ttf'));
      cpSync(join(from, 'LICENSE_FONT'), join(to, 'NotoSansJP.LICENSE.txt'));
    },
  };
}

/** Minified files carry no licences; the people whose work is inside them are named in a file beside. */
function licences(packages: string[]): Plugin {
  return {
    name: 'licences',
    apply: 'build',
    writeBundle(options) {
      const texts = packages.map((name) => {
        const folder = join('node_modules', name);
        const file = readdirSync(folder).find((one) => /^licen[cs]e/i.test(one));
        return `${name}\n\n${file ? readFileSync(join(folder, file), 'utf8') : ''}`;
      });
      writeFileSync(join(options.dir ?? 'dist', 'licences.txt'), texts.join('\n\n----\n\n'));
    },
  };
}

/** What a phone must load before it can answer. A careless import of the map would break this at once. */
function budget(bytes: number): Plugin {
  return {
    name: 'budget',
    apply: 'build',
    generateBundle(_, bundle) {
      for (const chunk of Object.values(bundle)) {
        if (chunk.type !== 'chunk' || !chunk.isEntry) continue;
        const needed = new Set([chunk.fileName]);
        for (const name of needed) {
          const part = bundle[name];
          if (part?.type === 'chunk') part.imports.forEach((one) => needed.add(one));
        }
        const code = [...needed].map((name) => bundle[name]).filter((part) => part?.type === 'chunk').map((part) => gzipSync(part.code).length);
        const size = code.reduce((sum, one) => sum + one, 0);
        if (size > bytes) this.error(`${chunk.fileName} and what it imports are ${size} bytes compressed; the budget is ${bytes}.`);
      }
    },
  };
}

/** `npm run dev` shows the page as it is written; questions go to a program that runs (`make run`). */
const program = process.env['ZAITAKU'] ?? 'http://127.0.0.1:8080';

/** The style sheets that the pages of the program know by name. */
const BY_NAME = ['pages', 'accounts', 'edit', 'cases', 'bulk'];
/** Their scripts, which have names of their own beside the style sheets. */
const SCRIPTS = ['edit', 'review'];

export default defineConfig({
  server: { proxy: { '/api': program, '/tiles': program, '/styles': program, '/fonts': program, '/sprites': program } },
  plugins: [apiDocs(), mapFont(), licences(['maplibre-gl', '@digital-go-jp/design-tokens', 'swagger-ui-dist']), budget(60_000)],
  build: {
    target: ['es2022', 'safari15.4', 'chrome105', 'firefox104'],
    // A strict content policy refuses data: fonts and scripts, so nothing is inlined.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // The pages that the program writes itself know their style sheet by name.
    rollupOptions: {
      input: { index: 'index.html', map: 'map.html', ...Object.fromEntries(SCRIPTS.map((name) => [`script-${name}`, `src/${name}/main.ts`])), ...Object.fromEntries(BY_NAME.map((name) => [name, `src/styles/${name}.css`])) },
      output: { entryFileNames: ({ name }) => (name.startsWith('script-') ? `${name.slice('script-'.length)}.js` : 'assets/[name]-[hash].js'), assetFileNames: ({ names }) => (names.some((name) => BY_NAME.some((style) => name === `${style}.css`)) ? '[name][extname]' : 'assets/[name]-[hash][extname]') },
    },
    chunkSizeWarningLimit: 1200,
  },
});
