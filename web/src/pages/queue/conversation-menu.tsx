import {
  Button,
  Menu,
  MenuItem,
  MenuItemRadio,
  MenuList,
  MenuPopover,
  MenuTrigger,
  Tooltip,
} from '@fluentui/react-components'
import {
  ArrowRoutingRegular,
  ArrowUndoRegular,
  ImportantRegular,
  MergeRegular,
  MoreHorizontalRegular,
} from '@fluentui/react-icons'
import { useSelf } from '../../presence.ts'
import type { WholeConversation } from '../../shapes.ts'
import { prioritise, putBack } from './acts.ts'
import type { Asked } from './conversation-acts.tsx'
import { useConversationAct } from './use-act.ts'
import { priorityWords } from './waiting-words.ts'

/** What is done with a conversation less often. */
export function ConversationMenu(props: { conversation: WholeConversation; ask: (what: Asked) => void }) {
  const { conversation, ask } = props
  const self = useSelf()
  const { mutate } = useConversationAct()
  const isOpen = conversation.state === 'open'
  return (
    <Menu>
      <MenuTrigger disableButtonEnhancement>
        <Tooltip content="More" relationship="label">
          <Button size="small" appearance="subtle" icon={<MoreHorizontalRegular />} />
        </Tooltip>
      </MenuTrigger>
      <MenuPopover>
        <MenuList>
          {isOpen && conversation.owner !== null && (
            <MenuItem icon={<ArrowUndoRegular />} onClick={() => mutate(putBack(conversation, self))}>
              Put back into the queue
            </MenuItem>
          )}
          {isOpen && self && (
            <MenuItem icon={<ArrowRoutingRegular />} onClick={() => ask('move')}>
              Move to another queue …
            </MenuItem>
          )}
          {isOpen && (
            <Priority
              priority={conversation.priority}
              onChoose={(priority) => mutate(prioritise(conversation, priority))}
            />
          )}
          <MenuItem icon={<MergeRegular />} onClick={() => ask('merge')}>
            Merge with another conversation …
          </MenuItem>
        </MenuList>
      </MenuPopover>
    </Menu>
  )
}

function Priority(props: { priority: number; onChoose: (priority: number) => void }) {
  return (
    <Menu
      checkedValues={{ priority: [String(props.priority)] }}
      onCheckedValueChange={(_, { checkedItems }) => props.onChoose(Number(checkedItems[0]))}
    >
      <MenuTrigger disableButtonEnhancement>
        <MenuItem icon={<ImportantRegular />}>Priority</MenuItem>
      </MenuTrigger>
      <MenuPopover>
        <MenuList>
          {Object.entries(priorityWords).map(([value, words]) => (
            <MenuItemRadio key={value} name="priority" value={value}>
              {words}
            </MenuItemRadio>
          ))}
        </MenuList>
      </MenuPopover>
    </Menu>
  )
}
