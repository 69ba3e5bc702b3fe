// What a page must be for everybody (WCAG 2.2), checked by what the browser makes of it.

/** Everything that is wrong with the page as it stands, in words. */
export async function faults(page) {
  return [...(await page.evaluate(structure)), ...(await page.evaluate(contrast)), ...(await focus(page))];
}

/** Whether the page is wider than the window, and by what, and what does not fit into its cell of a table. */
export async function overflow(page) {
  return page.evaluate(() => {
    const show = (it) => it.outerHTML.slice(0, 80);
    const cells = [...document.querySelectorAll('th, td')].filter((it) => it.scrollWidth > it.clientWidth + 1);
    const found = cells.map((it) => `wider than its cell: ${show(it)}`);
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= width) return found;
    const wide = [...document.querySelectorAll('body *')].filter((it) => it.getBoundingClientRect().right > width + 0.5);
    return [...found, ...wide.map((it) => `wider than ${width} px: ${show(it)}`)];
  });
}

/** Runs in the page. */
function structure() {
  const found = [];
  const demand = (good, words) => good || found.push(words);
  const all = (selector) => [...document.querySelectorAll(selector)];
  const show = (element) => element.outerHTML.slice(0, 120);
  demand(/^[a-z]{2}(-|$)/.test(document.documentElement.lang), 'the page has no language');
  demand(document.title.trim(), 'the page has no title');
  demand(all('h1').length === 1, `${all('h1').length} headings of level 1`);
  demand(all('main').length === 1, `${all('main').length} main landmarks`);
  for (const region of all('nav, [role=region]')) {
    demand(region.ariaLabel || region.hasAttribute('aria-labelledby'), `a region without a name: ${show(region)}`);
  }
  const viewport = document.querySelector('meta[name=viewport]')?.content ?? '';
  demand(/width=device-width/.test(viewport), 'the page does not fit itself to small screens');
  demand(!/user-scalable=no|maximum-scale/.test(viewport), 'the page cannot be enlarged');
  const levels = all('h1, h2, h3, h4, h5, h6').map((heading) => Number(heading.localName[1]));
  levels.forEach((level, i) => demand(level <= (levels[i - 1] ?? 0) + 1, `a heading of level ${level} follows ${levels[i - 1]}`));
  const ids = all('[id]').map(({ id }) => id);
  ids.forEach((id, i) => demand(ids.indexOf(id) === i, `the id ${id} twice`));
  for (const name of ['for', 'aria-labelledby', 'aria-describedby']) {
    for (const element of all(`[${name}]`)) {
      for (const id of element.getAttribute(name).split(/\s+/)) demand(document.getElementById(id), `${name} of nothing: ${show(element)}`);
    }
  }
  for (const input of all('input:not([type=hidden]), select, textarea')) {
    const label = [...(input.labels ?? [])].map(({ innerText }) => innerText.trim()).join('');
    demand(label, `no visible label: ${show(input)}`);
    if (/user|login|password/.test(input.name)) demand(input.autocomplete, `no autocomplete: ${show(input)}`);
  }
  for (const control of all('a[href], button')) {
    demand(control.innerText.trim() || control.ariaLabel, `no name: ${show(control)}`);
    const { width, height } = control.getBoundingClientRect();
    const isInText = control.localName === 'a' && getComputedStyle(control).display === 'inline';
    demand(isInText || (width >= 24 && height >= 24), `smaller than 24 px: ${show(control)}`);
  }
  all('img').forEach((image) => demand(image.hasAttribute('alt'), `no alternative text: ${show(image)}`));
  all('table').forEach((table) => demand(table.querySelector('th'), 'a table without headings'));
  all('[tabindex]').forEach((element) => demand(element.tabIndex <= 0, `an order of its own: ${show(element)}`));
  return found;
}

