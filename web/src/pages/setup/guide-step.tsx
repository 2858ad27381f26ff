import { Button, makeStyles, tokens } from '@fluentui/react-components'
import type { ReactNode } from 'react'
import { pasted } from '../../credential-rules.ts'
import { fieldRules } from '../../guide/field-rules.ts'
import { fillScript } from '../../guide/fill-script.ts'
import { everyBlock } from '../../guide/read-guide.ts'
import type { Block, GuideStep } from '../../guide/shapes.ts'
import { CredentialPart } from './credential-part.tsx'
import { GuideFields } from './guide-field.tsx'
import { ChoicePart, PermissionsPart, WantsPart } from './guide-parts.tsx'
import { GuideText } from './guide-text.tsx'
import { LookBar } from './look-bar.tsx'
import { choiceOf } from './progress.ts'
import { changesOf, type SetupWorld, scriptValues, useChange, useSetup, valueAt } from './setup-context.ts'
import { Folded, Part, Step, StepScript } from './step.tsx'
import { VerifyPart } from './verify-part.tsx'

const useStyles = makeStyles({
  next: { display: 'flex', flexWrap: 'wrap', gap: tokens.spacingHorizontalS },
})

/** A step as the guide's folder has it, with the customer's values, and one way on. */
export function GuideStepPage({ step }: { step: GuideStep }) {
  const world = useSetup()
  const blocks = shown(step.blocks, world)
  const sections = cutAtHeadings(blocks)
  return (
    <Step title={step.title} who={step.who} minutes={step.minutes}>
      <LookBar step={step} />
      {sections.map(({ title, blocks: inside }) => (
        <Section key={title ?? ''} title={title}>
          {inside.map((block) => (
            <BlockPart key={JSON.stringify(block)} block={block} />
          ))}
        </Section>
      ))}
      <Next step={step} />
    </Step>
  )
}

/** What depends on a choice is shown for the chosen one. */
function shown(blocks: Block[], world: SetupWorld): Block[] {
  const chosen = Object.keys(world.guide.choices).map((name) => choiceOf(world.guide, world.state, name))
  return blocks.flatMap((block) => {
    if (block.kind !== 'if') return [block]
    return chosen.includes(block.condition) ? shown(block.blocks, world) : []
  })
}

function cutAtHeadings(blocks: Block[]): { title?: string; blocks: Block[] }[] {
  const sections: { title?: string; blocks: Block[] }[] = [{ blocks: [] }]
  for (const block of blocks) {
    if (block.kind === 'heading') sections.push({ title: block.text, blocks: [] })
    else sections.at(-1)?.blocks.push(block)
  }
  return sections.filter((section) => section.blocks.length > 0)
}

/** The last part of a guide's step is for the few whom something hinders. */
function Section(props: { title?: string; children: ReactNode }) {
  if (props.title === undefined) return <>{props.children}</>
  if (/^If /.test(props.title)) return <Folded title={props.title}>{props.children}</Folded>
  return <Part title={props.title}>{props.children}</Part>
}

function BlockPart({ block }: { block: Block }) {
  const world = useSetup()
  const values = scriptValues(world)
  if (block.kind === 'text') return <GuideText text={block.text} values={values} />
  if (block.kind === 'script') {
    const template = world.guide.scripts[block.file] ?? ''
    const text = fillScript(template, values, world.guide.asks)
    return <StepScript text={text} name={block.file} isOpen={block.isOpen} />
  }
  if (block.kind !== 'part') return null
  switch (block.part) {
    case 'fields':
      return <GuideFields form={block.name} />
    case 'choice':
      return <ChoicePart name={block.name} />
    case 'wants':
      return <WantsPart />
    case 'permissions':
      return <PermissionsPart />
    case 'credential':
      return <CredentialPart />
    default:
      return <VerifyPart />
  }
}

/** The one way on: saves what was typed, or takes the administrator's word. Credential and proof have their own button. */
function Next({ step }: { step: GuideStep }) {
  const styles = useStyles()
  const world = useSetup()
  const save = useChange()
  if (step.done === 'credential' || step.done === 'verified') return null
  const isSaid = step.done === 'said'
  const isReady = fieldsOf(step, world).every(({ place, rule, optional }) => {
    const value = valueAt(world, place)
    const isFilled = pasted(value) !== '' || optional === true || isSaid
    return isFilled && fieldRules[rule]?.(value, (other) => valueAt(world, other)) === undefined
  })
  const goOn = () =>
    save.mutate(
      { ...changesOf(world.typed), ...(isSaid && { marks: { [step.name]: true } }) },
      { onSuccess: world.onNext },
    )
  return (
    <div className={styles.next}>
      <Button appearance="primary" disabled={!isReady || save.isPending} onClick={goOn}>
        {isSaid ? 'Done, go on' : 'Save and go on'}
      </Button>
    </div>
  )
}

function fieldsOf(step: GuideStep, world: SetupWorld) {
  const blocks = everyBlock(shown(step.blocks, world))
  return blocks.flatMap((block) =>
    block.kind === 'part' && block.part === 'fields' ? (world.guide.forms[block.name] ?? []) : [],
  )
}
