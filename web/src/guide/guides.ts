import { readGuide } from './read-guide.ts'
import type { Guide } from './shapes.ts'

const files = import.meta.glob<string>('../../../docs/guides/*/*.{md,json,ps1}', {
  query: '?raw',
  import: 'default',
  eager: true,
})

/** The guides by method: the same files that the published guide is made of. */
export const guides: Record<string, Guide> = Object.fromEntries(
  [...new Set(Object.keys(files).map(methodOf))].map((method) => [method, readGuide(filesOf(method))]),
)

function methodOf(path: string): string {
  return path.split('/').at(-2) ?? ''
}

function filesOf(method: string): Record<string, string> {
  const own = Object.entries(files).filter(([path]) => methodOf(path) === method)
  return Object.fromEntries(own.map(([path, text]) => [path.split('/').at(-1) ?? '', text]))
}
