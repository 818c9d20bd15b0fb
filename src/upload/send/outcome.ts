/** What became of items, as the outbox notes it. Pure. */
import type {OutboxOutcome} from '../../store/outbox.ts';
import type {Item} from './batch.ts';

/** @param items In order: of an entry all parts up to the last one here have an end now. */
export function outcomeOf(items: readonly Item[], refusal: string | null): OutboxOutcome {
  const lastOf = new Map(items.map((item) => [item.sequence, item]));
  const last = [...lastOf.values()];
  const isOnlyPart = ({part, isLast}: Item) => part === 0 && isLast;
  return {
    delivered: last.filter(({isLast}) => isLast).map(({sequence}) => sequence),
    progressed: last.filter(({isLast}) => !isLast).map(({sequence, part}) => ({sequence, firstPart: part + 1})),
    refused:
      refusal === null
        ? []
        : items.map((item) => ({
            sequence: item.sequence,
            part: isOnlyPart(item) ? null : item.part,
            reason: refusal,
          })),
  };
}

export const mergeOutcomes = (outcomes: readonly OutboxOutcome[]): OutboxOutcome => ({
  delivered: outcomes.flatMap(({delivered}) => delivered),
  progressed: outcomes.flatMap(({progressed}) => progressed),
  refused: outcomes.flatMap(({refused}) => refused),
});
