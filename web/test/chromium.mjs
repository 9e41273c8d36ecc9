// @ts-check
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import puppeteer from 'puppeteer-core';

const candidates = [process.env['CHROMIUM'], '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Starts a browser that talks to nobody but the page under test. The profile is fresh and thrown away. */
export async function startBrowser() {
  const executablePath = candidates.find((path) => path !== undefined && existsSync(path));
  if (executablePath === undefined) throw new Error('No Chromium found; set CHROMIUM to its path.');
  const profile = mkdtempSync(join(tmpdir(), 'zaitaku-browser-'));
  const browser = await puppeteer.launch({
    executablePath,
    headless: true,
    userDataDir: profile,
    args: [
      '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync',
      '--disable-default-apps', '--disable-domain-reliability', '--metrics-recording-only', '--lang=ja-JP',
    ],
  });
  return {
    browser,
    async stop() {
      await browser.close();
      rmSync(profile, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

export const sizes = {
  phone: { width: 360, height: 800, deviceScaleFactor: 2, isMobile: true, hasTouch: true },
  portrait: { width: 768, height: 1024, deviceScaleFactor: 1, isMobile: true, hasTouch: true },
  landscape: { width: 1024, height: 768, deviceScaleFactor: 1, isMobile: true, hasTouch: true },
  desktop: { width: 1440, height: 900, deviceScaleFactor: 1 },
};
