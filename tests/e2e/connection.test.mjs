// The live stream: lost, found again, never there.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startServer } from '../support/server.mjs';
import { openPage, row, startBrowser } from './browser.mjs';
import { aLetter } from './letters.mjs';

let browser;
before(async () => {
  browser = await startBrowser();
});
after(() => browser?.close());

test('a page finds a server that was started anew, and what came meanwhile', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'mailweir-e2e-'));
  const db = join(folder, 'mail.db');
  const first = await startServer({ db });
  await first.send(aLetter({ subject: 'Before' }));
  const page = await openPage(browser, first);
  await row(page, 'Before').waitFor();
  await first.stop();
  await page.locator('[data-status="waiting"]').waitFor();
  await page.getByText(/^Offline/).waitFor();

  const second = await startServer({ db, options: ['--http', `127.0.0.1:${first.http.port}`] });
  await second.send(aLetter({ subject: 'Meanwhile' }));
  await page.locator('[data-status="open"]').waitFor({ state: 'attached', timeout: 20_000 });
  await row(page, 'Meanwhile').waitFor();
  await second.send(aLetter({ subject: 'Afterwards' }));
  await row(page, 'Afterwards').waitFor();
  assert.equal(await row(page, 'Before').count(), 1);
  await second.stop();
  await rm(folder, { recursive: true });
});

test('without a live stream, storage and clipboard the page still works (WEB-19)', async () => {
  const server = await startServer();
  await server.send(aLetter());
  const context = await browser.newContext();
  await context.addInitScript(() => {
    Object.defineProperty(window, 'localStorage', {
      get() {
        throw new DOMException('blocked', 'SecurityError');
      },
    });
    navigator.clipboard.writeText = () => Promise.reject(new DOMException('denied', 'NotAllowedError'));
    window.tries = 0;
    window.WebSocket = class extends EventTarget {
      constructor() {
        super();
        window.tries += 1;
        queueMicrotask(() => this.onclose?.(new CloseEvent('close')));
      }
    };
  });
  const page = await context.newPage();
  await page.goto(server.origin);
  await row(page, 'Order 7').click();
  await page.getByRole('tab', { name: 'Headers' }).click();
  await page.getByRole('cell', { name: 'Order 7 is on its way' }).waitFor();
  await page.getByRole('button', { name: 'Copy all' }).click();
  await page.getByText('Headers copied').waitFor();
  await page.getByRole('button', { name: /^Colours/ }).click();
  assert.equal(await page.locator('html').getAttribute('data-theme'), 'light');
  await page.waitForFunction(() => window.tries >= 3);
  await page.getByText(/^Offline/).waitFor();
  await server.stop();
});
