// Reads the letters that the server writes as files.
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from '@playwright/test';

export interface Letter {
  to: string;
  subject: string;
  text: string;
  /** Every address the letter leads to. */
  links: string[];
}

export class Letters {
  private readonly read = new Map<string, Letter>();

  constructor(private readonly folder: string) {}

  /** Every letter to this address so far. */
  async sentTo(address: string): Promise<Letter[]> {
    for (const name of await readdir(this.folder).catch(() => [])) {
      if (name.endsWith('.eml') && !this.read.has(name)) this.read.set(name, parse(await readFile(join(this.folder, name), 'latin1')));
    }
    return [...this.read.values()].filter(letter => letter.to === address);
  }

  /** The letter to this address with these words in its subject, as soon as it is there. */
  async to(address: string, subject: string): Promise<Letter> {
    const found = async () => (await this.sentTo(address)).find(letter => letter.subject.includes(subject));
    await expect.poll(found, { message: `the letter “${subject}” to ${address}`, timeout: 20_000 }).toBeTruthy();
    return (await found())!;
  }
}

function parse(source: string): Letter {
  const [head = '', ...rest] = source.split(/\r?\n\r?\n/);
  const headers = new Map<string, string>();
  for (const line of head.replace(/\r?\n[ \t]+/g, ' ').split(/\r?\n/)) {
    const [, name = '', value = ''] = /^([^:]+):\s*(.*)$/.exec(line) ?? [];
    headers.set(name.toLowerCase(), value);
  }
  const text = decoded(rest.join('\n\n'), headers.get('content-transfer-encoding'));
  return {
    to: (headers.get('to') ?? '').replace(/^.*<|>.*$/g, ''),
    subject: words(headers.get('subject') ?? ''),
    text,
    links: text.match(/https?:\/\/[^\s<>"]+/g) ?? [],
  };
}

function decoded(body: string, encoding = '7bit'): string {
  switch (encoding.toLowerCase()) {
    case 'base64':
      return Buffer.from(body, 'base64').toString('utf8');
    case 'quoted-printable':
      return quotedPrintable(body.replace(/=\r?\n/g, ''));
    default:
      return Buffer.from(body, 'latin1').toString('utf8');
  }
}

const quotedPrintable = (body: string) =>
  Buffer.from(body.replace(/=([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16))), 'latin1').toString('utf8');

/** Encoded words of a header (RFC 2047); the space between two of them does not count. */
const words = (value: string) =>
  value
    .replace(/\?=\s+=\?/g, '?==?')
    .replace(/=\?utf-8\?([bq])\?([^?]*)\?=/gi, (_, kind: string, coded: string) =>
      kind.toLowerCase() === 'b' ? decoded(coded, 'base64') : quotedPrintable(coded.replace(/_/g, ' ')),
    );
