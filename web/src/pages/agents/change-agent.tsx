import { Button, Field, Input } from '@fluentui/react-components'
import { useState } from 'react'
import { Ask } from '../../components/ask.tsx'
import { SkillsField } from '../../components/skills-field.tsx'
import { useAct } from '../../components/use-act.ts'
import { type Agent, agents } from '../../routing-api.ts'

/** Changes what an agent can and how much at once. */
export function ChangeAgent({ agent, suggested }: { agent: Agent; suggested: string[] }) {
  const [skills, setSkills] = useState(agent.skills)
  const [capacity, setCapacity] = useState(String(agent.capacity))
  const change = useAct(() => agents.change(agent.id, { skills, capacity: Number(capacity) }), {
    said: 'Saved. It holds for what is given from now on.',
    touches: [['agents'], ['supervision']],
  })
  const isCount = /^\d+$/.test(capacity) && Number(capacity) <= 1000
  const asItIs = () => {
    setSkills(agent.skills)
    setCapacity(String(agent.capacity))
  }
  return (
    <Ask
      title={`What ${agent.name} can`}
      yes="Save"
      isReady={isCount}
      onYes={() => change.mutateAsync()}
      trigger={
        <Button size="small" aria-label={`Change ${agent.name}`} onClick={asItIs}>
          Change
        </Button>
      }
    >
      <SkillsField
        label="Skills"
        none="None yet: only conversations that ask for nothing are given to them."
        skills={skills}
        suggested={suggested}
        onChange={setSkills}
      />
      <Field
        label="Conversations at once"
        hint="As many that wait for an answer are given to them at most, 0 to 1000. They can take more themselves."
        validationState={isCount ? 'none' : 'error'}
        validationMessage={isCount ? undefined : 'Give a whole number, 0 to 1000.'}
      >
        <Input
          type="number"
          min={0}
          max={1000}
          value={capacity}
          onChange={(_, { value }) => setCapacity(value)}
        />
      </Field>
    </Ask>
  )
}
