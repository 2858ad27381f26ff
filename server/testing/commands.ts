import { createProgram } from '../src/cli/program.ts'
import { readConfig } from '../src/config.ts'

/** Runs `tandem …` as a person would type it, with these settings; answers what it printed. `input`: what is piped into it. */
export async function runCommand(
  settings: Record<string, string>,
  args: string[],
  input = '',
): Promise<string> {
  const printed: string[] = []
  const program = createProgram(readConfig({ TANDEM_DATA: '/nowhere', ...settings }), {
    out: (text) => void printed.push(text),
    notes: () => undefined,
    interactive: false,
    input: async () => input,
  })
  await program.parseAsync(args, { from: 'user' })
  return printed.join('\n')
}
