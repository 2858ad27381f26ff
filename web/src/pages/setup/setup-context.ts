import { createContext, useContext } from 'react'
import { setup } from '../../api.ts'
import { useAct } from '../../components/use-act.ts'
import { pasted } from '../../credential-rules.ts'
import type { Values } from '../../guide/fill-script.ts'
import { grantedFor, rolesFor } from '../../guide/permissions.ts'
import type { Guide } from '../../guide/shapes.ts'
import { keys } from '../../keys.ts'
import { queryClient } from '../../query-client.ts'
import type { PatchSetup, Setup } from '../../shapes.ts'
import { choiceOf } from './progress.ts'

/** What every part of Setup works with. */
export interface SetupWorld {
  guide: Guide
  state: Setup
  connection: NonNullable<Setup['connection']>
  invitation: string
  /** What was typed in the open step and is not saved yet, by place. */
  typed: Record<string, string>
  onType: (typed: Record<string, string>) => void
  onNext: () => void
  onOpen: (step: string) => void
  /** Says that this page made a change, whose answer this is. */
  mine: (answer: Setup) => void
}

export const SetupContext = createContext<SetupWorld | undefined>(undefined)

/** The world of the step that is open. */
export function useSetup(): SetupWorld {
  const world = useContext(SetupContext)
  if (!world) throw new Error('A part of Setup is shown outside of it')
  return world
}

/** Changes Setup; the page shows the answer at once. */
export function useChange() {
  const { invitation, mine } = useSetup()
  return useAct(
    async (changes: PatchSetup) => {
      const answer = await setup.change(invitation, changes)
      mine(answer)
      showAnswer(invitation, answer)
      return answer
    },
    { touches: [] },
  )
}

/** Shows what the server has answered, whatever a read that is under way will bring. */
export function showAnswer(invitation: string, answer: Setup): void {
  const queryKey = [...keys.setup, invitation]
  void queryClient.cancelQueries({ queryKey })
  queryClient.setQueryData(queryKey, answer)
}

/** What stands in a field: what is being typed, or what is kept. */
export function valueAt(world: SetupWorld, place: string): string {
  return world.typed[place] ?? keptOf(world, place)
}

function keptOf({ connection, state }: SetupWorld, place: string): string {
  const [part, name = ''] = place.split('.')
  if (part === 'settings') return String(connection.settings[name] ?? '')
  if (part === 'choices') return state.notes.choices[name] ?? ''
  return (part === 'testMailbox' ? connection.testMailbox : connection.refusedMailbox) ?? ''
}

/** What is typed as a change to be saved. */
export function changesOf(typed: Record<string, string>): PatchSetup {
  const changes: PatchSetup = {}
  for (const [place, text] of Object.entries(typed)) {
    const [part, name = ''] = place.split('.')
    const value = pasted(text)
    if (part === 'settings') changes.settings = { ...changes.settings, [name]: value }
    else if (part === 'choices') changes.choices = { ...changes.choices, [name]: value }
    else if (part === 'testMailbox') changes.testMailbox = value || null
    else if (part === 'refusedMailbox') changes.refusedMailbox = value || null
  }
  return changes
}

/** What scripts and copy buttons are filled with: also what is only typed yet, if it has the right shape. */
export function scriptValues(world: SetupWorld): Values {
  const { guide, state, connection } = world
  const scope = choiceOf(guide, state, 'scope')
  const value = (place: string) => pasted(valueAt(world, place)) || undefined
  return {
    applicationName: state.applicationName,
    tenantId: value('settings.tenantId'),
    clientId: value('settings.clientId'),
    group: value('choices.group'),
    testMailbox: value('testMailbox'),
    permissions: grantedFor(guide, connection.wanted, scope).map(({ permission }) => permission),
    roles: rolesFor(guide, connection.wanted),
  }
}
