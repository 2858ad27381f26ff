/** The shapes of a method's guide: one folder below docs/guides, which the page shows and the published guide is made of. */
export interface Guide {
  title: string
  /** The file below docs/ that is made of it. */
  published: string
  steps: GuideStep[]
  /** Choices that the text depends on: `{{if group}}`. The first value of each is the one to begin with. */
  choices: Record<string, { value: string; label: string }[]>
  forms: Record<string, FieldFacts[]>
  permissions: Permission[]
  /** What a script asks for while it is not known. */
  asks: Record<string, string>
  /** What stands in the published guide in the place of a customer's values. */
  examples: Record<string, string>
  /** Templates of scripts, by file name. */
  scripts: Record<string, string>
  /** Of the published guide alone: before and after the steps. */
  intro: Block[]
  later: Block[]
}

/** What decides that a step has its tick; `said`: the administrator says so. */
export type Done = 'settings' | 'testMailbox' | 'credential' | 'verified' | 'said'

export interface GuideStep {
  name: string
  title: string
  minutes: number
  /** The role that it takes in the customer's tenant. */
  who: string
  done: Done
  /** Checks that prove it: found good they tick it, found bad they say what is wrong. */
  proof: string[]
  /** Failed checks that are put right here, by name or its first word (`contacts` for `contacts-read`). */
  mends: string[]
  blocks: Block[]
}

export type Block =
  | { kind: 'text'; text: string }
  | { kind: 'heading'; text: string }
  | { kind: 'script'; file: string; isOpen: boolean }
  /** A form of the guide, a choice, or a part of the page with a name: `wants`, `credential`, `permissions`, `verification`. */
  | { kind: 'part'; part: string; name: string }
  | { kind: 'if'; condition: string; blocks: Block[] }

/** What is typed in a step, and where it is kept: `settings.tenantId`, `testMailbox`, `choices.group`. */
export interface FieldFacts {
  place: string
  label: string
  /** The check while typing (web/src/guide/field-rules.ts). */
  rule: string
  hint: string
  optional?: boolean
}

export interface Permission {
  /** Needed if this is wanted; without it always. */
  want?: string
  permission: string
  /** The role of RBAC for Applications that gives the same for a group. */
  role?: string
  for: string
  without: string
}
