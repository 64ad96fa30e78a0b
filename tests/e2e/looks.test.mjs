// Phones, the dark, and people who do not see the screen.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { after, afterEach, before, test } from 'node:test';
import { aFile, png } from '../support/messages.mjs';
import { startServer } from '../support/server.mjs';
import { closePages, openMessage, openPage, phone, row, showTab, startBrowser } from './browser.mjs';
import { aLetter } from './letters.mjs';

const axe = createRequire(import.meta.url).resolve('axe-core');

let server;
let browser;
before(async () => {
  browser = await startBrowser();
  server = await startServer();
  await server.send(aLetter({ subject: 'Plain' }));
  const rich = aLetter({
    subject: 'Rich',
    html: '<p>Hello</p>',
    attachments: [aFile(png, { type: 'image/png', name: 'dot.png' })],
    headers: 'Subject: Rich again\r\n',
  });
  await server.send(rich, { mailFrom: 'bounce@mailer.example', rcptTo: ['bob@example.com', 'audit@example.com'] });
});
after(async () => {
  await browser?.close();
  await server?.stop();
});
afterEach(() => closePages(browser));

/** axe-core comes through the debugger, since the page's policy lets no strange script in. The mail's frame is its own. */
async function violations(page) {
  await page.evaluate(await readFile(axe, 'utf8'));
  const { violations: found } = await page.evaluate(() => window.axe.run({ exclude: [['iframe']] }));
  return found.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 160)).join(' | ')}`);
}

async function background(page) {
  const colour = await page.locator('header').first().evaluate((element) => getComputedStyle(element).backgroundColor);
  return colour.match(/\d+/g).slice(0, 3).reduce((sum, part) => sum + Number(part), 0) / 3;
}

for (const colorScheme of ['light', 'dark']) {
  test(`list and message have nothing that axe finds (${colorScheme})`, async () => {
    const page = await openPage(browser, server, { colorScheme });
    await row(page, 'Rich').waitFor();
    assert.deepEqual(await violations(page), []);
    await openMessage(page, 'Rich');
    for (const tab of ['HTML', 'Text', 'Headers', 'Source', 'Attachments']) {
      await showTab(page, tab);
      assert.deepEqual(await violations(page), [], tab);
    }
    await page.keyboard.press('#');
    assert.deepEqual(await violations(page), []);
    assert.deepEqual(page.complaints, []);
  });
}

test('the dark follows the system until the user chooses', async () => {
  const page = await openPage(browser, server, { colorScheme: 'dark' });
  assert.ok((await background(page)) < 60);
  await page.getByRole('button', { name: /^Colours/ }).click();
  assert.ok((await background(page)) > 200);
  await page.reload();
  assert.ok((await background(page)) > 200);
});

test('on a phone a message takes the place of the list, and "Inbox" leads back', async () => {
  const page = await openPage(browser, server, phone);
  await row(page, 'Rich').tap();
  await page.getByRole('heading', { name: 'Rich' }).waitFor();
  assert.equal(await row(page, 'Plain').isVisible(), false);
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  assert.ok(overflow <= 0);
  assert.ok((await page.locator('iframe').evaluate((frame) => frame.clientHeight)) > 500);
  await page.getByRole('button', { name: 'Inbox' }).tap();
  await row(page, 'Plain').waitFor();
  assert.equal(await page.getByRole('heading', { name: 'Rich' }).isVisible(), false);
  assert.deepEqual(await violations(page), []);
});
