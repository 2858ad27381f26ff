import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { z } from 'zod'

const cli = resolve(import.meta.dirname, '../../../emulator/src/cli.ts')

/** The line that the emulator prints when it is ready. */
const ready = z.object({
  url: z.string(),
  ca: z.string(),
  controlToken: z.string(),
  tenants: z.array(
    z.object({
      id: z.string(),
      domain: z.string(),
      displayName: z.string(),
      clientId: z.string().optional(),
      clientSecret: z.string().optional(),
      clientSecretExpiresAt: z.string().optional(),
      users: z.array(
        z.object({ address: z.string(), displayName: z.string(), password: z.string().optional() }),
      ),
    }),
  ),
})
export type Emulator = z.infer<typeof ready> & { pid: number; close(): Promise<void> }

/**
 * Starts the emulated tenants as a process of their own: product and emulator share nothing but the wire. It is
 * not in our process group, so that Ctrl-C ends it last; when we die, its standard input ends and it ends too.
 */
export async function startEmulator(options: {
  /** 0: a free one. */
  port: number
  data: string
  /** A seed's name; what `data` holds already wins. */
  seed?: string
}): Promise<Emulator> {
  const { port, data, seed = 'demo' } = options
  const args = ['--port', String(port), '--seed', seed, '--data', join(data, 'emulator')]
  const child = spawn(process.execPath, [cli, ...args, '--until-stdin-ends'], {
    detached: true,
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const exited = once(child, 'exit')
  const line = once(createInterface({ input: child.stdout }), 'line')
  const first = await Promise.race([line, exited.then(() => undefined)])
  if (first === undefined || child.pid === undefined) {
    throw new Error(`The emulator did not start: is port ${port} in use? EMULATOR_PORT chooses another.`)
  }
  return {
    ...ready.parse(JSON.parse(String(first[0]))),
    pid: child.pid,
    close: async () => {
      child.kill('SIGTERM')
      await exited
    },
  }
}
