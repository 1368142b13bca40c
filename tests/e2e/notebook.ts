/** A kernel of a single-user server, driven as a notebook drives it: REST to start it, a WebSocket to run a cell. */
import { randomUUID } from 'node:crypto';
import { z } from 'zod';

const kernelSchema = z.object({ id: z.string() });
const messageSchema = z.object({
  msg_type: z.string(),
  parent_header: z.object({ msg_id: z.string().optional() }),
  content: z.looseObject({ status: z.string().optional() }),
});

export class Notebook {
  /** `http://127.0.0.1:8000/user/ada/` */
  readonly #server: string;
  readonly #headers: Readonly<Record<string, string>>;

  constructor(server: string, token: string) {
    this.#server = server;
    this.#headers = { Authorization: `token ${token}` };
  }

  async startKernel(): Promise<string> {
    const response = await fetch(`${this.#server}api/kernels`, { method: 'POST', headers: this.#headers });
    if (!response.ok) throw new Error(`no kernel: ${response.status} ${await response.text()}`);
    return kernelSchema.parse(await response.json()).id;
  }

  async kernels(): Promise<readonly string[]> {
    const response = await fetch(`${this.#server}api/kernels`, { headers: this.#headers });
    return z
      .array(kernelSchema)
      .parse(await response.json())
      .map(({ id }) => id);
  }

  /** Runs one cell; throws where it fails. */
  async run(kernel: string, code: string): Promise<void> {
    const url = `${this.#server.replace(/^http/, 'ws')}api/kernels/${kernel}/channels`;
    const socket = new WebSocket(url, { headers: this.#headers });
    const id = randomUUID();
    try {
      const replied = new Promise<string | undefined>((resolve, reject) => {
        socket.addEventListener('error', () => reject(new Error(`no channel to ${url}`)));
        socket.addEventListener('message', ({ data }) => {
          const message = messageSchema.parse(JSON.parse(String(data)));
          if (message.msg_type === 'execute_reply' && message.parent_header.msg_id === id)
            resolve(message.content.status);
        });
        socket.addEventListener('open', () => socket.send(executeRequest(id, code)));
      });
      if ((await replied) !== 'ok') throw new Error(`the cell failed: ${code}`);
    } finally {
      socket.close();
    }
  }
}

/** https://jupyter-client.readthedocs.io/en/stable/messaging.html#execute */
function executeRequest(id: string, code: string): string {
  return JSON.stringify({
    channel: 'shell',
    header: {
      msg_id: id,
      msg_type: 'execute_request',
      session: id,
      username: '',
      version: '5.3',
      date: new Date().toISOString(),
    },
    parent_header: {},
    metadata: {},
    content: {
      code,
      silent: false,
      store_history: true,
      user_expressions: {},
      allow_stdin: false,
      stop_on_error: true,
    },
    buffers: [],
  });
}
