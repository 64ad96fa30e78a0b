// Mail that means harm, in everything but HTML: names, subjects, file names, text (WEB-03, 11, 12, 14, 16, 17).
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { aFile } from '../support/messages.mjs';
import { startServer } from '../support/server.mjs';
import { closePages, openMessage, openPage, row, showTab, startBrowser } from './browser.mjs';
import { aLetter, clearInbox, lines, newestMessage } from './letters.mjs';

const tag = (place) => `<img src=x onerror=console.log('${place}')>`;

let server;
let browser;
before(async () => {
  browser = await startBrowser();
  server = await startServer();
});
after(async () => {
  await browser?.close();
  await server?.stop();
});
afterEach(() => closePages(browser));
beforeEach(() => clearInbox(server));

test('markup in any field is text (WEB-03)', async () => {
  const name = tag('file').replaceAll("'", '');
  await server.send(aLetter({
    subject: tag('subject'),
    from: `"${tag('from')}" <ann@example.com>`,
    to: `"${tag('to')}" <bob@example.com>`,
    text: tag('text'),
    attachments: [aFile('x', { type: 'application/x-odd', name, id: tag('cid') })],
    headers: `X-Odd: ${tag('field')}\r\nX-<img>: ${tag('name')}\r\n`,
  }));
  const page = await openPage(browser, server);
  await openMessage(page, 'subject');
  await page.getByRole('heading', { name: tag('subject') }).waitFor();
  await page.getByText(tag('from')).first().waitFor();
  for (const [tab, text] of [['Text', tag('text')], ['Headers', tag('field')], ['Source', tag('field')]]) {
    await showTab(page, tab);
    await page.getByRole('tabpanel').getByText(text).first().waitFor();
  }
  await showTab(page, 'Attachments');
  await page.getByRole('tabpanel').getByText('application/x-odd').first().waitFor();
  assert.equal(await page.locator('img').count(), 0);
  assert.deepEqual(page.logs, []);
  assert.deepEqual(page.complaints, []);
});

test('in plain text only http, https and mailto can be clicked (WEB-11)', async () => {
  const text = [
    'http://a.example/x"onmouseover="console.log(1) and https://b.example/(c).',
    'javascript:console.log(2) data:text/html,<script>console.log(3)</script> vbscript:x file:///etc/passwd',
    'mailto:ann@example.com {{link}} %%URL%% \u0001http://d.example\u0001',
  ].join('\n');
  await server.send(aLetter({ text }));
  const page = await openPage(browser, server);
  await openMessage(page, 'Order 7');
  const links = page.getByRole('tabpanel').getByRole('link');
  const addresses = await links.evaluateAll((found) => found.map((link) => link.getAttribute('href')));
  assert.deepEqual(addresses, [
    'http://a.example/x',
    'https://b.example/(c)',
    'mailto:ann@example.com',
    'http://d.example',
  ]);
  await links.first().hover();
  assert.deepEqual(page.logs, []);
});

test('a name cannot take the place of what the page is made of (WEB-16)', async () => {
  const names = ['app', 'body', 'cookie', 'dialog-title', 'tab-html', 'tab-panel', 'location'];
  const html = names.map((name) => `<form id="${name}" name="${name}"><input name="attributes"></form>`).join('');
  await server.send(aLetter({ subject: 'app', text: names.join(' '), html }));
  const page = await openPage(browser, server);
  await openMessage(page, 'app');
  await showTab(page, 'Text');
  await page.keyboard.press('u');
  await page.locator('li.unread').waitFor();
  assert.deepEqual(page.complaints, []);
});

test('a subject of a million characters, bidirectional marks and escapes is cut and cleaned (WEB-17)', async () => {
  const long = Array.from({ length: 1200 }, (_, index) => `=?utf-8?q?${'w'.repeat(40)}${index}?=`).join('\r\n ');
  await server.send(aLetter({ subject: long }));
  await server.send(aLetter({ subject: '=?utf-8?q?gpj=E2=80=AEexe.=1B[31m?=', text: 'turned' }));
  const page = await openPage(browser, server);
  await openMessage(page, 'turned');
  await page.waitForFunction(() => document.title.endsWith('· Mailweir'));
  assert.doesNotMatch(await page.title(), /[\u202a-\u202e\u2066-\u2069\u001b]/);
  await openMessage(page, 'wwwww');
  await page.waitForFunction(() => document.title.includes('wwwww'));
  assert.ok((await page.title()).length < 90);
  const height = await page.getByRole('heading', { level: 1, name: /^wwwww/ }).evaluate((heading) => heading.clientHeight);
  assert.ok(height < 100, `${height}`);
});

test('a million characters of text and a large HTML do not stop the page (WEB-12)', async () => {
  await server.send(aLetter({ subject: 'Large', html: lines(60_000, (line) => `<p>https://a.example/${line}</p>`) }));
  const page = await openPage(browser, server);
  await page.evaluate(() => {
    window.longest = 0;
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) window.longest = Math.max(window.longest, duration);
    }).observe({ entryTypes: ['longtask'] });
  });
  await row(page, 'Large').click();
  await page.getByRole('heading', { name: 'Large' }).waitFor();
  await showTab(page, 'Text');
  await page.getByRole('tabpanel').getByRole('link').first().waitFor();
  await page.waitForTimeout(200);
  assert.ok((await page.evaluate(() => window.longest)) < 2000);
});

test('an attachment that browsers would act on is downloaded or inert (WEB-14)', async () => {
  const script = "<script>console.log('ran')</script>";
  const active = [
    ['a.html', 'text/html', script],
    ['a.svg', 'image/svg+xml', `<svg xmlns="http://www.w3.org/2000/svg">${script}</svg>`],
    ['a.xml', 'text/xml', `<x xmlns:h="http://www.w3.org/1999/xhtml"><h:script>console.log('ran')</h:script></x>`],
    ['a.js', 'text/javascript', "console.log('ran')"],
    ['a.png', 'image/png', script],
    ['a.pdf', 'application/pdf', '%PDF-1.4'],
  ];
  await server.send(aLetter({ attachments: active.map(([name, type, content]) => aFile(content, { name, type })) }));
  const message = await newestMessage(server);
  const page = await openPage(browser, server);
  for (const { part } of message.attachments) {
    const address = `${server.origin}/api/messages/${message.id}/parts/${part}`;
    const download = page.waitForEvent('download', { timeout: 3000 }).catch(() => null);
    const shown = await page.goto(address).then(() => true, () => false);
    assert.ok(!shown && (await download), address);
  }
  assert.deepEqual(page.logs, []);
});
