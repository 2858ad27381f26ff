import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { z } from 'zod'
import './api/http-metrics.ts'
import { settings } from './config.ts'
import { metrics } from './lib/metrics.ts'

const document = readFileSync(resolve(import.meta.dirname, '../../docs/operations.md'), 'utf8')

test('docs/operations.md lists every setting with its default and meaning', () => {
  expect(part('settings')).toEqual(settingsTable())
})

test('docs/operations.md lists every figure of /metrics', async () => {
  expect(part('metrics')).toEqual(await metricsTable())
})

test('compose.yaml gives both processes the same lasting folder for mail', () => {
  const compose = readFileSync(resolve(import.meta.dirname, '../../compose.yaml'), 'utf8')
  const folder = /MAIL_FOLDER: (\S+)/.exec(compose)?.[1]
  expect(compose.split(`volumes: [mail:${folder}]`)).toHaveLength(3)
  expect(compose).toMatch(/^volumes:\n(?: {2}.*\n)* {2}mail:$/m)
  expect(readFileSync(resolve(import.meta.dirname, '../../Dockerfile'), 'utf8')).toContain(
    `chown node ${folder}`,
  )
})

/** The lines between `<!-- name: … -->` and `<!-- /name -->`. */
function part(name: string): string[] {
  const text = new RegExp(`<!-- ${name}:.*-->\n([\\s\\S]*?)<!-- /${name} -->`).exec(document)?.[1] ?? ''
  return text.trim().split('\n')
}

function settingsTable(): string[] {
  const { properties = {} } = z.toJSONSchema(settings, { io: 'input', unrepresentable: 'any' })
  const rows = Object.entries(properties).map(([name, property]) => {
    if (typeof property === 'boolean') throw new Error(`${name} is not described`)
    const value = property.default === undefined ? '' : `\`${property.default}\``
    return `| \`${name}\` | ${value} | ${property.description} |`
  })
  return ['| name | default | meaning |', '|---|---|---|', ...rows]
}

/** Those of the Node process come from prom-client and are named by their beginning. */
async function metricsTable(): Promise<string[]> {
  const found = await metrics.getMetricsAsJSON()
  const ours = found.filter(({ name }) => !/^tandem_(process|nodejs)_/.test(name))
  const rows = ours.map(({ name, help, type }) => `| \`${name}\` | ${String(type)} | ${help} |`)
  const node = '| `tandem_process_…`, `tandem_nodejs_…` | | the process: time, memory, event loop, garbage |'
  return ['| name | type | meaning |', '|---|---|---|', ...rows, node]
}
