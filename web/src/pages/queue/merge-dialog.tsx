import { Field, SearchBox, Text } from '@fluentui/react-components'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useToasts } from '../../components/toasts.tsx'
import { useTypedSearch } from '../../components/use-typed-search.ts'
import { queryClient } from '../../query-client.ts'
import { conversations } from '../../queues-api.ts'
import type { Conversation } from '../../shapes.ts'
import { clockText } from '../../time-text.ts'
import { ActDialog, ActForm } from './act-dialog.tsx'
import { OptionList } from './choose-one.tsx'
import { senderOf, subjectOf } from './queue-words.ts'
import { useConversations } from './use-queues.ts'

interface Props {
  conversation: Conversation
  onMerged: (id: string) => void
  onClose: () => void
}

/** With which conversation one becomes one: found by words, those of the same sender first. */
export function MergeDialog(props: Props & { isOpen: boolean }) {
  return (
    <ActDialog isOpen={props.isOpen} onClose={props.onClose}>
      <MergeForm {...props} />
    </ActDialog>
  )
}

/** So many are shown; more words find others. */
const most = 20

function MergeForm({ conversation, onMerged, onClose }: Props) {
  const toasts = useToasts()
  const [words, setWords] = useState(conversation.from.address)
  const search = useTypedSearch(words, (typed) => setWords(typed ?? ''))
  const { query, items } = useConversations({ search: words })
  const [chosen, choose] = useState<string>()
  const others = items.filter(({ id }) => id !== conversation.id).slice(0, most)
  const merge = useMutation({
    mutationFn: (into: string) => conversations.merge(conversation.id, into),
    onSuccess: async (_, into) => {
      toasts.done('They are one conversation now.')
      onClose()
      onMerged(into)
      await queryClient.invalidateQueries({ queryKey: ['conversations'] })
    },
    onError: toasts.failed,
  })
  const isChosen = others.some(({ id }) => id === chosen)
  return (
    <ActForm
      title="Merge with another conversation"
      yes={merge.isPending ? 'One moment …' : 'Merge'}
      isReady={isChosen && !merge.isPending}
      onYes={() => chosen !== undefined && merge.mutate(chosen)}
      onClose={onClose}
    >
      <Text>
        The messages of “{subjectOf(conversation)}” go into the one that you choose. A message’s menu parts
        them again.
      </Text>
      <Field label="Search conversations">
        <SearchBox ref={search.box} value={search.typed} onChange={(_, { value }) => search.type(value)} />
      </Field>
      <OptionList
        label="Conversations"
        options={others.map((one) => ({
          id: one.id,
          name: subjectOf(one),
          note: `${senderOf(one.from)} · ${clockText(one.lastAt)}${one.state === 'closed' ? ' · closed' : ''}`,
        }))}
        chosen={chosen}
        onChoose={choose}
      />
      {others.length === 0 && query.isSuccess && (
        <Text role="status">No other conversation has these words. Search for others.</Text>
      )}
    </ActForm>
  )
}
