import type { Block, Done, Guide, GuideStep } from './shapes.ts'

const directive =
  /^\{\{(if|end|script!?|fields|choice|wants|credential|permissions|verification)(?: ([\w.-]+))?\}\}$/

type Facts = Pick<
  Guide,
  'title' | 'published' | 'choices' | 'forms' | 'permissions' | 'asks' | 'examples'
> & {
  steps: string[]
}

/** A method's guide from the files of its folder, by name; a fault in them is an error that names the file. */
export function readGuide(files: Record<string, string>): Guide {
  const { steps, ...facts } = JSON.parse(file(files, 'guide.json')) as Facts
  const scripts = Object.entries(files).filter(([name]) => name.endsWith('.ps1'))
  return {
    ...facts,
    steps: steps.map((name) => readStep(name, file(files, `${name}.md`))),
    scripts: Object.fromEntries(scripts),
    intro: readBlocks(file(files, 'intro.md')),
    later: readBlocks(file(files, 'later.md')),
  }
}

function file(files: Record<string, string>, name: string): string {
  const text = files[name]
  if (text === undefined) throw new Error(`The guide has no file ${name}`)
  return text
}

function readStep(name: string, text: string): GuideStep {
  const [, head, body] = /^---\n([\s\S]*?)\n---\n([\s\S]*)$/.exec(text) ?? []
  if (head === undefined || body === undefined) throw new Error(`${name}.md does not begin with its facts`)
  const facts = Object.fromEntries(head.split('\n').map((line) => line.split(/:\s*(.*)/s).slice(0, 2)))
  return {
    name: name.replace(/^\d+-/, ''),
    title: facts.title,
    minutes: Number(facts.minutes),
    who: facts.who,
    done: facts.done as Done,
    proof: names(facts.proof),
    mends: names(facts.mends),
    blocks: readBlocks(body),
  }
}

function names(list: string | undefined): string[] {
  return list ? list.split(', ') : []
}

/** Text cut at its directives and headings; `{{if …}}` to `{{end}}` holds its own. */
export function readBlocks(text: string): Block[] {
  const blocks: Block[] = []
  const open: Block[][] = [blocks]
  let lines: string[] = []
  const flush = () => {
    const paragraph = lines.join('\n').trim()
    if (paragraph !== '') open.at(-1)?.push({ kind: 'text', text: paragraph })
    lines = []
  }
  for (const line of text.split('\n')) {
    const [, word, name = ''] = directive.exec(line) ?? []
    const heading = /^## (.*)$/.exec(line)?.[1]
    if (word === undefined && heading === undefined) {
      lines.push(line)
      continue
    }
    flush()
    if (heading !== undefined) open.at(-1)?.push({ kind: 'heading', text: heading })
    else if (word === 'end') open.pop()
    else if (word === 'if') {
      const inner: Block[] = []
      open.at(-1)?.push({ kind: 'if', condition: name, blocks: inner })
      open.push(inner)
    } else if (word?.startsWith('script'))
      open.at(-1)?.push({ kind: 'script', file: name, isOpen: word === 'script!' })
    else open.at(-1)?.push({ kind: 'part', part: word ?? '', name })
  }
  flush()
  if (open.length !== 1) throw new Error('An {{if}} has no {{end}}, or the other way round')
  return blocks
}

/** All blocks, those inside conditions as well. */
export function everyBlock(blocks: Block[]): Block[] {
  return blocks.flatMap((block) => (block.kind === 'if' ? [block, ...everyBlock(block.blocks)] : [block]))
}
