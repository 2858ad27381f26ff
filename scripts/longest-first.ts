import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** A sequencer by which these files begin first, in this order: the others run beside them, instead of them alone at the end. */
export function longestFirst(endings: string[]): typeof BaseSequencer {
  return class extends BaseSequencer {
    override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
      const place = ({ moduleId }: TestSpecification) => {
        const found = endings.findIndex((ending) => moduleId.endsWith(ending))
        return found < 0 ? endings.length : found
      }
      // Stable: the others keep the order that they have.
      return (await super.sort(files)).toSorted((a, b) => place(a) - place(b))
    }
  }
}
