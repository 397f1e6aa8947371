// A gateway of text messages, as docs/operating.md describes one: a tiny HTTP server on this machine.
import { expect } from '@playwright/test';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

const TOKEN = 'a-token-of-the-stories';

interface Message {
  id: string;
  to: string;
  text: string;
}

export interface Gateway {
  /** What makes a server send its messages here. */
  settings: Record<string, string>;
  /** The six digits of the only message that came in for this number since the last one, as soon as it is there. */
  code(phone: string): Promise<string>;
  stop(): Promise<void>;
}

export async function startGateway(): Promise<Gateway> {
  const taken: Message[] = [];
  const server = createServer(async (request, answer) => {
    const told = request.method === 'POST' && request.url === '/messages' && request.headers.authorization === `Bearer ${TOKEN}`;
    if (told) taken.push(await message(request));
    answer.writeHead(told ? 202 : 403).end();
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    settings: { METIZ_SMS_URL: `http://127.0.0.1:${port}/messages`, METIZ_SMS_TOKEN: TOKEN },
    async code(phone) {
      const to = `+84${phone.slice(1)}`;
      const theirs = () => taken.filter(one => one.to === to);
      await expect.poll(() => theirs().length, { message: `a message to ${to}`, timeout: 20_000 }).toBe(1);
      const [{ id, text }] = theirs() as [Message];
      taken.splice(taken.findIndex(one => one.id === id), 1);
      return /\b\d{6}\b/.exec(text)![0];
    },
    async stop() {
      const gone = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await gone;
    },
  };
}

async function message(request: IncomingMessage): Promise<Message> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return JSON.parse(Buffer.concat(parts).toString('utf8')) as Message;
}
