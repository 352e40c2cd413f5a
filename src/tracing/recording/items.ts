import type { Attributes, HrTime, Link } from '@opentelemetry/api';
import { cleanAttributes, cleanSimpleAttributes } from '@opentelemetry/core';
import type { TimedEvent } from '@opentelemetry/sdk-trace';
import { getValues } from '../../logs/values.js';
import type { ResolvedSpanLimits } from './limits.js';

type Clean = typeof cleanAttributes;

/** An event of a span, its attributes within the limits. */
export function cleanEvent(
  name: string,
  time: HrTime,
  attributes: Attributes | undefined,
  limits: ResolvedSpanLimits,
): TimedEvent {
  const counted = cleaned(cleanSimpleAttributes, attributes, limits.attributePerEventCountLimit, limits);
  return { name, time, ...counted };
}

/** A link of a span, its attributes within the limits. */
export function cleanLink({ context, attributes }: Link, limits: ResolvedSpanLimits): Link {
  return { context, ...cleaned(cleanAttributes, attributes, limits.attributePerLinkCountLimit, limits) };
}

/** The links that a span starts with; of too many, the last ones. */
export function cleanLinks(
  links: readonly Link[] | undefined,
  limits: ResolvedSpanLimits,
): { links: Link[]; dropped: number } {
  if (links === undefined || links.length === 0) return { links: [], dropped: 0 };
  const dropped = Math.max(0, links.length - limits.linkCountLimit);
  return { links: links.slice(dropped).map((link) => cleanLink(link, limits)), dropped };
}

function cleaned(
  clean: Clean,
  attributes: Attributes | undefined,
  attributeCountLimit: number,
  { attributeValueLengthLimit }: ResolvedSpanLimits,
): ReturnType<Clean> {
  const limits = { attributeCountLimit, attributeValueLengthLimit };
  try {
    return clean(attributes, limits);
  } catch {
    // A throwing getter, a Proxy, or nesting that overflows the stack.
    return clean(getValues().normalizer.toFields(attributes as object) as Attributes | undefined, limits);
  }
}
