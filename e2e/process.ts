import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { resolve } from 'node:path'

const root = resolve(import.meta.dirname, '..')

/** `tandem serve` or `tandem work` as a process of its own. */
export interface Running {
  pid: number
  /** Everything it has printed. */
  output(): string
  /** Its log lines. */
  lines(): Record<string, unknown>[]
  /** Sends the signal; resolves with the exit code, `null` when it was killed. */
  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<number | null>
}

/** Starts a role with exactly these settings, and waits until it answers or works. */
export async function startRole(role: 'serve' | 'work', settings: Record<string, string>): Promise<Running> {
  const words = Object.entries(settings).map(([name, value]) => `${name}=${value}`)
  // `env` becomes Node itself: the pid is Node's.
  const child = spawn('env', ['-i', ...words, process.execPath, 'server/src/main.ts', role], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const exited = once(child, 'exit')
  let output = ''
  const said = role === 'serve' ? 'Tandem is at' : 'The worker listens'
  await new Promise<void>((done, fail) => {
    const read = (chunk: Buffer) => {
      output += chunk.toString('utf8')
      if (output.includes(said)) done()
    }
    child.stdout.on('data', read)
    child.stderr.on('data', read)
    child.once('exit', () => fail(new Error(`tandem ${role} ended:\n${output}`)))
  })
  return {
    pid: child.pid!,
    output: () => output,
    lines: () => logLines(output),
    end: async (signal) => {
      child.kill(signal)
      const [code] = await exited
      return code as number | null
    },
  }
}

function logLines(output: string): Record<string, unknown>[] {
  return output
    .split('\n')
    .filter((line) => line.startsWith('{') && line.endsWith('}'))
    .map((line) => JSON.parse(line) as Record<string, unknown>)
}
