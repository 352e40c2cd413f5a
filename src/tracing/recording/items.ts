import type { Attributes, HrTime, Link } from '@opentelemetry/api';
import {
  cleanAttributes,
  cleanSimpleAttributes,
  isAnyValue,
  isSimpleAttributeValue,
} from '@opentelemetry/core';
import type { TimedEvent } from '@opentelemetry/sdk-trace';
import { createPlainObject } from '../../core/plain.js';
import { checked, eachOf, plainAttributes } from './bounded.js';
import type { ResolvedSpanLimits } from './limits.js';

/** How OpenTelemetry checks attributes: those of events may hold less than those of links. */
interface Rule {
  readonly isValid: (value: unknown) => boolean;
  readonly clean: typeof cleanAttributes;
}

const OF_EVENTS: Rule = { isValid: isSimpleAttributeValue, clean: cleanSimpleAttributes };
const OF_LINKS: Rule = { isValid: isAnyValue, clean: cleanAttributes };

/** No attribute of any kind: OpenTelemetry leaves it out and counts it. */
const INVALID = Symbol('invalid');

/** An event of a span, its attributes within the limits. */
export function cleanEvent(
  name: string,
  time: HrTime,
  attributes: Attributes | undefined,
  limits: ResolvedSpanLimits,
): TimedEvent {
  return { name, time, ...cleaned(OF_EVENTS, attributes, limits.attributePerEventCountLimit, limits) };
}

/** A link of a span, its attributes within the limits; undefined for what has no span context. */
export function cleanLink(link: Link, limits: ResolvedSpanLimits): Link | undefined {
  if (!hasContext(link)) return undefined;
  const { context, attributes } = link;
  return { context, ...cleaned(OF_LINKS, attributes, limits.attributePerLinkCountLimit, limits) };
}

/** All-zero IDs are recorded too (specification, "Link"). */
function hasContext(link: Link): boolean {
  try {
    const { traceId, spanId, traceFlags, traceState } = link.context;
    const isText = typeof (traceState?.serialize() ?? '') === 'string';
    return traceId.length === 32 && spanId.length === 16 && typeof traceFlags === 'number' && isText;
  } catch {
    return false;
  }
}

/** The links that a span starts with; of too many, the last ones. */
export function cleanLinks(
  links: readonly Link[] | undefined | null,
  limits: ResolvedSpanLimits,
): { links: Link[]; dropped: number } {
  if (links === undefined || links === null || links.length === 0) return { links: [], dropped: 0 };
  const tooMany = Math.max(0, links.length - limits.linkCountLimit);
  const clean = links
    .slice(tooMany)
    .map((link) => cleanLink(link, limits))
    .filter((link) => link !== undefined);
  return { links: clean, dropped: links.length - clean.length };
}

function cleaned(
  rule: Rule,
  attributes: Attributes | undefined,
  attributeCountLimit: number,
  { attributeValueLengthLimit }: ResolvedSpanLimits,
): ReturnType<typeof cleanAttributes> {
  if (typeof attributes !== 'object' || attributes === null) return {};
  const limits = { attributeCountLimit, attributeValueLengthLimit };
  try {
    return rule.clean(validAttributes(rule, attributes), limits);
  } catch {
    return rule.clean(validAttributes(rule, plainAttributes(attributes)), limits);
  }
}

function validAttributes(rule: Rule, attributes: Attributes): Attributes {
  const valid = createPlainObject() as Attributes;
  eachOf(attributes, (key, value) => {
    if (value === undefined) return;
    valid[key] = checked(value, (bounded) => (rule.isValid(bounded) ? bounded : INVALID));
  });
  return valid;
}
