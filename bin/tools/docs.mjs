// Documents keep their promises: a link leads to a file (and a heading) that exists; decisions are numbered without gaps.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

const files = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '*.md'], { encoding: 'utf8' })
  .split('\n')
  .filter((file) => file && existsSync(file));
const problems = [];

/** The name by which a heading is linked to. */
const anchor = (heading) => heading.toLowerCase().replace(/[`*]/g, '').replace(/[^\p{L}\p{N} _-]/gu, '').trim().replaceAll(' ', '-');

const anchorsOf = (file) => [...readFileSync(file, 'utf8').matchAll(/^#+ (.+)$/gm)].map(([, heading]) => anchor(heading));

for (const file of files) {
  const text = readFileSync(file, 'utf8').replace(/```[\s\S]*?```/g, '');
  for (const [, link] of text.matchAll(/\]\(([^)\s]+)\)/g)) {
    if (/^[a-z]+:/.test(link)) continue;
    const [path, part] = link.split('#');
    const to = path ? join(dirname(file), decodeURI(path)) : file;
    if (!existsSync(to)) problems.push(`${file}: there is no ${link}`);
    else if (part && to.endsWith('.md') && !anchorsOf(to).includes(part)) problems.push(`${file}: there is no heading ${link}`);
  }
}

const decisions = readdirSync('docs/decisions').filter((name) => /^\d{4}-.+\.md$/.test(name)).sort();
decisions.forEach((name, index) => {
  const number = String(index + 1).padStart(4, '0');
  if (!name.startsWith(number)) problems.push(`docs/decisions: ${number} is missing or there twice (found ${basename(name)})`);
});

problems.forEach((problem) => console.error(problem));
console.log(`${files.length} documents, ${decisions.length} decisions, ${problems.length} problems`);
process.exitCode = problems.length > 0 ? 1 : 0;
