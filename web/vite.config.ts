import { cpSync, mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { defineConfig, type Plugin } from 'vite';
import { mockServer } from './dev/plugin.ts';

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

export default defineConfig({
  plugins: [mockServer(), apiDocs()],
  build: {
    target: ['es2022', 'safari15.4', 'chrome105', 'firefox104'],
    // A strict content policy refuses data: fonts and scripts, so nothing is inlined.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1200,
  },
});
