// Mail that means harm, in HTML: nothing runs, nothing leaves, nothing moves (WEB-01, 02, 05, 06, 07, 13, 15, 18).
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { aFile } from '../support/messages.mjs';
import { startServer } from '../support/server.mjs';
import { closePages, mailFrame, openMessage, openPage, rows, startBrowser } from './browser.mjs';
import { aLetter, clearInbox, newestMessage, sendAll } from './letters.mjs';
import { startTracker } from './tracker.mjs';
import { remoteVectors, scriptVectors } from './vectors.mjs';

let server;
let browser;
let tracker;
before(async () => {
  browser = await startBrowser();
  tracker = await startTracker();
  server = await startServer();
});
after(async () => {
  await browser?.close();
  await Promise.all([server?.stop(), tracker?.stop()]);
});
afterEach(() => closePages(browser));
beforeEach(async () => {
  await clearInbox(server);
  tracker.requests.length = 0;
});

/** Loads every vector in a frame of the stranger's own page: what would happen without the server's policy. */
async function unprotected(vectors) {
  const context = await browser.newContext();
  const page = await context.newPage();
  const logs = [];
  page.on('console', (message) => message.type() === 'log' && logs.push(message.text()));
  const frames = vectors.map((html, index) => {
    tracker.host(`/vector/${index}`, `<!doctype html>${html}`);
    return `<iframe src="/vector/${index}"></iframe>`;
  });
  tracker.host('/vectors', `<!doctype html>${frames.join('')}`);
  await page.goto(`${tracker.url}/vectors`);
  await page.waitForTimeout(500);
  await context.close();
  return { logs, requests: [...tracker.requests] };
}

/** Opens each mail of the list in turn, and lets its frame load and settle. */
async function openAll(page, count) {
  await rows(page).first().click();
  for (let index = 0; index < count; index += 1) {
    if (index > 0) await page.keyboard.press('j');
    await page.getByRole('heading', { name: `Vector ${count - 1 - index}`, exact: true }).waitFor();
    await mailFrame(page).locator('body').waitFor({ state: 'attached' });
  }
  await page.waitForTimeout(300);
}

test('no script of a mail runs (WEB-02)', async () => {
  const vectors = scriptVectors();
  const control = await unprotected(vectors);
  assert.ok(new Set(control.logs).size >= 25, `only ${control.logs.length} run without protection`);
  await sendAll(server, vectors.map((html, index) => aLetter({ subject: `Vector ${index}`, html })));
  const page = await openPage(browser, server);
  await openAll(page, vectors.length);
  assert.deepEqual(page.logs, []);
  assert.equal(new URL(page.url()).origin, server.origin);
});

test('no mail asks anything of another server, until the reader wants it (WEB-01, WEB-18)', async () => {
  const vectors = remoteVectors(tracker.url);
  const control = await unprotected(vectors);
  assert.ok(control.requests.length >= 40, `only ${control.requests.length} leave without protection`);
  tracker.requests.length = 0;
  await sendAll(server, vectors.map((html, index) => aLetter({ subject: `Vector ${index}`, html })));
  const page = await openPage(browser, server);
  await openAll(page, vectors.length);
  assert.deepEqual(tracker.requests, []);

  await server.send(aLetter({ subject: 'Vector image', html: `<img src="${tracker.url}/wanted.png">` }));
  await page.goto(`${server.origin}/message/${(await newestMessage(server)).id}`);
  const answered = page.waitForResponse((response) => response.url().endsWith('/wanted.png'));
  await page.getByRole('button', { name: 'Load it once' }).click();
  await answered;
  const image = mailFrame(page).locator('img');
  assert.equal(await image.evaluate((element) => element.decode().then(() => element.naturalWidth)), 1);
  assert.deepEqual(tracker.requests.map(({ path }) => path), ['/wanted.png']);
  assert.equal(tracker.requests[0].headers.cookie, undefined);
  assert.equal(tracker.requests[0].headers.referer, undefined);
  await page.reload();
  await page.getByText('Remote content is blocked').waitFor();
  await mailFrame(page).locator('img').waitFor({ state: 'attached' });
  assert.equal(tracker.requests.length, 1);
});

test('the frame of a mail has no origin, and no way to the page (WEB-05)', async () => {
  await server.send(aLetter({ html: '<p>Hello</p>' }));
  const page = await openPage(browser, server);
  await openMessage(page, 'Order 7');
  await mailFrame(page).getByText('Hello').waitFor();
  const frame = page.frames().find((one) => one !== page.mainFrame());
  const seen = await frame.evaluate(() => {
    const fails = (attempt) => {
      try {
        attempt();
        return false;
      } catch {
        return true;
      }
    };
    return {
      origin: window.origin,
      parent: fails(() => window.parent.document),
      cookies: fails(() => document.cookie),
      storage: fails(() => window.localStorage),
    };
  });
  assert.deepEqual(seen, { origin: 'null', parent: true, cookies: true, storage: true });
});

