// What a member on a slow phone pays for, in bytes after brotli. Fails when a file has outgrown its budget.
import { readFileSync, statSync } from 'node:fs';

const site = 'target/site';
const assets = JSON.parse(readFileSync(`${site}/assets.json`, 'utf8'));
const sent = (path) => statSync(`${site}${path}.br`).size;

// KB of 1000 bytes. Origin: docs/decisions/0004-build-tool.md.
const budgets = [
  { what: 'script and wasm', bytes: sent(assets.js) + sent(assets.wasm), most: 170_000 },
  { what: 'script of passkeys, where they are used', bytes: sent('/passkeys.js'), most: 2_500 },
  { what: 'script and wasm that check a receipt, on their page', bytes: sent(assets.receipts_js) + sent(assets.receipts_wasm), most: 60_000 },
  { what: 'script beside a new password', bytes: sent('/strength.js'), most: 700 },
  { what: 'style', bytes: sent(assets.css), most: 14_000 },
];

for (const { what, bytes, most } of budgets) {
  const verdict = bytes <= most ? 'within' : 'OVER';
  console.log(`${what}: ${(bytes / 1000).toFixed(1)} KB, ${verdict} its budget of ${most / 1000} KB`);
  if (bytes > most) process.exitCode = 1;
}
