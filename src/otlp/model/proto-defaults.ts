import type { RawMessage } from '../schema/message.js';

// Fields of a decoded message, with what an absent one stands for in proto3.

export function textOf(field: unknown): string {
  return (field as string | undefined) ?? '';
}

export function numberOf(field: unknown): number {
  return (field as number | undefined) ?? 0;
}

export function bigintOf(field: unknown): bigint {
  return (field as bigint | undefined) ?? 0n;
}

export function messageOf(field: unknown): RawMessage {
  return (field as RawMessage | undefined) ?? {};
}

export function listOf<Item = RawMessage>(field: unknown): Item[] {
  return (field as Item[] | undefined) ?? [];
}
