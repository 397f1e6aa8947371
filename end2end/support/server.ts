// The release server on a free port, in a folder of its own that is gone afterwards.
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const root = fileURLToPath(new URL('../..', import.meta.url));

export interface Server {
  /** The address it says it serves: `http://` and this machine, which browsers treat as a secure context. */
  url: string;
  /** The folder its letters are written to. */
  letters: string;
  /** Everything it has printed so far. */
  log(): string;
  /** Runs another command of the server on the same database and keys; what it printed. */
  command(...words: string[]): Promise<string>;
  stop(): Promise<void>;
}

/** `settings`: what this server has other than the rest, by the names of the environment. */
export async function startServer(settings: Record<string, string> = {}): Promise<Server> {
  const folder = await mkdtemp(join(tmpdir(), 'metiz-end2end-'));
  const letters = join(folder, 'letters');
  const program = process.env.METIZ_E2E_SERVER ?? join(root, 'target/release/server');
  const surroundings = {
    cwd: root,
    env: {
      PATH: process.env.PATH,
      METIZ_LISTEN: '127.0.0.1:0',
      METIZ_SITE: join(root, 'target/site'),
      METIZ_DATABASE: `sqlite:${join(folder, 'members.db')}`,
      METIZ_KEYS: join(folder, 'keys'),
      METIZ_LETTERS_FOLDER: letters,
      // Every browser here is at 127.0.0.1. As behind a proxy, each says which network it plays (fixtures.ts), so that
      // the budgets per network count visitors and not stories.
      METIZ_TRUSTED_PROXIES: '127.0.0.1',
      // The cost of a hash is tested where it is made; here it would only be waited for.
      METIZ_PASSWORDS_MEMORY_KIB: '1024',
      METIZ_PASSWORDS_PASSES: '1',
      ...settings,
    },
  };
  const child = spawn(program, ['serve'], { ...surroundings, stdio: ['ignore', 'pipe', 'pipe'] });
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (words: Buffer) => (printed += words.toString()));
  const url = await announced(child, () => printed);
  const stop = async () => {
    if (child.exitCode === null) {
      const gone = once(child, 'exit');
      child.kill('SIGTERM');
      await gone;
    }
    await rm(folder, { recursive: true, force: true });
  };
  const command = async (...words: string[]) => (await promisify(execFile)(program, words, surroundings)).stdout;
  return { url, letters, log: () => printed, command, stop };
}

/** The address the server says it serves, once it says so. */
async function announced(child: ChildProcess, printed: () => string): Promise<string> {
  for (;;) {
    const url = /http:\/\/[\w.]+:\d+/.exec(printed())?.[0];
    if (url) return url;
    if (child.exitCode !== null) throw new Error(`The server did not start:\n${printed()}`);
    await Promise.race([once(child.stdout!, 'data', { signal: AbortSignal.timeout(20_000) }), once(child, 'exit')]);
  }
}
