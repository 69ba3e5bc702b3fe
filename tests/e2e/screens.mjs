// The screens that pages are looked at on, and the pictures that are taken there.

import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { faults, overflow } from './accessibility.mjs';

export const PHONE = { width: 390, height: 844 };
export const DESK = { width: 1280, height: 800 };
// The narrowest that must do without scrolling sideways, and as much as enlarging a page four times leaves.
const NARROWEST = { width: 320, height: 640 };
const PICTURES = new URL('../../docs/pictures/', import.meta.url);
// What the account page shows of this browser, whichever it is.
export const AGENT = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/148.0.0.0 Safari/537.36';

/** Takes a picture of the page as it stands, with PICTURES=1 only. */
export async function picture(page, name, colorScheme) {
  if (process.env.PICTURES !== '1') return;
  const { width, height } = page.viewportSize();
  await mkdir(PICTURES, { recursive: true });
  await page.evaluate(() => document.activeElement?.blur());
  await page.screenshot({ path: new URL(`${name}-${width}x${height}-${colorScheme}.png`, PICTURES).pathname });
}

/** Fails if somebody could not use the page as it stands. */
export async function isForEverybody(page) {
  const size = page.viewportSize();
  assert.deepEqual(await overflow(page), []);
  await page.setViewportSize(NARROWEST);
  assert.deepEqual(await overflow(page), []);
  await page.setViewportSize(size);
  assert.deepEqual(await faults(page), []);
}
