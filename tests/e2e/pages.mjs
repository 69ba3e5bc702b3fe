// What people do on the pages, found by what assistive technology is told of them.

import assert from 'node:assert/strict';

export const signIn = (page) => ({
  login: page.getByLabel('User name'),
  password: page.getByLabel('Password'),
  submit: page.getByRole('button', { name: 'Sign in', exact: true }),
  provider: page.getByRole('link', { name: 'Sample ID' }),
  alert: page.getByRole('alert'),
});

export const account = (page) => ({
  console: page.getByRole('link', { name: 'To the console' }),
  sessions: page.getByRole('list', { name: 'Where you are signed in' }).getByRole('listitem'),
  signOut: page.getByRole('button', { name: 'Sign out', exact: true }),
});

/** Signs in with the keyboard alone. */
export async function typePassword(page, login, password) {
  const { login: field, password: secret, submit } = signIn(page);
  await tabTo(page, field);
  await page.keyboard.type(login);
  await tabTo(page, secret);
  await page.keyboard.type(password);
  await tabTo(page, submit);
  await page.keyboard.press('Enter');
}

/** Signs in by password, and waits for the page that comes of it. */
export async function signsIn(page, login, password) {
  await Promise.all([page.waitForEvent('domcontentloaded'), typePassword(page, login, password)]);
  assert.equal(await signIn(page).submit.count(), 0, `${login} is not signed in`);
}

/** Presses Tab until the control has the focus. */
export async function tabTo(page, control) {
  await control.waitFor();
  const trail = [];
  for (let presses = 0; presses < 60; presses += 1) {
    const at = await control.evaluate((it) => it === document.activeElement || document.activeElement?.outerHTML.split('\n')[0]);
    if (at === true) return;
    trail.push(at);
    await page.keyboard.press('Tab');
  }
  assert.fail(`Tab does not lead to ${control}, but to ${[...new Set(trail)].join(', ')}`);
}

/** Types into a field instead of what stands in it. */
export async function fill(page, field, text) {
  await tabTo(page, field);
  await page.keyboard.press('Control+A');
  await page.keyboard.type(text);
}

/** Chooses by typing the first letters, as a select element is used by keyboard. */
export async function choose(page, field, name) {
  await tabTo(page, field);
  await page.keyboard.type(name);
}

/** Goes to a link or a button by Tab, presses it, and waits for the page that comes of it. */
export async function press(page, control) {
  await tabTo(page, control);
  await enter(page);
}

/** The same without going through all that stands before it, where that way is not what is looked at. */
export async function go(page, control) {
  await control.focus();
  await enter(page);
}

/** Presses Enter where it sends a form to this server, and waits for the page that comes of it. */
export async function enter(page) {
  const shown = page.waitForEvent('domcontentloaded');
  await page.keyboard.press('Enter');
  await shown;
}

/** The provider's login page. */
export async function logInAtProvider(page, email) {
  await page.getByRole('button', { name: email }).click();
}

/** The path that the browser is at. */
export function path(page) {
  return new URL(page.url()).pathname;
}

/** The sign-in page says what is the matter, and still takes a password. */
export async function isToldOnTheSignInPage(page, words) {
  const { alert, submit } = signIn(page);
  await alert.waitFor();
  await submit.waitFor();
  assert.match(await alert.innerText(), words);
}

/** Signs in by password on the page that is open. */
export async function signsInByPassword(page) {
  await signsIn(page, 'admin', 'admin');
  assert.equal(path(page), '/console/integration-tokens');
}