test('a click in a mail opens a new tab without opener and referrer, or does nothing (WEB-06)', async () => {
  const to = (path) => `${tracker.url}/${path}`;
  await server.send(aLetter({
    html: `<a id="plain" href="${to('plain')}">plain</a> <a id="blank" target="_blank" href="${to('blank')}">blank</a>
      <a id="self" target="_self" href="${to('self')}">self</a> <a id="top" target="_top" href="${to('top')}">top</a>
      <a id="parent" target="_parent" href="${to('parent')}">parent</a>
      <a id="script" href="javascript:console.log('ran')">script</a>
      <a id="data" href="data:text/html,<script>console.log('ran')</script>">data</a>
      <a id="download" download href="data:text/plain,kept">download</a>
      <a id="fetch" download href="${to('fetch')}">fetch</a>
      <form action="${to('form')}"><button id="form">form</button></form>`,
  }));
  const page = await openPage(browser, server);
  await openMessage(page, 'Order 7');
  const address = page.url();
  const downloads = [];
  page.context().on('page', (tab) => tab.on('download', (download) => downloads.push(download.url())));
  page.on('download', (download) => downloads.push(download.url()));
  // A "download" of another server's is a link like any other: it is shown, not kept.
  for (const id of ['plain', 'blank', 'fetch']) {
    const [tab] = await Promise.all([page.waitForEvent('popup'), mailFrame(page).locator(`#${id}`).click()]);
    await tab.waitForURL(to(id));
    assert.equal(await tab.evaluate(() => window.opener), null);
    assert.equal(await tab.evaluate(() => document.referrer), '');
    await tab.close();
  }
  for (const id of ['top', 'parent', 'script', 'data', 'form', 'download', 'self'])
    await mailFrame(page).locator(`#${id}`).click({ timeout: 1500 }).catch(() => {});
  await page.waitForTimeout(300);
  assert.equal(page.url(), address);
  assert.deepEqual(page.logs, []);
  const asked = tracker.requests.map(({ path }) => path);
  for (const path of ['/top', '/parent', '/form']) assert.ok(!asked.includes(path), path);
  assert.deepEqual(downloads, []);
  const fromMail = tracker.requests.filter(({ path }) => path !== '/favicon.ico');
  assert.ok(fromMail.every(({ headers }) => headers.referer === undefined));
});

test('a mail cannot move, send or open anything by itself (WEB-07)', async () => {
  const to = (path) => `${tracker.url}/${path}`;
  await server.send(aLetter({
    html: `<meta http-equiv="refresh" content="0;url=${to('refresh')}"><base href="${to('base/')}"><img src="image.png">
      <input autofocus onfocus="open('${to('focus')}')"><video autoplay src="${to('video')}"></video>
      <body onload="open('${to('open')}')"><iframe src="${to('frame')}"></iframe><p>Still here</p>`,
  }));
  const page = await openPage(browser, server);
  const tabs = [];
  page.context().on('page', (tab) => tabs.push(tab));
  await openMessage(page, 'Order 7');
  const address = page.url();
  await page.waitForTimeout(800);
  assert.equal(page.url(), address);
  assert.equal(tabs.length, 0);
  assert.deepEqual(tracker.requests, []);
  assert.deepEqual(page.logs, []);
});

test('the attachment of one mail is no script for another (WEB-15)', async () => {
  const script = aFile("console.log('ran')", { type: 'text/javascript', name: 'a.js' });
  await server.send(aLetter({ subject: 'Carrier', attachments: [script] }));
  const message = await newestMessage(server);
  const part = `${server.origin}/api/messages/${message.id}/parts/${message.attachments[0].part}`;
  await server.send(aLetter({
    subject: 'Trigger',
    html: `<script src="${part}"></script><link rel="stylesheet" href="${part}"><link rel="modulepreload" href="${part}">
      <iframe src="${part}"></iframe><object data="${part}"></object><embed src="${part}"><p>Loaded</p>`,
  }));
  const page = await openPage(browser, server);
  await openMessage(page, 'Trigger');
  await page.waitForTimeout(400);
  assert.deepEqual(page.logs, []);
  const status = await page.evaluate(
    (url) => new Promise((resolve) => {
      const script = document.createElement('script');
      script.onload = () => resolve('ran');
      script.onerror = () => resolve('refused');
      script.setAttribute('src', url);
      document.head.append(script);
    }).catch(() => 'refused'),
    part,
  ).catch(() => 'refused');
  assert.equal(status, 'refused');
});

test("a mail's style reaches only the mail (WEB-13)", async () => {
  await server.send(aLetter({ html: '<style>*{display:none!important} html:has(body)~*{color:red}</style><p>Hidden</p>' }));
  const page = await openPage(browser, server);
  await openMessage(page, 'Order 7');
  await mailFrame(page).locator('p').waitFor({ state: 'attached' });
  assert.ok(await page.getByRole('heading', { name: 'Order 7' }).isVisible());
});
