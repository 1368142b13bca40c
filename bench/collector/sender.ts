/** Datagrams of real package names, and a sender of its own process that counts what the kernel took. */
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

const LINES_PER_DATAGRAM = 10;
const DATAGRAMS = 320;

/** Names as they are on a large image, from most to least imported; the rest is made up of the same shape. */
const KNOWN =
  'numpy pandas matplotlib scipy requests urllib3 certifi idna six python-dateutil pytz packaging jinja2 ipykernel traitlets jupyter-client tornado pyzmq scikit-learn pillow seaborn sympy networkx xarray dask distributed bokeh plotly statsmodels lxml beautifulsoup4 nltk spacy torch torchvision tensorflow keras transformers tokenizers huggingface-hub datascience otter-grader geopandas shapely fiona rasterio cartopy ipywidgets altair vega polars pyarrow fastparquet sqlalchemy psycopg2 h5py netcdf4 astropy'.split(
    ' ',
  );

/** A file of datagrams that repeat: what a large installation sends for ever. */
export function writeTypical(folder: string): string {
  const names = [...KNOWN, ...Array.from({ length: 1_500 }, (_, index) => `python-library-${index}`)];
  let at = 0;
  const next = () => {
    at = (at * 1_103_515_245 + 12_345) % 2 ** 31;
    return names[at % names.length] ?? '';
  };
  const datagram = () =>
    Array.from({ length: LINES_PER_DATAGRAM }, () => `python_popcon.imported_package.${next()}:1|c`).join(
      '\n',
    );
  return writeDatagrams(folder, 'typical', Array.from({ length: DATAGRAMS }, datagram));
}

/** As many datagrams as make `names` distinct names. */
export function writeDistinct(folder: string, names: number): string {
  const datagrams = Array.from({ length: names / LINES_PER_DATAGRAM }, (_, row) =>
    Array.from(
      { length: LINES_PER_DATAGRAM },
      (__, column) => `python_popcon.imported_package.n${row * LINES_PER_DATAGRAM + column}:1|c`,
    ).join('\n'),
  );
  return writeDatagrams(folder, 'distinct', datagrams);
}

export interface Sent {
  readonly sent: number;
  readonly seconds: number;
  readonly cpuSeconds: number;
}

/** Sends at `rate` datagrams a second. */
export function send(port: number, file: string, rate: number, seconds: number): Promise<Sent> {
  const script = join(import.meta.dirname, 'send.py');
  const args = [script, '127.0.0.1', String(port), file, String(rate), String(seconds)];
  const child = spawn('python3', args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve(JSON.parse(output));
      else reject(new Error(`the sender ended with ${code}`));
    });
  });
}

export function writeDatagrams(folder: string, name: string, datagrams: readonly string[]): string {
  const file = join(folder, `${name}.bin`);
  writeFileSync(file, `${datagrams.join('\0')}\0`);
  return file;
}