/** Runs in the page: text against what is behind it, at least 4.5 to 1, or 3 to 1 for large text. */
function contrast() {
  const canvas = Object.assign(document.createElement('canvas'), { width: 1, height: 1 });
  const pen = canvas.getContext('2d', { willReadFrequently: true });
  const paint = (colors) => {
    pen.clearRect(0, 0, 1, 1);
    for (const color of colors) {
      pen.fillStyle = color;
      pen.fillRect(0, 0, 1, 1);
    }
    return [...pen.getImageData(0, 0, 1, 1).data].slice(0, 3);
  };
  const light = (rgb) => {
    const [r, g, b] = rgb.map((c) => c / 255).map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  // What is behind everything: white, or what the browser takes for it where a page says that it is dark.
  const probe = document.body.appendChild(document.createElement('div'));
  probe.style.backgroundColor = 'Canvas';
  const canvasColor = getComputedStyle(probe).backgroundColor;
  probe.remove();
  const found = [];
  const words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (words.nextNode()) {
    const element = words.currentNode.parentElement;
    if (!words.currentNode.data.trim() || !element.checkVisibility() || element.closest('style, title, desc')) continue;
    const layers = [];
    for (let it = element; it; it = it.parentElement) layers.unshift(getComputedStyle(it).backgroundColor);
    const style = getComputedStyle(element);
    const ground = paint([canvasColor, ...layers]);
    const ink = paint([canvasColor, ...layers, element.ownerSVGElement ? style.fill : style.color]);
    const [less, more] = [light(ground), light(ink)].sort((a, b) => a - b);
    const ratio = (more + 0.05) / (less + 0.05);
    const size = parseFloat(style.fontSize);
    const isLarge = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    const least = isLarge ? 3 : 4.5;
    if (ratio < least) found.push(`contrast ${ratio.toFixed(2)}: ${words.currentNode.data.trim().slice(0, 60)}`);
  }
  return found;
}

/** Every control is reached by Tab, and looks different when it is, all around. */
async function focus(page) {
  const found = [];
  const controls = await page.evaluateHandle(controlsOfPage);
  const missing = await controls.evaluate(({ all }) => all.map((_, place) => place));
  // A field for a date takes more than one.
  for (let presses = 3 * missing.length + 10; missing.length > 0 && presses > 0; presses -= 1) {
    await page.keyboard.press('Tab');
    const { place, isSeen, shown } = await controls.evaluate((them) => them.current());
    const reached = missing.indexOf(place);
    if (reached < 0) continue;
    missing.splice(reached, 1);
    if (!isSeen) found.push(`the focus is not seen: ${shown}`);
  }
  const never = await controls.evaluate((them, places) => places.map((place) => them.show(place)), missing);
  return [...found, ...never.map((shown) => `Tab does not lead there: ${shown}`)];
}

/** Runs in the page: what can have the focus, how each looks without it, and which of them has it. */
function controlsOfPage() {
  document.activeElement?.blur();
  const looks = (element) => {
    const { outlineStyle, outlineWidth, outlineColor, boxShadow, borderColor, backgroundColor } = getComputedStyle(element);
    const outline = outlineStyle === 'none' ? 'none' : `${outlineWidth} ${outlineColor}`;
    return [outline, boxShadow, borderColor, backgroundColor].join(' / ');
  };
  const selector = 'a[href], button:not([disabled]), input:not([type=hidden]):not([disabled]), select, textarea, summary, [tabindex="0"]';
  // What lies outside of the nearest box that scrolls is not seen.
  const isCut = (element) => {
    const { outlineStyle, outlineWidth, outlineOffset } = getComputedStyle(element);
    if (outlineStyle === 'none') return false;
    let box = element.parentElement;
    while (box && getComputedStyle(box).overflowX === 'visible') box = box.parentElement;
    if (!box) return false;
    const reach = parseFloat(outlineWidth) + parseFloat(outlineOffset);
    const [inner, outer] = [element.getBoundingClientRect(), box.getBoundingClientRect()];
    return inner.left - reach < outer.left - 0.5 || inner.top - reach < outer.top - 0.5 || inner.bottom + reach > outer.bottom + 0.5;
  };
  const all = [...document.querySelectorAll(selector)].filter((it) => it.checkVisibility());
  const before = all.map(looks);
  const show = (place) => all[place].outerHTML.slice(0, 120);
  const current = () => {
    const place = all.indexOf(document.activeElement);
    return place < 0 ? { place } : { place, isSeen: looks(all[place]) !== before[place] && !isCut(all[place]), shown: show(place) };
  };
  return { all, show, current };
}
