import cliProgress from 'cli-progress'

/** Where a command speaks: results to `out`, everything else to `notes`. */
export interface Terminal {
  out(text: string): void
  notes(text: string): void
  /** Whether a person watches: then progress is drawn. */
  interactive: boolean
  /** Everything that is piped in. */
  input(): Promise<string>
}

export interface Progress {
  update(value: number, total: number, text: string): void
  stop(): void
}

/** The terminal of this process. */
export const terminal: Terminal = {
  out: (text) => void process.stdout.write(`${text}\n`),
  notes: (text) => void process.stderr.write(`${text}\n`),
  interactive: process.stderr.isTTY === true,
  input: async () => {
    process.stdin.setEncoding('utf8')
    let text = ''
    for await (const chunk of process.stdin) text += chunk
    return text
  },
}

/** A bar on the error stream, so that results can still be piped; without a watching person, nothing. */
export function startProgress({ interactive }: Terminal, what: string): Progress {
  if (!interactive) return { update: () => undefined, stop: () => undefined }
  const bar = new cliProgress.SingleBar(
    {
      format: `${what} {bar} {value}/{total} {text}`,
      stream: process.stderr,
      hideCursor: true,
      clearOnComplete: true,
    },
    cliProgress.Presets.shades_classic,
  )
  bar.start(1, 0, { text: '' })
  return {
    update: (value, total, text) => {
      bar.setTotal(Math.max(total, 1))
      bar.update(value, { text })
    },
    stop: () => bar.stop(),
  }
}

/** Rows as a table with a head; cells are padded, nothing is cut. */
export function table(head: string[], rows: (string | number | null)[][]): string {
  const cells = [head, ...rows.map((row) => row.map((cell) => (cell === null ? '–' : String(cell))))]
  const widths = head.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)))
  const line = (row: string[]) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd()
  return cells.map(line).join('\n')
}
