import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { publish } from '../web/src/guide/publish.ts'
import { readGuide } from '../web/src/guide/read-guide.ts'
import type { Guide } from '../web/src/guide/shapes.ts'

const docs = resolve(import.meta.dirname, '../docs')

/** The guide of each method as its folder has it. */
export function readGuides(): { method: string; guide: Guide }[] {
  const methods = readdirSync(join(docs, 'guides'), { withFileTypes: true }).filter((entry) =>
    entry.isDirectory(),
  )
  return methods.map(({ name: method }) => {
    const folder = join(docs, 'guides', method)
    const files = readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')])
    return { method, guide: readGuide(Object.fromEntries(files)) }
  })
}

/** The published guides as they should be, by path. */
export function publishedGuides(): { path: string; text: string }[] {
  return readGuides().map(({ method, guide }) => ({
    path: join(docs, guide.published),
    text: publish(guide, method),
  }))
}

if (import.meta.main) for (const { path, text } of publishedGuides()) writeFileSync(path, text)
