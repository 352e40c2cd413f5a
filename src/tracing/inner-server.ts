import type { Span } from '@opentelemetry/api';
import { createSlot } from '../core/slot.js';

/** By the SERVER span of a request, the one that a framework which traces its requests itself starts within it, as Next.js does. */
export const innerServer = createSlot<Span, Span>();
