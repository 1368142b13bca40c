/** Uses of Python's distributions without an import that the reporter would see. */
import type { Unseen } from '../language.ts';

export const unseen: Unseen = {
  neverLoaded: /^(?:pkg[-_]config|array[-_]api|pyinstaller\d*)(?:[.:]|$)/i,
  hostOf: new Map([
    ['distutils', 'setuptools'],
    ['egg-info', 'setuptools'],
  ]),
  servers: {
    prefix: 'jupyter',
    names: ['jupyter-server', 'jupyterlab', 'notebook', 'nbclassic', 'jupyterhub'],
  },
  // By os._exit, or by becoming the program that they run.
  endsUnseen: new Set(['mypy', 'pipenv', 'pipx', 'poetry', 'hatch', 'python-dotenv']),
  kernelBases: ['ipykernel', 'metakernel'],
};
