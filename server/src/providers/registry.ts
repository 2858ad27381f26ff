import { graph } from './graph/provider.ts'
import type { Provider } from './provider.ts'

/** Every method of connecting: one line each. */
export const providers: Record<string, Provider> = {
  graph: graph as Provider,
}
