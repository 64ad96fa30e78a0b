// Debian's Chromium, one for each test file, and pages that remember what they complained about.
import { chromium } from 'playwright-core';

const flags = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export const desktop = { viewport: { width: 1440, height: 900 } };
export const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };

export function startBrowser() {
  return chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: flags });
}

/**
 * A page of its own context, at `path` of the server. `page.complaints` gathers what the console says at level warning
 * or error and what was thrown; `page.logs` what scripts logged.
 */
export async function openPage(browser, server, { path = '/', ...options } = {}) {
  const context = await browser.newContext({ ...desktop, ...options });
  const page = await context.newPage();
  // A busy machine must not fail a test: what has to be quick is measured where it matters.
  page.setDefaultTimeout(30_000);
  page.complaints = [];
  page.logs = [];
  page.on('console', (message) => {
    if (message.type() === 'log') page.logs.push(message.text());
    if (['error', 'warning'].includes(message.type())) page.complaints.push(message.text());
  });
  page.on('pageerror', (error) => page.complaints.push(String(error)));
  await page.goto(server.origin + path);
  await page.locator('[data-status="open"]').waitFor({ state: 'attached' });
  return page;
}

/** What a test opened goes with it: live pages of earlier tests would only take time from later ones. */
export const closePages = (browser) => Promise.all(browser.contexts().map((context) => context.close()));

export const rows = (page) => page.locator('[data-id]');
export const row = (page, text) => rows(page).filter({ hasText: text });
export const mailFrame = (page) => page.frameLocator("iframe[title=\"The mail's HTML\"]");

/** Opens a message of the list by a piece of its row, and waits until it is shown. */
export async function openMessage(page, text) {
  await row(page, text).first().click();
  await page.getByRole('tabpanel').waitFor();
}

export const showTab = (page, name) => page.getByRole('tab', { name }).click();
