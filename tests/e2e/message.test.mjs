// One message: its tabs, its facts, its attachments.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { aFile, png } from '../support/messages.mjs';
import { startServer } from '../support/server.mjs';
import { mailFrame, openMessage, openPage, row, rows, showTab, startBrowser } from './browser.mjs';
import { aLetter, clearInbox, lines } from './letters.mjs';

const letter = aLetter({
  subject: 'Your receipt',
  html: '<h1>Paid in full</h1><img id="logo" src="cid:logo@shop"><p>See https://shop.example/r/7 for more.</p>',
  attachments: [
    aFile(png, { type: 'image/png', name: 'logo.png', id: 'logo@shop', disposition: 'inline' }),
    aFile('%PDF-1.4 not really', { type: 'application/pdf', name: 'receipt 7.pdf' }),
  ],
  headers: 'X-Order: =?utf-8?q?sch=C3=B6n?=\r\n',
});

let server;
let browser;
let page;
before(async () => {
  browser = await startBrowser();
  server = await startServer();
  await server.send(letter);
  page = await openPage(browser, server);
  await openMessage(page, 'Your receipt');
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

test('the HTML is shown in a frame that can do nothing, with its inline image', async () => {
  await mailFrame(page).getByRole('heading', { name: 'Paid in full' }).waitFor();
  const width = await mailFrame(page).locator('#logo').evaluate((image) => image.decode().then(() => image.naturalWidth));
  assert.equal(width, 1);
  const frame = page.locator('iframe');
  assert.equal(await frame.getAttribute('sandbox'), 'allow-popups allow-popups-to-escape-sandbox');
  assert.equal(await frame.getAttribute('referrerpolicy'), 'no-referrer');
});

test('the frame takes the widths of a tablet and a phone', async () => {
  const width = () => page.locator('iframe').evaluate((frame) => frame.clientWidth);
  await page.getByRole('button', { name: 'Phone, 390 pixels' }).click();
  assert.equal(await width(), 390);
  await page.getByRole('button', { name: 'Tablet, 768 pixels' }).click();
  assert.equal(await width(), 768);
  await page.getByRole('button', { name: 'Full width' }).click();
  assert.ok((await width()) > 900);
});

test('the text has clickable links', async () => {
  await showTab(page, 'Text');
  const link = page.getByRole('tabpanel').getByRole('link');
  assert.equal(await link.getAttribute('href'), 'https://shop.example/r/7');
  assert.equal(await link.getAttribute('rel'), 'noopener noreferrer');
});

test('headers are shown decoded and as they came', async () => {
  await showTab(page, 'Headers');
  const order = page.getByRole('row').filter({ hasText: 'X-Order' });
  assert.match(await order.textContent(), /schön/);
  await page.getByRole('button', { name: 'As it came' }).click();
  assert.match(await order.textContent(), /=\?utf-8\?q\?sch=C3=B6n\?=/);
});

test('the source is the message as it was sent', async () => {
  await showTab(page, 'Source');
  const source = await page.getByLabel('Source of the message').textContent();
  assert.equal(source.replaceAll('\r\n', '\n'), letter.toString().replaceAll('\r\n', '\n'));
});

test('a large source is shown in part', async () => {
  await server.send(aLetter({ subject: 'Large', text: lines(20_000, () => 'x'.repeat(70)) }));
  await openMessage(page, 'Large');
  await page.getByText(/^The beginning of 1\.4 MB/).waitFor();
  const length = await page.getByLabel('Source of the message').evaluate((pre) => pre.textContent.length);
  assert.ok(length > 100_000 && length <= 256 * 1024, `${length}`);
});

test('an attached image is shown, and a file is downloaded under its name', async () => {
  await openMessage(page, 'Your receipt');
  await showTab(page, 'Attachments');
  const image = page.getByRole('img', { name: 'logo.png' });
  await image.scrollIntoViewIfNeeded();
  assert.equal(await image.evaluate((element) => element.decode().then(() => element.naturalWidth)), 1);
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Download receipt 7.pdf' }).click(),
  ]);
  assert.equal(download.suggestedFilename(), 'receipt 7.pdf');
  assert.equal(await readFile(await download.path(), 'utf8'), '%PDF-1.4 not really');
  await page.getByRole('cell', { name: 'multipart/related' }).waitFor();
});

test('the envelope is told apart from the header', async () => {
  await server.send(aLetter({ subject: 'To whom?', to: 'Ann Example <ann@example.com>, list@example.com' }), {
    mailFrom: 'bounce+7@mailer.example',
    rcptTo: ['ann@example.com', 'audit@example.com'],
  });
  await openMessage(page, 'To whom?');
  const envelope = page.getByRole('region', { name: 'Envelope' });
  await envelope.getByText('bounce+7@mailer.example').waitFor();
  assert.equal(await envelope.getByText('blind copy').count(), 1);
  assert.match(await envelope.locator('.recipient', { hasText: 'blind copy' }).textContent(), /audit@example\.com/);
  assert.match(await envelope.textContent(), /Not to\s*list@example\.com/);
});

test('defects are told in words', async () => {
  await server.send(aLetter({ subject: 'The first one', headers: 'Subject: Another\r\n' }));
  await openMessage(page, 'The first one');
  await page.getByText('A field that may stand only once is there twice').first().waitFor();
});

test('a message has an address that can be shared, and "back" is the list', async () => {
  const address = await row(page, 'Your receipt').getAttribute('href');
  const other = await openPage(browser, server, { path: address });
  await other.getByRole('heading', { name: 'Your receipt' }).waitFor();
  await other.getByRole('button', { name: 'Close' }).click();
  await other.getByText('No message is open').waitFor();
  await openMessage(other, 'Your receipt');
  await other.goBack();
  await other.getByText('No message is open').waitFor();
  await other.goto(`${server.origin}/message/0000000000000000000000`);
  await other.getByText('There is no such message').waitFor();
  await other.close();
});

test('the page complained about nothing', async () => {
  assert.deepEqual(page.complaints, []);
  await clearInbox(server);
  assert.equal(await rows(page).count(), 0);
});
