import { plainText } from '../../framed-html.ts'
import type { Template } from '../../shapes.ts'

/** Templates that have all the words that were typed; those that have them in their name come first. */
export function templatesFound(templates: Template[], typed: string): Template[] {
  const words = folded(typed).split(/\s+/u).filter(Boolean)
  const hasAll = (text: string) => words.every((word) => folded(text).includes(word))
  const byName = templates.filter(({ name }) => hasAll(name))
  const byText = templates.filter(
    (one) => !byName.includes(one) && hasAll(`${one.name} ${one.subject} ${plainText(one.html)}`),
  )
  return [...byName, ...byText]
}

function folded(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()
}
