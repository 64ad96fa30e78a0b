// Screenshots of list and message, of mails made for them: node tests/e2e/screenshots.mjs FOLDER
// The program is found as the tests find it (MAILWEIR_BIN).
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { aFile, png } from '../support/messages.mjs';
import { startServer } from '../support/server.mjs';
import { desktop, mailFrame, openMessage, openPage, phone, row, startBrowser } from './browser.mjs';
import { aLetter } from './letters.mjs';

const order = `<!doctype html><html><head><meta name="viewport" content="width=device-width"><style>
body{margin:0;background:#f3efe8;font-family:Inter,Helvetica,Arial,sans-serif;color:#2b2620}
.card{max-width:560px;margin:28px auto;background:#fff;border-radius:14px;overflow:hidden}
.top{background:#23463d;color:#fff;padding:26px 32px;font-size:20px;font-weight:600}
.in{padding:28px 32px;line-height:1.6;font-size:15px} h2{margin:0 0 8px;font-size:22px}
table{width:100%;border-collapse:collapse;margin:20px 0} td{padding:10px 0;border-bottom:1px solid #eee6da}
td:last-child{text-align:right} .go{display:inline-block;background:#c9622f;color:#fff;text-decoration:none;
padding:12px 22px;border-radius:8px;font-weight:600} .low{color:#8b8175;font-size:13px}
</style></head><body><div class="card"><div class="top">Fern &amp; Kettle</div><div class="in">
<h2>Your tea is on its way, Ann</h2><p>We packed order 2071 this morning. It should reach you on Thursday.</p>
<table><tr><td>Lapsang, smoked over pine, 100 g</td><td>&euro; 11.50</td></tr>
<tr><td>Green Sencha, first flush, 50 g</td><td>&euro; 14.00</td></tr>
<tr><td>Shipping</td><td>&euro; 3.90</td></tr><tr><td><b>Together</b></td><td><b>&euro; 29.40</b></td></tr></table>
<p><a class="go" href="https://fern-and-kettle.example/track/2071">Follow the parcel</a></p>
<p class="low">Something wrong? Answer this mail, a person reads it.</p></div></div></body></html>`;

const invoice = aFile('%PDF-1.4', { type: 'application/pdf', name: 'invoice-2071.pdf' });
const picture = aFile(png, { type: 'image/png', name: 'sensor.png' });

const letters = [
  { from: 'Harbour Library <desk@library.example>', subject: 'Two books are due on Monday', text: 'The Log from the Sea of Cortez, and one more.' },
  { from: 'cron@build-7.example', subject: 'Backup finished with 1 warning', text: '41 GB in 12 minutes; one file was being written.', headers: 'Subject: again\r\n' },
  { from: 'Mira Solberg <mira@studio.example>', subject: 'Drawings for the footbridge', text: 'Here is the second version, with the railing moved.', attachments: [picture, invoice] },
  { from: 'Tidewatch <alerts@tidewatch.example>', subject: 'Water level above 1.40 m at the weir', text: 'Gauge 4 reports 1.42 m since 06:00, and rising.', attachments: [picture] },
  { from: 'Accounts <no-reply@fern-and-kettle.example>', subject: 'Confirm your address', text: 'Follow https://fern-and-kettle.example/confirm within a day.' },
  { from: 'Night Train <tickets@nighttrain.example>', subject: 'Your ticket from Lyon to Trieste', text: 'Carriage 12, berth 34. The train waits for nobody.', attachments: [invoice] },
  { from: 'Jonas Weber <jonas@team.example>', subject: 'Re: staging sends two mails per sign-up', text: 'Found it: the queue retried after the time-out.' },
  { from: 'Fern & Kettle <orders@fern-and-kettle.example>', subject: 'Your tea is on its way', html: order, attachments: [invoice] },
];

async function sendLetters(server) {
  for (const letter of letters) {
    const rcptTo = letter.html ? ['ann@example.com', 'orders-archive@fern-and-kettle.example'] : ['ann@example.com'];
    const mailFrom = letter.html ? 'bounce+2071@mailer.example' : /[\w.+-]+@[\w.-]+/.exec(letter.from)[0];
    const date = 'Date: Fri, 02 Jan 2026 08:12:00 +0000\r\n';
    const headers = `${date}${letter.headers ?? ''}`;
    await server.send(aLetter({ ...letter, headers, to: 'Ann Example <ann@example.com>' }), { mailFrom, rcptTo });
  }
  const { messages } = await server.get('/api/messages');
  const seen = messages.filter(({ subject }) => /library|books|Backup|Confirm|Re:/.test(subject)).map(({ id }) => id);
  await server.call('PATCH', '/api/messages', { json: { ids: seen, read: true } });
}

const folder = process.argv[2];
if (folder === undefined) throw new Error('usage: node tests/e2e/screenshots.mjs FOLDER');
await mkdir(folder, { recursive: true });
const browser = await startBrowser();
const server = await startServer();
try {
  const views = { desktop, tablet: { viewport: { width: 1024, height: 768 } }, phone: { ...phone, deviceScaleFactor: 2 } };
  for (const [name, view] of Object.entries(views)) {
    for (const colorScheme of ['light', 'dark']) {
      await server.call('DELETE', '/api/messages?all=true');
      await sendLetters(server);
      const page = await openPage(browser, server, { ...view, colorScheme });
      await row(page, 'Your tea').waitFor();
      await page.screenshot({ path: join(folder, `${name}-${colorScheme}-list.png`) });
      await openMessage(page, 'Your tea');
      await mailFrame(page).getByRole('heading', { name: 'Your tea is on its way, Ann' }).waitFor();
      await page.mouse.move(0, 0);
      await page.screenshot({ path: join(folder, `${name}-${colorScheme}-message.png`) });
      await page.context().close();
    }
  }
} finally {
  await browser.close();
  await server.stop();
}
