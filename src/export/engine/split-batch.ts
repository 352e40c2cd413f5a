import type { Batch, SplitBudget } from '../batch.js';
import { compress, decompress } from '../transport/body.js';
import { type RequestPart, splitRequest } from './request-split.js';

/**
 * Requests that may be spent on one refused batch. One poison record among 512 takes 18; four of them take about 60.
 * A collector that refuses everything must not get 1,023.
 */
const BUDGET_REQUESTS = 64;

/**
 * Refusals of parts of one batch, none of which was taken, after which all of it counts as refused: the first part is
 * halved first, so up to eight poison records in a row among 512 are isolated before.
 */
const MAX_REFUSED_IN_A_ROW = 20;

/** Counts a refusal of a batch or of a part of one; returns whether the whole batch is to be given up. */
export function isRefusedWhole({ split }: Batch): boolean {
  return split !== undefined && ++split.refused >= MAX_REFUSED_IN_A_ROW && !split.anyDelivered;
}

/**
 * Parts of a refused batch, or undefined when it can't be divided or the budget is spent.
 * @param refusals refusals since the collector last took anything: after so many of them none is worth isolating
 */
export function splitBatch(batch: Batch, refusals: number): [Batch, Batch] | undefined {
  const requests = refusals > MAX_REFUSED_IN_A_ROW ? 0 : BUDGET_REQUESTS;
  const budget: SplitBudget = batch.split ?? { requests, refused: 0, anyDelivered: false };
  if (budget.requests < 2) return undefined;
  const parts = divide(batch);
  if (parts === undefined) return undefined;
  budget.requests -= 2;
  const [left, right] = parts;
  // The counts of the parts must add up to the batch's, whoever counted its data points.
  const leftItems = Math.min(left.items, batch.items);
  return [
    part(batch, left.body, leftItems, budget),
    part(batch, right.body, batch.items - leftItems, budget),
  ];
}

function divide(batch: Batch): [RequestPart, RequestPart] | undefined {
  try {
    return splitRequest(batch.signal, batch.compressed ? decompress(batch.body) : batch.body);
  } catch {
    // Not what our encoders write: it goes as a whole.
    return undefined;
  }
}

function part(batch: Batch, body: Buffer, items: number, split: SplitBudget): Batch {
  return { ...batch, body: batch.compressed ? compress(body) : body, items, split, failures: 0 };
}
