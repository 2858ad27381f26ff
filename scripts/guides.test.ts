import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { everyBlock } from '../web/src/guide/read-guide.ts'
import { publishedGuides, readGuides } from './guides.ts'

const guides = readGuides()

test('the published guides say what the pages say: made from the same files (node scripts/run.mjs scripts/guides.ts)', () => {
  expect(guides.map(({ method }) => method)).toContain('graph')
  for (const { path, text } of publishedGuides()) expect(readFileSync(path, 'utf8')).toBe(text)
})

test.each(guides)(
  '$method: every script, form and choice that the text names is there, and each is used',
  ({ guide }) => {
    const blocks = everyBlock([...guide.steps.flatMap((step) => step.blocks), ...guide.later])
    const named = (kind: string) =>
      blocks.flatMap((block) => (block.kind === 'part' && block.part === kind ? [block.name] : []))
    const scripts = blocks.flatMap((block) => (block.kind === 'script' ? [block.file] : []))
    expect(new Set(scripts)).toEqual(new Set(Object.keys(guide.scripts)))
    expect(new Set(named('fields'))).toEqual(new Set(Object.keys(guide.forms)))
    expect(new Set(named('choice'))).toEqual(new Set(Object.keys(guide.choices)))
    const conditions = blocks.flatMap((block) => (block.kind === 'if' ? [block.condition] : []))
    const values = Object.values(guide.choices).flatMap((options) => options.map(({ value }) => value))
    expect(new Set(conditions)).toEqual(new Set([...values, 'guide']))
  },
)

test.each(guides)(
  '$method: every step says what to do, what is seen then and what if not, who and how long',
  ({ guide }) => {
    for (const step of guide.steps) {
      expect(step).toMatchObject({ title: expect.stringMatching(/\w/), who: expect.stringMatching(/\w/) })
      expect(step.minutes).toBeGreaterThan(0)
      expect(['settings', 'testMailbox', 'credential', 'verified', 'said']).toContain(step.done)
      if (step.done === 'verified') continue
      const headings = step.blocks.flatMap((block) => (block.kind === 'heading' ? [block.text] : []))
      expect([step.name, headings]).toEqual([
        step.name,
        ['What to do', 'What you see then', 'If it does not work'],
      ])
    }
  },
)

test.each(guides)(
  '$method: a placeholder stands alone in code, so that a value is never read as text with marks',
  ({ guide }) => {
    const blocks = everyBlock([...guide.intro, ...guide.steps.flatMap((step) => step.blocks), ...guide.later])
    for (const block of blocks) {
      if (block.kind !== 'text') continue
      expect(block.text.replace(/`\{\{\w+\}\}`/g, '')).not.toContain('{{')
      expect(block.text).not.toMatch(/<\w/)
    }
  },
)
