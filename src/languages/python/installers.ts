/** The installers of Python's distributions; to add one is to add a row. */
import type { Installer } from '../language.ts';

export const INSTALLERS = {
  pip: {
    title: 'pip',
    remove: 'python -m pip uninstall',
    removes: ['pip', 'uv'],
    together: ['pip'],
    list: 'pip',
  },
  uv: {
    title: 'uv',
    remove: 'uv pip uninstall',
    removes: ['pip', 'uv'],
    together: ['uv'],
    list: 'pip',
  },
  conda: {
    title: 'conda',
    remove: 'conda remove',
    removes: ['conda'],
    together: ['pip', 'conda'],
    list: 'conda',
  },
  debian: {
    title: 'Debian',
    remove: 'apt remove',
    removes: ['debian'],
    together: [],
    list: 'debian',
  },
} as const satisfies Record<string, Installer>;

/** Installers, the reporter and Jupyter's servers, by their distributions' names. */
export const INSTALLATION: ReadonlySet<string> = new Set([
  'popularity-contest',
  ...['pip', 'setuptools', 'wheel', 'uv', 'conda', 'mamba', 'micromamba'],
  ...['jupyterhub', 'jupyterlab', 'notebook', 'nbclassic', 'jupyter-server'],
]);
