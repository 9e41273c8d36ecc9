// @ts-check
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { Builder } from 'selenium-webdriver';

/** Where Debian puts the small browser of WebKitGTK, which stands in for Safari on an iPad. */
const browsers = ['/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser', '/usr/lib/aarch64-linux-gnu/webkit2gtk-4.1/MiniBrowser'];
const driver = process.env['WEBKIT_DRIVER'] ?? '/usr/bin/WebKitWebDriver';

/** A port that nobody has now. */
const freePort = () =>
  new Promise((/** @type {(port: number) => void} */ done) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = /** @type {import('node:net').AddressInfo} */ (probe.address());
      probe.close(() => done(port));
    });
  });

/** A screen that nobody looks at; its number is chosen by the screen itself. */
function startScreen() {
  const screen = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '1600x1300x24', '-nolisten', 'tcp'], { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] });
  const number = new Promise((/** @type {(display: string) => void} */ done, fail) => {
    screen.stdio[3]?.on('data', (/** @type {Buffer} */ data) => done(`:${data.toString().trim()}`));
    screen.on('error', fail);
    screen.on('exit', () => fail(new Error('Xvfb did not start.')));
  });
  return { screen, number };
}

/** Starts WebKit behind its driver. The profile is fresh: the driver asks for an automation session, which keeps nothing. */
export async function startWebKit() {
  const binary = process.env['WEBKIT'] ?? browsers.find((path) => existsSync(path));
  if (!binary || !existsSync(driver)) throw new Error('No WebKit found. Install it: apt-get install -y webkit2gtk-driver xvfb');
  const { screen, number } = startScreen();
  const port = await freePort();
  const server = spawn(driver, [`--port=${port}`, '--host=127.0.0.1'], {
    stdio: 'ignore',
    env: { ...process.env, DISPLAY: await number, LIBGL_ALWAYS_SOFTWARE: '1', GDK_BACKEND: 'x11', WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: '1', NO_AT_BRIDGE: '1', LC_ALL: 'C.UTF-8' },
  });
  await new Promise((done) => setTimeout(done, 1500));
  const browser = await new Builder()
    .usingServer(`http://127.0.0.1:${port}`)
    .withCapabilities({ browserName: 'MiniBrowser', 'webkitgtk:browserOptions': { binary, args: ['--automation'] } })
    .build();
  return {
    browser,
    async stop() {
      await browser.quit().catch(() => {});
      server.kill();
      screen.kill();
    },
  };
}
