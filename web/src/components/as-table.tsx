import { Accordion, AccordionHeader, AccordionItem, AccordionPanel } from '@fluentui/react-components'
import type { ReactNode } from 'react'

/** What a chart shows as a table, folded away until it is wanted. */
export function AsTable({ children }: { children: ReactNode }) {
  return (
    <Accordion collapsible>
      <AccordionItem value="table">
        <AccordionHeader size="small">As a table</AccordionHeader>
        <AccordionPanel>{children}</AccordionPanel>
      </AccordionItem>
    </Accordion>
  )
}
