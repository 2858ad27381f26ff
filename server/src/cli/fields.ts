import { TandemError } from '../errors.ts'
import type { Context } from './context.ts'

/** Fields as JSON from an argument, or from the input (`-`). */
export async function readFields(context: Context, json: string, example: string): Promise<object> {
  const text = json === '-' ? await context.terminal.input() : json
  try {
    return JSON.parse(text) as object
  } catch (cause) {
    throw new TandemError('invalid-input', `This is not JSON: ${(cause as Error).message}. Write ${example}.`)
  }
}
