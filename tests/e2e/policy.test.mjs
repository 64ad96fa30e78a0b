// The page runs under exactly its policy, and nowhere but by itself (WEB-04, 08, 20).
import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { startServer } from '../support/server.mjs';
import { closePages, openMessage, openPage, showTab, startBrowser } from './browser.mjs';
import { aLetter, newestMessage } from './letters.mjs';
import { startTracker } from './tracker.mjs';

let server;
let browser;
before(async () => {
  browser = await startBrowser();
  server = await startServer();
  await server.send(aLetter({ html: '<p>Hello</p>' }));
});
after(async () => {
  await browser?.close();
  await server?.stop();
});
afterEach(() => closePages(browser));

const documentHeaders = {
  'content-security-policy':
    "default-src 'none'; script-src 'nonce-{N}'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; " +
    "connect-src 'self'; frame-src 'self'; form-action 'none'; base-uri 'none'; object-src 'none'; " +
    "frame-ancestors 'none'; require-trusted-types-for 'script'",
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=(), payment=(), usb=()',
  'cache-control': 'no-store',
};

for (const path of ['/', '/message/0000000000000000000000']) {
  test(`the document has exactly its headers, and a nonce of its own each time: ${path} (WEB-04)`, async () => {
    const nonces = new Set();
    for (let time = 0; time < 3; time += 1) {
      const response = await fetch(server.origin + path);
      const html = await response.text();
      const nonce = /'nonce-([^']+)'/.exec(response.headers.get('content-security-policy'))[1];
      for (const [name, value] of Object.entries(documentHeaders))
        assert.equal(response.headers.get(name), value.replace('{N}', nonce), name);
      assert.ok(Buffer.from(nonce, 'base64').length >= 16);
      assert.ok(html.includes(`nonce="${nonce}"`));
      assert.ok(!html.includes('__CSP_NONCE__'));
      nonces.add(nonce);
    }
    assert.equal(nonces.size, 3);
  });
}

test('every view of the page works without a complaint of the browser', async () => {
  const page = await openPage(browser, server);
  await openMessage(page, 'Order 7');
  for (const tab of ['Text', 'Headers', 'Source', 'Attachments', 'HTML']) await showTab(page, tab);
  await page.keyboard.press('?');
  await page.keyboard.press('Escape');
  await page.getByTitle('How to send mail here').click();
  await page.keyboard.press('Escape');
  assert.deepEqual(page.complaints, []);
});

test('a string cannot become markup or script (WEB-20)', async () => {
  const page = await openPage(browser, server);
  const outcome = await page.evaluate(() => {
    const attempts = {
      innerHTML: () => (document.createElement('div').innerHTML = '<img src=x onerror=1>'),
      document: () => document.write('<p>'),
      script: () => (document.createElement('script').text = '1'),
      timer: () => setTimeout('1'),
    };
    return Object.fromEntries(
      Object.entries(attempts).map(([name, attempt]) => {
        try {
          attempt();
          return [name, 'allowed'];
        } catch (error) {
          return [name, error.name];
        }
      }),
    );
  });
  assert.deepEqual(outcome, { innerHTML: 'TypeError', document: 'TypeError', script: 'TypeError', timer: 'TypeError' });
});

test('another site cannot put the page or a mail into its frame (WEB-08)', async () => {
  const tracker = await startTracker();
  const html = `${server.origin}/api/messages/${(await newestMessage(server)).id}/html`;
  tracker.host('/framer', [`${server.origin}/`, html].map((address) => `<iframe src="${address}"></iframe>`).join(''));
  const context = await browser.newContext();
  const page = await context.newPage();
  const mail = page.waitForResponse(html);
  await page.goto(`${tracker.url}/framer`);
  // The document is refused by its policy, the mail before it leaves the server (Sec-Fetch-Site).
  assert.equal((await mail).status(), 403);
  const frames = page.frames().filter((frame) => frame !== page.mainFrame());
  assert.equal(frames.length, 2);
  assert.match(frames[0].url(), /^chrome-error:/);
  for (const frame of frames) assert.doesNotMatch(await frame.content(), /Inbox|No mail|Hello/);
  await tracker.stop();
});
