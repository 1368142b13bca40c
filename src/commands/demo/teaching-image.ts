/**
 * The image of a teaching hub, as it may be: packages under their real names with roughly their real sizes and
 * requirements; the shares are made up.
 */
import type { Inventory } from '../../environment/inventory.ts';

/**
 * name, share of processes in percent (0: what comes along with another; -: nobody imports it), megabytes on disk,
 * what it requires.
 */
const IMAGE = `
numpy 71.2 72
pandas 58.4 68 numpy python-dateutil pytz tzdata
matplotlib 52.9 27 numpy contourpy cycler fonttools kiwisolver packaging pillow pyparsing python-dateutil
datascience 34.1 0.9 numpy pandas matplotlib folium branca plotly
otter-grader 29.8 3.1 nbconvert jinja2 pyyaml requests wrapt
scipy 24.6 112 numpy
ipywidgets 19.7 0.5 comm jupyterlab-widgets widgetsnbextension
seaborn 18.3 1.4 numpy pandas matplotlib
scikit-learn 16.9 47 numpy scipy joblib threadpoolctl
requests 15.2 0.6 certifi charset-normalizer idna urllib3
plotly 11.4 58 tenacity packaging
tqdm 8.8 0.5
beautifulsoup4 6.1 0.9 soupsieve
statsmodels 5.7 39 numpy scipy pandas patsy
sqlalchemy 5.2 14 greenlet
networkx 4.4 9
pillow 4.1 18
geopandas 3.6 1.6 numpy pandas pyproj shapely pyogrio
folium 3.1 0.6 branca jinja2 numpy requests xyzservices
sympy 2.9 41 mpmath
nltk 2.4 6 click joblib regex tqdm
duckdb 2.2 46
lxml 1.9 16
openpyxl 1.8 2.1 et-xmlfile
polars 1.6 96
altair 1.4 4 jinja2 jsonschema
xarray 1.2 7 numpy pandas
h5py 0.9 14 numpy
astropy 0.1 58 numpy pyerfa astropy-iers-data packaging pyyaml
biopython 0.1 18 numpy
pyerfa 0 2.1 numpy
astropy-iers-data 0 1.8
torch 0.8 760 sympy networkx jinja2 fsspec filelock
spacy 0.5 32 thinc cymem preshed murmurhash wasabi srsly catalogue
numba 0.4 22 llvmlite numpy
cartopy 0.3 11 numpy matplotlib shapely pyproj
dask 0.2 9 cloudpickle fsspec toolz partd
rdkit 0.1 104 numpy pillow
python-dateutil 0 0.8 six
pytz 0 2.4
tzdata 0 1.2
contourpy 0 0.9 numpy
cycler 0 0.1
fonttools 0 15
kiwisolver 0 4.1
packaging 0 0.4
pyparsing 0 0.6
branca 0 0.2 jinja2
jinja2 0 0.7 markupsafe
markupsafe 0 0.1
nbconvert 0 1.8 jinja2
pyyaml 0 0.9
wrapt 0 0.4
comm 0 0.1
jupyterlab-widgets 0 1.1
widgetsnbextension 0 5.1
joblib 0 1.9
threadpoolctl 0 0.1
certifi 0 0.3
charset-normalizer 0 0.5
idna 0 0.4
urllib3 0 0.9
tenacity 0 0.2
soupsieve 0 0.2
patsy 0 1.1 numpy
greenlet 0 1.9
pyproj 0 24 certifi
shapely 0 9.4 numpy
pyogrio 0 33 numpy
xyzservices 0 0.5
mpmath 0 3.2
click 0 0.6
regex 0 3
et-xmlfile 0 0.1
jsonschema 0 0.9
fsspec 0 1.1
filelock 0 0.1
llvmlite 0 122
thinc 0 14 numpy
cymem 0 0.3
preshed 0 0.4
murmurhash 0 0.2
wasabi 0 0.2
srsly 0 1.6
catalogue 0 0.1
cloudpickle 0 0.2
toolz 0 0.3
partd 0 0.1
six 0 0.1
tensorflow - 1840 numpy keras tensorboard grpcio protobuf absl-py ml-dtypes opt-einsum
keras - 24 numpy
tensorboard - 26 grpcio werkzeug
grpcio - 31
protobuf - 4
absl-py - 1.1
ml-dtypes - 12 numpy
opt-einsum - 0.6
werkzeug - 2.2 markupsafe
pyspark - 420 py4j
py4j - 3
gensim - 61 numpy scipy smart-open
smart-open - 1.2 wrapt
bokeh - 42 jinja2 xyzservices
opencv-python - 178 numpy
mxnet - 96 numpy graphviz
graphviz - 0.4
prophet - 44 cmdstanpy holidays
cmdstanpy - 1.5 numpy
holidays - 6
pymc - 11 pytensor arviz
pytensor - 17 numpy
arviz - 24 numpy matplotlib xarray
vaex - 33 numpy
basemap - 96 numpy matplotlib
ggplot - 2 brewer2mpl
brewer2mpl - 0.3
`;

/** Where it is not imported by its own name. */
const IMPORTED_AS: Readonly<Record<string, string>> = {
  'scikit-learn': 'sklearn',
  beautifulsoup4: 'bs4',
  pillow: 'PIL',
  pyyaml: 'yaml',
  'python-dateutil': 'dateutil',
  'otter-grader': 'otter',
  'opencv-python': 'cv2',
  biopython: 'Bio',
  protobuf: 'google.protobuf',
  'absl-py': 'absl',
};

interface ImagePackage {
  readonly name: string;
  /** 0 to 1; 0 for what comes along with another, undefined for what nobody imports. */
  readonly share: number | undefined;
  readonly bytes: number;
  readonly requirements: readonly string[];
}

export const PACKAGES: readonly ImagePackage[] = IMAGE.trim()
  .split('\n')
  .map((line) => {
    const [name = '', share = '-', megabytes = '0', ...requirements] = line.split(' ');
    return {
      name,
      share: share === '-' ? undefined : Number(share) / 100,
      bytes: Math.round(Number(megabytes) * 1_000_000),
      requirements,
    };
  });

const REQUIRED = new Set(PACKAGES.flatMap(({ requirements }) => requirements));
/** Older where they are still to be updated. */
const UPDATED: ReadonlySet<string> = new Set(['numpy', 'pandas', 'altair', 'torch']);

/** The image on a day on which `missing` are not in it yet; its processes are those of `namespaces`. */
export function imageOn(day: string, missing: ReadonlySet<string>, namespaces: readonly string[]): Inventory {
  return {
    format: 'popcon-inventory/2',
    environment: 'datahub-image',
    namespaces,
    day,
    source: 'python',
    python: { version: '3.12.7', implementation: 'CPython' },
    activation: 'all-processes',
    baseline: [],
    unknown: [],
    distributions: PACKAGES.map(({ name, share, bytes, requirements }, at) => ({
      name,
      version: `${1 + (at % 4)}.${at % 13}.${missing.size > 0 && UPDATED.has(name) ? 0 : 2}`,
      installer: 'pip',
      requested: share !== 0 && !(share === undefined && REQUIRED.has(name)),
      requirements: requirements.map((required) => ({ name: required })),
      bytes,
      importNames: [IMPORTED_AS[name] ?? name.replaceAll('-', '_')],
      commands: [],
      entryPoints: {},
    })).filter(({ name }) => !missing.has(name)),
  };
}
