// A line so slow that a page arrives in pieces, and every piece is drawn before the next one comes.
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Trickle {
  /** The address to open instead of the server's. */
  url: string;
  /** Once the browser has asked for a page. */
  asked: Promise<void>;
  /** Lets the next piece of the page come; false when that was the last. */
  next(): boolean;
  stop(): Promise<void>;
}

/** The head in one piece, since nothing is drawn before it is whole; then the body. */
function cut(page: string, tags: number): string[] {
  const body = page.indexOf('<body');
  const each = page.slice(body).split(/(?=<)/);
  const pieces = [page.slice(0, body)];
  for (let at = 0; at < each.length; at += tags) pieces.push(each.slice(at, at + tags).join(''));
  return pieces;
}

/** Stands before the server at `origin` and passes everything on: files at once, a page in pieces of `tags` tags each. */
export async function trickle(origin: string, tags: number): Promise<Trickle> {
  let come = () => {};
  const asked = new Promise<void>(resolve => (come = resolve));
  let waiting: { pieces: string[]; to: ServerResponse } | undefined;
  const between = createServer((request, response) => {
    void (async () => {
      const headers = new Headers(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
      for (const own of ['host', 'connection', 'accept-encoding']) headers.delete(own);
      const answer = await fetch(origin + request.url, { headers, redirect: 'manual' });
      const page = answer.headers.get('content-type')?.startsWith('text/html') ?? false;
      const passed = [...answer.headers].filter(([name]) => !['content-length', 'content-encoding', 'transfer-encoding'].includes(name));
      response.writeHead(answer.status, passed);
      if (page) {
        waiting = { pieces: cut(await answer.text(), tags), to: response };
        come();
      } else response.end(Buffer.from(await answer.arrayBuffer()));
    })();
  });
  await new Promise<void>(listening => between.listen(0, 'localhost', listening));
  const next = () => {
    if (!waiting) throw new Error('No page is on its way.');
    waiting.to.write(waiting.pieces.shift() ?? '');
    if (waiting.pieces.length > 0) return true;
    waiting.to.end();
    waiting = undefined;
    return false;
  };
  const stop = () =>
    new Promise<void>(stopped => {
      between.close(() => stopped());
      between.closeAllConnections();
    });
  const url = new URL(origin);
  url.port = String((between.address() as AddressInfo).port);
  return { url: url.origin, asked, next, stop };
}
