// The list: what arrives, what is marked, what goes.
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { startServer } from '../support/server.mjs';
import { closePages, openMessage, openPage, row, rows, startBrowser } from './browser.mjs';
import { aLetter, clearInbox, sendAll } from './letters.mjs';

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

const dialog = (page) => page.getByRole('dialog');
const confirmed = (page, action) => dialog(page).getByRole('button', { name: action, exact: true }).click();

test('a mail sent over SMTP is shown within two seconds, without a reload', async () => {
  await server.send(aLetter({ subject: 'An older one' }));
  const page = await openPage(browser, server);
  const sentAt = performance.now();
  await server.send(aLetter({ subject: 'Just sent' }));
  await row(page, 'Just sent').waitFor();
  assert.ok(performance.now() - sentAt < 2000);
  assert.match(await rows(page).first().textContent(), /Just sent/);
  assert.equal(await page.title(), '(2) Mailweir');
  await page.locator('[aria-live="polite"]', { hasText: 'New message from Ann Example: Just sent' }).waitFor({ state: 'attached' });
  assert.deepEqual(page.complaints, []);
});

test('an empty inbox says where to send, and the first mail takes its place', async () => {
  const page = await openPage(browser, server);
  await page.getByRole('heading', { name: 'No mail yet' }).waitFor();
  await page.getByRole('button', { name: 'Django' }).click();
  const settings = await page.locator('pre').textContent();
  assert.match(settings, new RegExp(`EMAIL_HOST = "${server.smtp.host}"\\nEMAIL_PORT = ${server.smtp.port}`));
  await page.getByRole('button', { name: 'Put in a sample mail' }).click();
  await row(page, 'A sample mail').waitFor();
  assert.equal(await page.getByRole('heading', { name: 'No mail yet' }).count(), 0);
});

test('opening a message marks it as read, and u marks it as unread again', async () => {
  await server.send(aLetter());
  const page = await openPage(browser, server);
  await page.locator('li.unread').waitFor();
  await openMessage(page, 'Order 7');
  await page.locator('li.unread').waitFor({ state: 'detached' });
  assert.equal(await page.title(), 'Order 7 is on its way · Mailweir');
  await page.keyboard.press('u');
  await page.locator('li.unread').waitFor();
  await page.waitForFunction(() => document.title.startsWith('(1)'));
});

test('what another program marks or deletes is seen at once', async () => {
  await server.send(aLetter());
  const page = await openPage(browser, server);
  await page.locator('li.unread').waitFor();
  await server.call('PATCH', '/api/messages?all=true', { json: { read: true } });
  await page.locator('li.unread').waitFor({ state: 'detached' });
  await openMessage(page, 'Order 7');
  await clearInbox(server);
  await page.getByText('This message has been deleted.').waitFor();
});

test('a message is deleted after a question, and the next one opens', async () => {
  for (const subject of ['First', 'Second', 'Third']) await server.send(aLetter({ subject }));
  const page = await openPage(browser, server);
  await openMessage(page, 'Second');
  await page.keyboard.press('#');
  await dialog(page).getByText('Delete this message?').waitFor();
  await page.keyboard.press('Escape');
  assert.equal(await row(page, 'Second').count(), 1);
  await page.keyboard.press('Delete');
  await dialog(page).getByText('Delete this message?').waitFor();
  await page.keyboard.press('Enter');
  await row(page, 'Second').waitFor({ state: 'detached' });
  await page.getByRole('heading', { name: 'First' }).waitFor();
  assert.equal(await rows(page).count(), 2);
});

test('several are selected, marked and deleted together', async () => {
  for (const number of [1, 2, 3, 4]) await server.send(aLetter({ subject: `Number ${number}` }));
  const page = await openPage(browser, server);
  await rows(page).nth(3).waitFor();
  await page.locator('.choose').nth(0).click();
  await page.locator('.choose').nth(2).click({ modifiers: ['Shift'] });
  await page.getByText('3 messages selected').waitFor();
  await page.getByRole('button', { name: 'Mark as read' }).click();
  await page.waitForFunction(() => document.querySelectorAll('li.unread').length === 1);
  await page.getByRole('button', { name: 'Delete the selected' }).click();
  await confirmed(page, 'Delete');
  await page.waitForFunction(() => document.querySelectorAll('[data-id]').length === 1);
  assert.match(await rows(page).first().textContent(), /Number 1/);
});

