// A second verifier of receipts that shares no code with the first: Node's own JSON and Ed25519.
// node verify_receipts.mjs KEYS.json RECEIPTS: one receipt a line; prints 1 or 0 for each.
import { createPublicKey, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';

const [keysFile, receiptsFile] = process.argv.slice(2);
const keys = new Map(JSON.parse(readFileSync(keysFile, 'utf8')).keys.map(key => [key.kid, createPublicKey({ key, format: 'jwk' })]));

/** RFC 8785 for texts and whole numbers: sorted by UTF-16, which is how JavaScript sorts. */
function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const fields = Object.keys(value).sort().map(name => `${JSON.stringify(name)}:${canonical(value[name])}`);
  return `{${fields.join(',')}}`;
}

function genuine(text) {
  try {
    const whole = JSON.parse(text);
    if (canonical(whole) !== text) return false;
    const { proof, ...receipt } = whole;
    const { type, kid, signature } = proof;
    const bytes = Buffer.from(signature, 'base64url');
    const alone = Object.keys(proof).length === 3 && type === 'Ed25519' && bytes.toString('base64url') === signature;
    const key = keys.get(kid);
    return alone && key !== undefined && verify(null, Buffer.from(canonical(receipt)), key, bytes);
  } catch {
    return false;
  }
}

const lines = readFileSync(receiptsFile, 'utf8').split('\n').filter(line => line !== '');
process.stdout.write(lines.map(line => (genuine(line) ? '1' : '0')).join(''));
