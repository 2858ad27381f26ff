import {
  Button,
  Checkbox,
  Field,
  Input,
  makeStyles,
  Text,
  Textarea,
  tokens,
} from '@fluentui/react-components'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { Facts } from '../../components/facts.tsx'
import { Section } from '../../components/page.tsx'
import { Moment } from '../../components/when.tsx'
import { routing as api, type QueueRouting, type TriedMail, type TriedRouting } from '../../routing-api.ts'
import { Refusal } from '../mailbox/queue-form.tsx'
import { useCard } from './general-section.tsx'
import { languageName, type Names, skillWords, triedWords } from './rule-words.ts'

const useStyles = makeStyles({
  pair: {
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fit, minmax(min(240px, 100%), 1fr))',
    gap: tokens.spacingHorizontalM,
  },
  list: { margin: '0', paddingInlineStart: tokens.spacingHorizontalXL },
})

const empty: TriedMail = { from: { name: '', address: '' }, subject: '', text: '', hasAttachment: false }

/** A mail that is thought of: which rules hold for it, and why, with the settings as they stand here. */
export function TrySection(props: {
  mailboxId: string
  routing: QueueRouting
  names: Names
  isReady: boolean
}) {
  const styles = { ...useStyles(), ...useCard() }
  const { mailboxId, routing, isReady } = props
  const [mail, setMail] = useState(empty)
  // What was tried is shown with the names of the rules as they were then.
  const attempt = useMutation({
    mutationFn: async () => ({ tried: await api.try(mailboxId, { routing, mail }), rules: routing.rules }),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    attempt.mutate()
  }
  const set = (changes: Partial<TriedMail>) => setMail((before) => ({ ...before, ...changes }))
  const setFrom = (changes: Partial<TriedMail['from']>) => set({ from: { ...mail.from, ...changes } })
  return (
    <Section
      title="Try it"
      note="Type or paste a mail: what would become of it with the settings above, also those that are not saved. Nothing is stored or sent."
    >
      <form className={styles.card} onSubmit={submit}>
        <div className={styles.pair}>
          <Field label="Sender’s address">
            <Input value={mail.from.address} onChange={(_, { value }) => setFrom({ address: value })} />
          </Field>
          <Field label="Sender’s name">
            <Input value={mail.from.name} onChange={(_, { value }) => setFrom({ name: value })} />
          </Field>
        </div>
        <Field label="Subject of the mail">
          <Input value={mail.subject} onChange={(_, { value }) => set({ subject: value })} />
        </Field>
        <Field label="Text of the mail">
          <Textarea
            resize="vertical"
            rows={5}
            value={mail.text}
            onChange={(_, { value }) => set({ text: value })}
          />
        </Field>
        <Checkbox
          label="It has an attachment"
          checked={mail.hasAttachment}
          onChange={(_, { checked }) => set({ hasAttachment: checked === true })}
        />
        <div className={styles.line}>
          <Button type="submit" disabled={attempt.isPending || !isReady}>
            {attempt.isPending ? 'One moment …' : 'Try it'}
          </Button>
          {!isReady && <Text className={styles.quiet}>Correct the settings above first.</Text>}
        </div>
        <Refusal error={attempt.error} />
        <div role="status">{attempt.data && <Found {...attempt.data} names={props.names} />}</div>
      </form>
    </Section>
  )
}

function Found({ tried, rules, names }: { tried: TriedRouting; rules: QueueRouting['rules']; names: Names }) {
  const styles = { ...useStyles(), ...useCard() }
  const skills = skillWords(tried.skills)
  return (
    <>
      <ol className={styles.list} aria-label="What the rules say">
        {tried.rules.map((rule, place) => (
          // As the rules themselves, known by their place alone.
          // biome-ignore lint/suspicious/noArrayIndexKey: see above
          <li key={place}>
            <Text weight={rule.state === 'holds' ? 'semibold' : 'regular'}>{rules[place]?.name}</Text>{' '}
            {triedWords(rule)}
          </li>
        ))}
      </ol>
      <Facts
        facts={{
          'It asks for': skills.length === 0 ? 'No skills' : skills.join(', '),
          Priority: tried.priority,
          Queue: tried.queueId === null ? 'This one' : names.queue(tried.queueId),
          Agent: tried.agentId === null ? 'Nobody in particular' : names.agent(tried.agentId),
          Language: tried.language === null ? 'Nobody can tell' : languageName(tried.language),
          Sender: [tried.isKnown ? 'Known already' : 'New', ...tried.labels].join(', '),
          'Now the queue is': tried.isOpen ? 'Open' : 'Closed',
          'Answer promised until': tried.dueAt === null ? 'No time is promised' : <Moment at={tried.dueAt} />,
        }}
      />
    </>
  )
}
