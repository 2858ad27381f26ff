import {
  Button,
  MessageBar,
  MessageBarActions,
  MessageBarBody,
  makeStyles,
  tokens,
} from '@fluentui/react-components'
import { useEffect, useRef, useState } from 'react'
import type { Guide } from '../../guide/shapes.ts'
import type { Setup } from '../../shapes.ts'
import { Attempts } from './attempts.tsx'
import { GuideStepPage } from './guide-step.tsx'
import { lookAgain } from './look-bar.tsx'
import { useOthers } from './others.ts'
import { type Tick, ticksOf } from './progress.ts'
import { SetupContext, type SetupWorld } from './setup-context.ts'
import { StepList } from './step-list.tsx'

const useStyles = makeStyles({
  root: {
    display: 'grid',
    gridTemplateColumns: '240px minmax(0, 1fr)',
    gap: tokens.spacingHorizontalXXL,
    alignItems: 'start',
    '@media (max-width: 820px)': { gridTemplateColumns: 'minmax(0, 1fr)', gap: tokens.spacingVerticalL },
  },
  page: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalM, outlineStyle: 'none' },
})

/** The way from nothing to a proven connection: the steps with their ticks, and the one that is open. */
export function SetupSteps(props: Pick<SetupWorld, 'guide' | 'state' | 'connection' | 'invitation'>) {
  const styles = useStyles()
  const { guide, state, invitation } = props
  const ticks = ticksOf(guide, state)
  const [open, setOpen] = useState(() => firstOpen(guide, ticks))
  const [typed, setTyped] = useState<Record<string, string>>({})
  const others = useOthers(state)
  const page = useRef<HTMLDivElement>(null)
  useLookOnReturn(state, invitation)
  const onOpen = (name: string) => {
    setOpen(name)
    setTyped({})
    window.scrollTo(0, 0)
    // The keyboard goes on in the step, not in the list.
    requestAnimationFrame(() => page.current?.focus())
  }
  const step = guide.steps.find(({ name }) => name === open)
  const world: SetupWorld = {
    ...props,
    typed,
    onType: (changed) => setTyped((before) => ({ ...before, ...changed })),
    onNext: () => onOpen(guide.steps[guide.steps.findIndex(({ name }) => name === open) + 1]?.name ?? open),
    onOpen,
    mine: others.mine,
  }
  return (
    <div className={styles.root}>
      <StepList
        steps={guide.steps}
        open={open}
        ticks={ticks}
        attempts={state.verifications.length}
        onOpen={onOpen}
      />
      <div className={styles.page} ref={page} tabIndex={-1}>
        {others.changed.length > 0 && <OthersBar changed={others.changed} dismiss={others.dismiss} />}
        <SetupContext value={world}>
          {step ? <GuideStepPage key={step.name} step={step} /> : <Attempts state={state} />}
        </SetupContext>
      </div>
    </div>
  )
}

function OthersBar(props: { changed: string[]; dismiss: () => void }) {
  return (
    <MessageBar intent="info" layout="multiline">
      <MessageBarBody>
        Somebody else with this link has just changed something: {props.changed.join(', ')}. What is shown now
        is what counts.
      </MessageBarBody>
      <MessageBarActions>
        <Button size="small" onClick={props.dismiss}>
          Understood
        </Button>
      </MessageBarActions>
    </MessageBar>
  )
}

/** Where one goes on: what is wrong first, then what is not done, at last the proof. */
function firstOpen(guide: Guide, ticks: Map<string, Tick>): string {
  const find = (tick: Tick) => guide.steps.find(({ name }) => ticks.get(name) === tick)?.name
  return find('wrong') ?? find('open') ?? guide.steps.at(-1)?.name ?? ''
}

/** Who comes back from the tenant's own pages has most likely changed something there. */
function useLookOnReturn({ look, steps }: Setup, invitation: string): void {
  const isDue = look?.state === 'done' && !steps.verified
  useEffect(() => {
    if (!isDue) return
    const onReturn = () => {
      // A look that cannot be asked for now is asked for by the next return, or by the button, which says why.
      if (document.visibilityState === 'visible') lookAgain(invitation).catch(() => undefined)
    }
    document.addEventListener('visibilitychange', onReturn)
    window.addEventListener('focus', onReturn)
    return () => {
      document.removeEventListener('visibilitychange', onReturn)
      window.removeEventListener('focus', onReturn)
    }
  }, [isDue, invitation])
}
