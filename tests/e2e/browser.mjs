// A person's browser, and everything that it complains about.

import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';
import { DEEP_LINK } from './phone.mjs';

const EXECUTABLE = process.env.E2E_CHROMIUM ?? '/usr/bin/chromium';
const ARGUMENTS = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
const WAIT = 8_000;

export async function launch() {
  if (!existsSync(EXECUTABLE)) throw new Error(`there is no Chromium at ${EXECUTABLE}; E2E_CHROMIUM says where it is`);
  // Its sandbox cannot be had as root. The user data folder is a new one each time.
  const options = {
    executablePath: EXECUTABLE,
    headless: true,
    chromiumSandbox: process.getuid() !== 0,
    args: ARGUMENTS,
    timeout: 30_000,
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
  };
  // It has been seen to crash before it did anything, which says nothing of what is tested.
  return chromium.launch(options).catch((error) => {
    console.error(`Chromium did not start, once more: ${error.message.split('\n')[0]}`);
    return chromium.launch(options);
  });
}

/** One person's visit: a browser context with nothing of anybody else's in it. */
export class Visit {
  /** What the console showed that nobody expected: failed scripts, broken policies, missing files. */
  complaints = [];
  #expected = new Set();
  #pages = new Set();
  #link;

  static async begin(browser, options = {}) {
    const visit = new Visit();
    visit.context = await browser.newContext({ locale: 'en-GB', ...options });
    visit.context.setDefaultTimeout(WAIT);
    await visit.#openTab();
    return visit;
  }

  async #openTab() {
    this.page = await this.context.newPage();
    this.#listen();
  }

  #listen() {
    this.page.on('console', (message) => {
      if (!['error', 'warning'].includes(message.type())) return;
      const status = /the server responded with a status of (\d+)/.exec(message.text())?.[1];
      // Chromium writes down every page that is an error, even one that is meant to be.
      if (status && this.#expected.has(Number(status)) && this.#pages.has(message.location().url)) return;
      this.complaints.push(`${message.type()}: ${message.text().trim()} (${message.location().url})`);
    });
    this.page.on('pageerror', (error) => this.complaints.push(String(error)));
    this.page.on('request', (request) => request.isNavigationRequest() && this.#pages.add(request.url()));
    // Only a request for it tells that the policy of the page let the browser go there.
    this.page.on('request', (request) => {
      if (request.url().startsWith(DEEP_LINK)) this.#link?.(new URL(request.url()));
    });
  }

  /** Pages of that status are meant to be. */
  expect(status) {
    this.#expected.add(status);
  }

  /**
   * The deep link that `deed` makes the browser open. The phone would take it from there. The tab keeps asking the person
   * about the app, so the visit goes on in a new one.
   */
  async deepLink(deed) {
    let timer;
    const link = new Promise((resolve, reject) => {
      this.#link = resolve;
      const late = () => reject(new Error(`no deep link after ${WAIT} ms, but ${this.page.url()}; ${this.complaints.join('; ')}`));
      timer = setTimeout(late, WAIT);
    });
    try {
      // Nothing is installed that could open it, so the navigation itself is broken off.
      const broken = (error) => {
        if (!/ERR_ABORTED|ERR_UNKNOWN_URL_SCHEME/.test(error.message)) throw error;
      };
      const [opened] = await Promise.all([link, deed().catch(broken)]);
      await this.page.close();
      await this.#openTab();
      return opened;
    } finally {
      clearTimeout(timer);
      this.#link = undefined;
    }
  }

  async close() {
    await this.context.close();
  }
}
