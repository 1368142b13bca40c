/**
 * A git repository, in which commits are made beside what is checked out: neither the work tree nor its index nor the
 * branch that is checked out changes, nothing is pushed, and no hook runs.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import { Failure } from '../failure.ts';

export interface CommitPlan {
  readonly message: string;
  /** The new bytes of files, by path. */
  readonly files: ReadonlyMap<string, Uint8Array>;
}

export class Repository {
  readonly folder: string;

  /** The one that `folder` is in. */
  constructor(folder: string) {
    this.folder = realpathSync(git(folder, ['rev-parse', '--show-toplevel']));
  }

  /** Throws a `Failure` where a file that git knows is not as it was committed. */
  requireClean(): void {
    const changed = this.#git(['status', '--porcelain', '--untracked-files=no']);
    if (changed === '') return;
    const [first = '', ...others] = changed.split('\n').map((line) => line.slice(2).trim());
    const more = others.length === 0 ? '' : ` and ${others.length} more`;
    throw new Failure('tree-dirty', `${this.folder} has changes that are not committed: ${first}${more}`);
  }

  /** Throws a `Failure` where git does not know whose a commit would be. */
  requireIdentity(): void {
    for (const who of ['GIT_AUTHOR_IDENT', 'GIT_COMMITTER_IDENT']) this.#git(['var', who]);
  }

  /** As git names it. Throws a `Failure` where git does not know it. */
  pathOf(file: string): string {
    const path = relative(this.folder, realpathSync(resolve(file)));
    const isInside = !isAbsolute(path) && path.split(sep)[0] !== '..';
    if (isInside && this.#try(['ls-files', '--error-unmatch', '--', path]) !== undefined) return path;
    throw new Failure(
      'file-unreadable',
      `${file} is not in the git repository ${this.folder}: commit it first`,
    );
  }

  /** A file of the repository's own folder, such as `popcon-proposal.md`, which is in no commit. */
  ownFile(name: string): string {
    return resolve(this.folder, this.#git(['rev-parse', '--git-path', name]));
  }

  head(): string {
    return this.#git(['rev-parse', '--verify', 'HEAD^{commit}']);
  }

  /** Undefined where there is no such branch. */
  branch(name: string): string | undefined {
    return this.#try(['rev-parse', '--verify', '--quiet', `refs/heads/${name}^{commit}`]);
  }

  current(): string | undefined {
    return this.#try(['symbolic-ref', '--quiet', '--short', 'HEAD']);
  }

  /** The whole messages of what `tip` has and HEAD has not. */
  messagesSince(tip: string): readonly string[] {
    return this.#git(['log', '--format=%B%x00', `HEAD..${tip}`])
      .split('\0')
      .map((text) => text.trim())
      .filter((text) => text !== '');
  }

  treeOf(commit: string): string {
    return this.#git(['rev-parse', `${commit}^{tree}`]);
  }

  isOnHead(tip: string): boolean {
    return this.#try(['merge-base', '--is-ancestor', 'HEAD', tip]) !== undefined;
  }

  /** One commit after the other, the first upon HEAD; returns the last. No branch has them yet. */
  commit(plans: readonly CommitPlan[]): string {
    const folder = mkdtempSync(join(tmpdir(), 'popcon-index-'));
    const env = { ...process.env, GIT_INDEX_FILE: join(folder, 'index') };
    try {
      let parent = this.head();
      this.#git(['read-tree', parent], { env });
      for (const { message, files } of plans) {
        for (const [path, bytes] of files) {
          const blob = this.#git(['hash-object', '-w', '--stdin', '--path', path], { input: bytes });
          const [mode = '100644'] = this.#git(['ls-files', '--stage', '--', path], { env }).split(' ');
          this.#git(['update-index', '--cacheinfo', `${mode},${blob},${path}`], { env });
        }
        const tree = this.#git(['write-tree'], { env });
        parent = this.#git(['commit-tree', tree, '-p', parent, '-F', '-'], { input: Buffer.from(message) });
      }
      return parent;
    } finally {
      rmSync(folder, { recursive: true });
    }
  }

  /** Moves a branch from where it is expected to be; `undefined`: there is none. */
  setBranch(name: string, to: string, from: string | undefined): void {
    this.#git(['update-ref', `refs/heads/${name}`, to, from ?? '0'.repeat(to.length)]);
  }

  #git(args: readonly string[], options: GitOptions = {}): string {
    return git(this.folder, args, options);
  }

  #try(args: readonly string[]): string | undefined {
    try {
      return this.#git(args);
    } catch (error) {
      if (error instanceof Failure) return undefined;
      throw error;
    }
  }
}

const NAME_YOURSELF = 'say who commits: git config --global user.name NAME, and user.email likewise';

/** By what git was asked for. */
const REMEDIES: Readonly<Record<string, string>> = {
  // Whatever keeps git from finding one: none is there, or it is another person's.
  '--show-toplevel': 'run this in a clone of the repository that the image is made from',
  GIT_AUTHOR_IDENT: NAME_YOURSELF,
  GIT_COMMITTER_IDENT: NAME_YOURSELF,
};

interface GitOptions {
  readonly env?: NodeJS.ProcessEnv;
  readonly input?: Uint8Array;
}

function git(folder: string, args: readonly string[], { env, input }: GitOptions = {}): string {
  try {
    return execFileSync('git', ['-C', folder, ...args], {
      encoding: 'utf8',
      maxBuffer: 64_000_000,
      stdio: ['pipe', 'pipe', 'pipe'],
      ...(env === undefined ? {} : { env }),
      ...(input === undefined ? {} : { input }),
    }).trimEnd();
  } catch (error) {
    const said = (error as { readonly stderr?: string }).stderr?.trim().split('\n')[0];
    const remedy = args.map((arg) => REMEDIES[arg]).find((words) => words !== undefined);
    throw new Failure(
      'git-failed',
      `git ${args[0]} in ${folder}: ${said || (error as Error).message}${remedy === undefined ? '' : `; ${remedy}`}`,
      { cause: error },
    );
  }
}
