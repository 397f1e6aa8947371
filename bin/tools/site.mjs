// site.mjs --pages FILE --receipts FILE --bindgen TOOL [--debug]: makes target/site out of what cargo compiled, style/ and public/.
//
//   pkg/app-HASH.js  pkg/app-HASH.wasm  pkg/main-HASH.css   names change with the content: browsers may keep them forever
//   pkg/receipts-HASH.js  pkg/receipts-HASH.wasm            the same for the page that checks receipts
//   everything in public/                                   under its own name
//   X.br, X.gz                                              beside each file that they make smaller
//   assets.json                                             {"js", "wasm", "css", "receipts_js", "receipts_wasm"}: today's names, read by the server
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { extname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const { values: asked } = parseArgs({
  options: { pages: { type: 'string' }, receipts: { type: 'string' }, bindgen: { type: 'string' }, debug: { type: 'boolean', default: false } },
});
const site = 'target/site';
const fresh = 'target/site.new';
const browser = 'target/browser';

// The oldest browsers with everything the site cannot do without. esbuild rewrites nesting for them and leaves
// light-dark() as it is: style/ states a plain colour first where that matters.
const target = ['chrome111', 'edge111', 'firefox115', 'safari16.4'];

// What rustc's wasm uses beyond the first version of wasm; wasm-opt refuses it unless told.
const wasmOpt = ['-Oz', '--enable-bulk-memory', '--enable-nontrapping-float-to-int', '--strip-producers', '--strip-target-features'];

const hash = (...parts) => {
  const sum = createHash('sha256');
  for (const part of parts) sum.update(part).update('\0');
  return sum.digest('hex').slice(0, 16);
};

const filesIn = (folder) =>
  existsSync(folder)
    ? readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
        .map((entry) => join(entry.parentPath, entry.name))
        .sort()
    : [];

const contents = (files) => files.flatMap((file) => [file, readFileSync(file)]);

/** Runs `make` unless `keyFile` says that its result was made from the same inputs. */
async function unlessMade(keyFile, key, make) {
  if (existsSync(keyFile) && readFileSync(keyFile, 'utf8') === key) return;
  rmSync(keyFile, { force: true });
  await make();
  writeFileSync(keyFile, key);
}

/** The wasm as small as it gets, and one JavaScript file that loads it (inline snippets bundled in). */
async function makeBrowser() {
  rmSync(browser, { recursive: true, force: true });
  for (const face of ['pages', 'receipts']) {
    const folder = join(browser, face);
    execFileSync(asked.bindgen, [asked[face], folder], { stdio: 'inherit' });
    const wasm = join(folder, 'app_bg.wasm');
    if (!asked.debug) {
      execFileSync(process.execPath, [join(tools, 'node_modules/binaryen/bin/wasm-opt'), ...wasmOpt, wasm, '-o', wasm], { stdio: 'inherit' });
    }
  }
}

const script = { format: 'esm', platform: 'browser' };

// Files of public/ are named by their address (`url("/icons.svg")`); those addresses stay as they are.
const addresses = {
  name: 'addresses',
  setup: ({ onResolve }) => onResolve({ filter: /^\// }, ({ path, kind }) => (kind === 'url-token' ? { path, external: true } : undefined)),
};

async function bundle(from, to, more = {}) {
  await build({
    entryPoints: [from],
    outfile: to,
    bundle: true,
    minify: !asked.debug,
    charset: 'utf8',
    legalComments: 'none',
    logLevel: 'warning',
    plugins: [addresses],
    target,
    ...more,
  });
}

async function makeSite() {
  rmSync(fresh, { recursive: true, force: true });
  mkdirSync(join(fresh, 'pkg'), { recursive: true });
  if (existsSync('public')) cpSync('public', fresh, { recursive: true });
  await bundle('style/main.css', join(browser, 'main.css'));
  await bundle(join(browser, 'pages/app.js'), join(browser, 'app.min.js'), script);
  const receipts = resolve(browser, 'receipts/app.js');
  await bundle('frontend/receipts.js', join(browser, 'receipts.min.js'), { ...script, alias: { receipts } });
  const assets = {
    js: place('app', join(browser, 'app.min.js')),
    wasm: place('app', join(browser, 'pages/app_bg.wasm')),
    css: place('main', join(browser, 'main.css')),
    receipts_js: place('receipts', join(browser, 'receipts.min.js')),
    receipts_wasm: place('receipts', join(browser, 'receipts/app_bg.wasm')),
  };
  if (!asked.debug) filesIn(fresh).forEach(compress);
  writeFileSync(join(fresh, 'assets.json'), `${JSON.stringify(assets)}\n`);
  // In one move: a build that fails leaves the last site whole.
  rmSync(site, { recursive: true, force: true });
  renameSync(fresh, site);
}

function place(name, from) {
  const bytes = readFileSync(from);
  const path = `/pkg/${name}-${hash(bytes)}${extname(from)}`;
  writeFileSync(join(fresh, path), bytes);
  return path;
}

function compress(file) {
  if (/\.(br|gz|png|jpe?g|webp|avif|woff2)$/.test(file)) return;
  const bytes = readFileSync(file);
  const text = extname(file) !== '.wasm';
  const brotli = brotliCompressSync(bytes, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: 11,
      [constants.BROTLI_PARAM_LGWIN]: 22,
      [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
      [constants.BROTLI_PARAM_MODE]: text ? constants.BROTLI_MODE_TEXT : constants.BROTLI_MODE_GENERIC,
    },
  });
  if (brotli.length < bytes.length) writeFileSync(`${file}.br`, brotli);
  const gzip = gzipSync(bytes, { level: 9 });
  if (gzip.length < bytes.length) writeFileSync(`${file}.gz`, gzip);
}

const tools = import.meta.dirname;
const recipe = hash(String(asked.debug), ...contents([import.meta.filename, join(tools, 'package-lock.json')]));
const browserKey = hash(recipe, asked.bindgen, readFileSync(asked.pages), readFileSync(asked.receipts));
const siteKey = hash(browserKey, ...contents(['frontend/receipts.js', ...filesIn('style'), ...filesIn('public')]));

mkdirSync('target', { recursive: true });
await unlessMade('target/browser.key', browserKey, makeBrowser);
await unlessMade('target/site.key', siteKey, makeSite);
