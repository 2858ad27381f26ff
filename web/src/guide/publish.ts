import { fillScript } from './fill-script.ts'
import { neededFor } from './permissions.ts'
import type { Block, Guide } from './shapes.ts'

/** A method's guide as one document, with examples in the place of a customer's values. */
export function publish(guide: Guide, method: string): string {
  const steps = guide.steps.map(({ title, minutes, who, blocks }, index) =>
    [
      `## ${index + 1}. ${title}`,
      `*${role(who)}, about ${count(minutes)}*`,
      written(guide, blocks, '###'),
    ].join('\n\n'),
  )
  const parts = [
    `<!-- Made from docs/guides/${method} by scripts/guides.ts: change the text there. -->`,
    `# ${guide.title}`,
    written(guide, guide.intro, '##'),
    ...steps,
    written(guide, guide.later, '##'),
  ]
  return `${parts.join('\n\n')}\n`
}

function written(guide: Guide, blocks: Block[], level: string): string {
  return blocks.map((block) => blockText(guide, block, level)).join('\n\n')
}

function blockText(guide: Guide, block: Block, level: string): string {
  switch (block.kind) {
    case 'heading':
      return `${level} ${block.text}`
    case 'text':
      return block.text.replace(/\{\{(\w+)\}\}/g, (_, name: string) => guide.examples[name] ?? name)
    case 'script':
      return script(guide, block)
    case 'if':
      return condition(guide, block, level)
    case 'part':
      return part(guide, block)
  }
}

function script(guide: Guide, block: Extract<Block, { kind: 'script' }>): string {
  const text = `\`\`\`powershell\n${fillScript(guide.scripts[block.file] ?? '', examples(guide), guide.asks).trim()}\n\`\`\``
  return block.isOpen ? text : `The same with PowerShell (\`${block.file}\`):\n\n${text}`
}

function examples(guide: Guide) {
  const needed = neededFor(guide, { contacts: true })
  return {
    ...guide.examples,
    permissions: needed.map(({ permission }) => permission),
    roles: needed.flatMap(({ role }) => role ?? []),
  }
}

function condition(guide: Guide, block: Extract<Block, { kind: 'if' }>, level: string): string {
  const choice = Object.values(guide.choices)
    .flat()
    .find(({ value }) => value === block.condition)
  const text = written(guide, block.blocks, level)
  return choice ? `**${choice.label}:**\n\n${text}` : text
}

function part(guide: Guide, block: Extract<Block, { kind: 'part' }>): string {
  switch (block.part) {
    case 'fields':
      return table(
        ['in Setup', ''],
        (guide.forms[block.name] ?? []).map(({ label, hint }) => [label, hint]),
      )
    case 'choice':
      return list(
        ['In Setup, choose one:'],
        (guide.choices[block.name] ?? []).map(({ label }) => label),
      )
    case 'permissions':
      return `${permissionTable(guide)}\n\nOf those that a role in Exchange gives, grant none here if a group was chosen.`
    case 'wants':
      return 'In Setup, tick what Tandem is for: contacts, calendar, tasks, sending mail, looking up what was sent.'
    case 'credential':
      return 'Paste the Value into Setup and enter the day on which it ends. Or press *Make a certificate here* and upload its public half.'
    default:
      return 'Press **Verify** in Setup.'
  }
}

function permissionTable(guide: Guide): string {
  return table(
    ['permission', 'what for', 'without it', 'role in Exchange'],
    guide.permissions.map((one) => [
      `\`${one.permission}\``,
      one.for,
      one.without,
      one.role === undefined ? 'none' : `\`${one.role}\``,
    ]),
  )
}

function table(head: string[], rows: string[][]): string {
  const line = (cells: string[]) => `| ${cells.join(' | ')} |`
  return [line(head), `|${'---|'.repeat(head.length)}`, ...rows.map(line)].join('\n')
}

function list(before: string[], points: string[]): string {
  return [...before, '', ...points.map((point) => `- ${point}`)].join('\n')
}

function role(who: string): string {
  return who === 'anybody' ? 'Anybody' : who
}

function count(minutes: number): string {
  return minutes === 1 ? 'one minute' : `${minutes} minutes`
}