test('all are marked as read, and all are deleted after a question', async () => {
  for (const number of [1, 2, 3]) await server.send(aLetter({ subject: `Number ${number}` }));
  const page = await openPage(browser, server);
  await rows(page).nth(2).waitFor();
  await page.keyboard.press('Shift+A');
  await page.locator('li.unread').first().waitFor({ state: 'detached' });
  assert.equal(await page.title(), 'Mailweir');
  await page.getByRole('button', { name: 'Delete all' }).click();
  await dialog(page).getByText('Delete all 3 messages?').waitFor();
  await confirmed(page, 'Delete all');
  await page.getByRole('heading', { name: 'No mail yet' }).waitFor();
  assert.equal((await server.get('/api/messages')).total, 0);
});

test('the unread view keeps the open message until the view is left', async () => {
  await server.send(aLetter({ subject: 'One' }));
  await server.send(aLetter({ subject: 'Two' }));
  const page = await openPage(browser, server);
  await page.getByRole('button', { name: /^Unread/ }).click();
  await openMessage(page, 'One');
  await page.waitForFunction(() => document.querySelectorAll('li.unread').length === 1);
  assert.equal(await rows(page).count(), 2);
  await page.getByRole('button', { name: /^All/ }).click();
  await page.getByRole('button', { name: /^Unread/ }).click();
  await page.waitForFunction(() => document.querySelectorAll('[data-id]').length === 1);
});

test('j and k move through the list, Enter opens, Escape goes back', async () => {
  for (const subject of ['Old', 'Middle', 'New']) await server.send(aLetter({ subject }));
  const page = await openPage(browser, server);
  await rows(page).nth(2).waitFor();
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Middle' }).waitFor();
  await page.keyboard.press('k');
  await page.getByRole('heading', { name: 'New', exact: true }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByText('No message is open').waitFor();
  assert.equal(new URL(page.url()).pathname, '/');
  await page.keyboard.press('?');
  await dialog(page).getByText('Mark all as read').waitFor();
});

test('a long list loads as it is scrolled, and holds few rows in the document', async () => {
  const count = 150;
  const numbers = Array.from({ length: count }, (_, index) => index);
  await sendAll(server, numbers.map((number) => aLetter({ subject: `Number ${number} of many` })));
  const page = await openPage(browser, server);
  await row(page, `Number ${count - 1} of many`).waitFor();
  while ((await row(page, 'Number 0 of many').count()) === 0) {
    await page.locator('.viewport').evaluate((viewport) => viewport.scrollTo(0, viewport.scrollHeight));
    await page.evaluate(() => new Promise(requestAnimationFrame));
    assert.ok((await rows(page).count()) < 60);
  }
});

test('who reads further down is not moved by arrivals', async () => {
  const numbers = Array.from({ length: 40 }, (_, number) => number);
  await sendAll(server, numbers.map((number) => aLetter({ subject: `Number ${number}.` })));
  const page = await openPage(browser, server);
  await row(page, 'Number 39.').waitFor();
  await page.locator('.viewport').evaluate((viewport) => viewport.scrollTo(0, 1000));
  const place = () => row(page, 'Number 25.').evaluate((element) => Math.round(element.getBoundingClientRect().top));
  await row(page, 'Number 25.').waitFor();
  const was = await place();
  await server.send(aLetter({ subject: 'On top' }));
  await page.getByRole('button', { name: '1 new' }).waitFor();
  assert.equal(await place(), was);
  await page.getByRole('button', { name: '1 new' }).click();
  await row(page, 'On top').waitFor();
});
