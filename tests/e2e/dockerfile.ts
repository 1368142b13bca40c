/** Carries out each instruction of our Dockerfile in a folder, in the place of a container engine. */
import { execFileSync } from 'node:child_process';
import { cpSync, globSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join, matchesGlob, resolve } from 'node:path';
import { DockerfileParser, type Instruction } from 'dockerfile-ast';
import { z } from 'zod';
import { bubblewrap, type Image, makeRoot, sandbox } from './container.ts';

type Building = { -readonly [Key in keyof Image]: Image[Key] };

/** The state that the steps of a Dockerfile share. */
interface Workshop {
  readonly context: string;
  /** Paths of the context that `.dockerignore` lets through. */
  readonly allowed: ReadonlySet<string>;
  readonly stages: Map<string, Building>;
}

/** Carries out `Dockerfile`; the last stage is the image. */
export function buildImage(context: string): Image {
  const text = readFileSync(join(context, 'Dockerfile'), 'utf8');
  const workshop: Workshop = { context, allowed: allowedFiles(context), stages: new Map() };
  let image: Building | undefined;
  for (const instruction of DockerfileParser.parse(text).getInstructions()) {
    if (instruction.getKeyword() === 'FROM') {
      image = newStage();
      workshop.stages.set(wordsOf(instruction)[2] ?? '', image);
    } else if (image !== undefined) carryOut(instruction, image, workshop);
  }
  if (image === undefined) throw new Error('the Dockerfile has no FROM');
  return image;
}

function carryOut(instruction: Instruction, image: Building, workshop: Workshop): void {
  const [words, text] = [wordsOf(instruction), instruction.getArgumentsContent() ?? ''];
  switch (instruction.getKeyword()) {
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
      image.healthcheck = argumentsOf(text.replace(/^CMD/, ''));
      return;
    case 'RUN':
      execFileSync(bubblewrap(), [...sandbox(image, { network: true }), 'sh', '-c', words.join(' ')]);
      return;
    case 'COPY': {
      const from = /^COPY --from=(\S+)/.exec(instruction.toString())?.[1];
      for (const pattern of words.slice(0, -1)) copy(pattern, words.at(-1) ?? '', from, image, workshop);
      return;
    }
    case 'LABEL':
    case 'VOLUME':
    case 'EXPOSE':
      return;
    default:
      throw new Error(`${instruction.getKeyword()} is not carried out here`);
  }
}

/** @param from the stage to copy from; undefined: the context. */
function copy(
  pattern: string,
  target: string,
  from: string | undefined,
  image: Building,
  { context, allowed, stages }: Workshop,
): void {
  const source = from === undefined ? context : (stages.get(from)?.root ?? '');
  const found = globSync(pattern.replace(/^\//, ''), { cwd: source });
  if (found.length === 0) throw new Error(`COPY: ${pattern} is not there`);
  for (const path of found) {
    const to = join(
      image.root,
      resolve('/', image.workdir, target),
      target.endsWith('/') ? basename(path) : '',
    );
    mkdirSync(dirname(to), { recursive: true });
    cpSync(join(source, path), to, {
      recursive: true,
      verbatimSymlinks: true,
      filter: (file) => from !== undefined || statSync(file).isDirectory() || allowed.has(file),
    });
  }
}

function wordsOf(instruction: Instruction): readonly string[] {
  return instruction.getArguments().map((argument) => argument.getValue());
}

function newStage(): Building {
  return {
    root: makeRoot(),
    env: {},
    user: '0:0',
    workdir: '/',
    entrypoint: [],
    command: [],
    healthcheck: [],
  };
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
