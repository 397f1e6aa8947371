// What a member on a slow phone pays for, on the release build.
import { brotliCompressSync } from 'node:zlib';
import { get } from 'node:http';
import { expect, test, visit } from '../fixtures';
import { decide, links, pages, VISITORS } from '../support/pages';

/** KB of 1000 bytes. Origin: docs/decisions/0004-build-tool.md; pages: one round trip of a fresh connection (10 segments). */
const MOST = { code: 170_000, style: 14_000, page: 14_000 };
const WITHOUT_CODE = ['/', '/policy', '/activity', '/khong-co', '/sign-up/guardian'];

/** Bytes on the wire of one file, as a browser that takes brotli gets it. */
const sent = (url: string) =>
  new Promise<number>((resolve, reject) => {
    get(url, { headers: { 'Accept-Encoding': 'br' } }, answer => {
      let bytes = 0;
      answer.on('data', (part: Buffer) => (bytes += part.length)).on('end', () => resolve(bytes));
      if (answer.headers['content-encoding'] !== 'br') reject(new Error(`${url} is not sent in brotli`));
    }).on('error', reject);
  });

test('code and style of a page of forms stay within their budgets', async ({ page, member }) => {
  expect(member.username).toBeTruthy();
  const files = new Set<string>();
  page.on('request', request => void (/\.(js|wasm|css)$/.test(request.url()) && files.add(request.url())));
  await visit(page, '/profile');
  const bytes = { code: 0, style: 0 };
  for (const url of files) bytes[url.endsWith('.css') ? 'style' : 'code'] += await sent(url);
  test.info().annotations.push({ type: 'bytes', description: JSON.stringify(bytes) });
  expect(bytes.code).toBeGreaterThan(0);
  expect(bytes.code).toBeLessThanOrEqual(MOST.code);
  expect(bytes.style).toBeLessThanOrEqual(MOST.style);
});

for (const who of VISITORS) {
  test(`every page of ${who} fits into its budget`, async ({ context, request, member, letters, server }) => {
    const own = await links(who, member, context.request, server, letters);
    if (who === 'a member') await decide(context.request, server);
    for (const path of [...pages(who, own), '/khong-co']) {
      const html = await (await (who === 'a member' ? context.request : request).get(path)).body();
      const packed = brotliCompressSync(html).length;
      test.info().annotations.push({ type: 'bytes', description: `${path} ${packed} in brotli, ${html.length} raw` });
      expect(packed, path).toBeLessThanOrEqual(MOST.page);
    }
  });
}

test('a page without a form of ours loads no code at all', async ({ page, member, watch }) => {
  expect(member.username).toBeTruthy();
  watch.expectRefusal();
  const code: string[] = [];
  page.on('request', request => void (/\.(js|wasm)$/.test(request.url()) && code.push(request.url())));
  for (const path of WITHOUT_CODE) {
    await page.goto(path, { waitUntil: 'networkidle' });
    expect(code, path).toEqual([]);
  }
});
