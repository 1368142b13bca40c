/** What a container engine does with our Dockerfile, where there is none: each instruction carried out in a folder. */
import { execFileSync } from 'node:child_process';
import { cpSync, globSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, matchesGlob, resolve } from 'node:path';
import { DockerfileParser } from 'dockerfile-ast';
import { z } from 'zod';
import { type Image, sandbox } from './container.ts';

type Building = { -readonly [Key in keyof Image]: Image[Key] };

/** Carries out `Dockerfile` over the files that `.dockerignore` lets through; the last stage is the image. */
export function buildImage(context: string): Image {
  const instructions = DockerfileParser.parse(
    readFileSync(join(context, 'Dockerfile'), 'utf8'),
  ).getInstructions();
  const allowed = allowedFiles(context);
  const stages = new Map<string, Building>();
  let image: Building | undefined;
  for (const instruction of instructions) {
    const words = instruction.getArguments().map((argument) => argument.getValue());
    const text = instruction.getArgumentsContent() ?? '';
    if (instruction.getKeyword() === 'FROM') {
      image = newStage();
      stages.set(words[2] ?? String(stages.size), image);
      continue;
    }
    if (image === undefined) throw new Error('the Dockerfile does not begin with FROM');
    carryOut(instruction.getKeyword(), words, text, image, stages, context, allowed);
  }
  if (image === undefined) throw new Error('the Dockerfile is empty');
  return image;
}

function carryOut(
  keyword: string,
  words: readonly string[],
  text: string,
  image: Building,
  stages: ReadonlyMap<string, Building>,
  context: string,
  allowed: ReadonlySet<string>,
): void {
  switch (keyword) {
    case 'WORKDIR':
      image.workdir = words[0] ?? '/';
      mkdirSync(join(image.root, image.workdir), { recursive: true });
      return;
    case 'ENV':
      image.env = { ...image.env, ...Object.fromEntries(words.map((word) => word.split('=', 2))) };
      return;
    case 'USER':
      image.user = words[0] ?? '0:0';
      return;
    case 'ENTRYPOINT':
      image.entrypoint = argumentsOf(text);
      return;
    case 'CMD':
      image.command = argumentsOf(text);
      return;
    case 'HEALTHCHECK':
      image.healthcheck = argumentsOf(text.slice(text.indexOf('CMD') + 3));
      return;
    case 'RUN':
      execFileSync('bwrap', [...sandbox(image, { network: true }), 'sh', '-c', words.join(' ')], {
        stdio: 'inherit',
      });
      return;
    case 'COPY': {
      const from = /--from=(\S+)/.exec(text)?.[1];
      const sources = words.slice(0, -1);
      const target = resolve('/', image.workdir, words.at(-1) ?? '.');
      const folder = (words.at(-1) ?? '').endsWith('/');
      const source = from === undefined ? context : (stages.get(from)?.root ?? '');
      for (const pattern of sources) {
        const found = globSync(pattern.replace(/^\//, ''), { cwd: source });
        if (found.length === 0) throw new Error(`COPY: ${pattern} is not there`);
        for (const path of found) {
          const to = join(image.root, target, folder ? basename(path) : '');
          mkdirSync(dirname(to), { recursive: true });
          cpSync(join(source, path), to, {
            recursive: true,
            verbatimSymlinks: true,
            filter: (file) => from !== undefined || statSync(file).isDirectory() || allowed.has(file),
          });
        }
      }
      return;
    }
    case 'LABEL':
    case 'VOLUME':
    case 'EXPOSE':
      return;
    default:
      throw new Error(`${keyword} is not carried out here`);
  }
}

function newStage(): Building {
  const root = mkdtempSync(join(tmpdir(), 'popcon-image-'));
  for (const folder of ['tmp', 'root', 'usr-local-bin']) mkdirSync(join(root, folder), { mode: 0o777 });
  return { root, env: {}, user: '0:0', workdir: '/', entrypoint: [], command: [], healthcheck: [] };
}

function argumentsOf(json: string): readonly string[] {
  return z.array(z.string()).parse(JSON.parse(json));
}

/** The files of the context after `.dockerignore`: the last pattern that fits a path or a parent of it decides. */
function allowedFiles(context: string): ReadonlySet<string> {
  const patterns = readFileSync(join(context, '.dockerignore'), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
  const fits = (path: string, pattern: string) =>
    path.split('/').some((_, index, parts) => matchesGlob(parts.slice(0, index + 1).join('/'), pattern));
  const tops = readdirSync(context).filter((name) => !['node_modules', '.git', '.cache'].includes(name));
  const files = tops.flatMap((name) =>
    statSync(join(context, name)).isDirectory()
      ? readdirSync(join(context, name), { recursive: true, encoding: 'utf8' }).map(
          (path) => `${name}/${path}`,
        )
      : [name],
  );
  const allowed = files.filter((path) => {
    const deciding = patterns.filter((pattern) => fits(path, pattern.replace(/^!/, ''))).at(-1);
    return deciding === undefined || deciding.startsWith('!');
  });
  return new Set(allowed.map((path) => join(context, path)));
}
