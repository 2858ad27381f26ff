import { execFile, spawnSync } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { promisify } from 'node:util'

const tool = 'age'

/** Why tests with the `age` tools cannot run here; undefined when they can. `.ci/run` installs what is missing. */
export const noAge =
  spawnSync(tool, ['--version']).error === undefined
    ? undefined
    : 'Debian’s package "age" is missing: apt-get install age'

/** Opens a sealed text with the `age` tool and the identities of a file alone. */
export async function openByTool(identityFile: string, sealed: string, draft: string): Promise<string> {
  await writeFile(draft, sealed)
  return (await promisify(execFile)(tool, ['-d', '-i', identityFile, draft])).stdout
}
