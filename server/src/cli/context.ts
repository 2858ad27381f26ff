import type { Client } from './client.ts'
import type { Terminal } from './terminal.ts'

/** What every command is given. */
export interface Context {
  terminal: Terminal
  /** Whether `--json` was said: one JSON value on the output, nothing else. */
  json(): boolean
  client(): Promise<Client>
  /** Prints an answer: as JSON, or in words. */
  show<T>(answer: T, inWords: (answer: T) => string): void
}
