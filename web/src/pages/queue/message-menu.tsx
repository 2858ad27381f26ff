import {
  Button,
  Menu,
  MenuItem,
  MenuList,
  MenuPopover,
  MenuTrigger,
  Tooltip,
} from '@fluentui/react-components'
import { MoreHorizontalRegular, SplitVerticalRegular } from '@fluentui/react-icons'
import { useMutation } from '@tanstack/react-query'
import { useToasts } from '../../components/toasts.tsx'
import { queryClient } from '../../query-client.ts'
import { conversations } from '../../queues-api.ts'

/** The menu of a message: from it on the messages become a conversation of their own, which is opened. */
export function MessageMenu(props: {
  conversationId: string
  messageId: string
  onGo: (id: string) => void
}) {
  const { conversationId, messageId, onGo } = props
  const toasts = useToasts()
  const touched = { queryKey: ['conversations'] }
  const join = useMutation({
    mutationFn: (parted: string) => conversations.merge(parted, conversationId),
    onSuccess: async () => {
      onGo(conversationId)
      await queryClient.invalidateQueries(touched)
    },
    onError: toasts.failed,
  })
  const part = useMutation({
    mutationFn: () => conversations.part(conversationId, messageId),
    onSuccess: async ({ id }) => {
      toasts.done('It is a conversation of its own now.', { label: 'Undo', act: () => join.mutate(id) })
      onGo(id)
      await queryClient.invalidateQueries(touched)
    },
    onError: toasts.failed,
  })
  return (
    <Menu>
      <MenuTrigger disableButtonEnhancement>
        <Tooltip content="More about this message" relationship="label">
          <Button size="small" appearance="subtle" icon={<MoreHorizontalRegular />} />
        </Tooltip>
      </MenuTrigger>
      <MenuPopover>
        <MenuList>
          <MenuItem icon={<SplitVerticalRegular />} disabled={part.isPending} onClick={() => part.mutate()}>
            From here on a conversation of its own
          </MenuItem>
        </MenuList>
      </MenuPopover>
    </Menu>
  )
}
