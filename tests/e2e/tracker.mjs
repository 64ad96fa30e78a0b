// A stranger's web server: it counts what reaches it, and hosts pages that mean harm.
import { once } from 'node:events';
import { createServer } from 'node:http';
import { png } from '../support/messages.mjs';

export async function startTracker() {
  const pages = new Map();
  const requests = [];
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url, 'http://tracker');
    const page = pages.get(pathname);
    if (page === undefined) requests.push({ path: request.url, headers: request.headers });
    const isImage = pathname.endsWith('.png');
    const type = isImage ? 'image/png' : 'text/html; charset=utf-8';
    response.writeHead(200, { 'Content-Type': type, 'Access-Control-Allow-Origin': '*' });
    response.end(isImage ? png : (page ?? '<!doctype html><title>tracker</title>'));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    /** Everything that was asked for, but for the hosted pages. */
    requests,
    host(path, html) {
      pages.set(path, html);
    },
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
