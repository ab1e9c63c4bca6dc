/** Who read which partition when, from a group's samples. */
import { escapeText } from '@workbook/terminal/escape';
import type { GroupMember, GroupSample } from '../../api/groups.js';

export interface Span {
  topic: string;
  partition: number;
  /** What the member is called, see {@link memberNames}. */
  member: string;
  /** In ms since 1970. */
  from: number;
  to: number;
}

export interface GroupEvent {
  at: number;
  /** What happened, in a sentence. */
  text: string;
}

/** Between samples that are further apart, nobody looked: what was in between is not known. */
const GAP_MS = 6_000;

/** A member's client id; where several members share it, with the end of its member id. */
export function memberNames(samples: readonly GroupSample[]): Map<string, string> {
  const members = new Map<string, GroupMember>();
  for (const sample of samples) for (const member of sample.members) members.set(member.id, member);
  const all = [...members.values()];
  return new Map(
    all.map(({ id, clientId }) => {
      const shared = all.filter((other) => other.clientId === clientId).length > 1;
      return [id, escapeText(shared ? `${clientId} (…${id.slice(-4)})` : clientId)];
    }),
  );
}

export function assignmentSpans(samples: readonly GroupSample[], names = memberNames(samples)): Span[] {
  const done: Span[] = [];
  const open = new Map<string, Span>();
  for (const sample of samples) {
    const seen = new Set<string>();
    for (const member of sample.members) {
      const name = names.get(member.id) ?? member.id;
      for (const { topic, partition } of member.assigned) {
        const key = `${partition} ${topic}`;
        const span = open.get(key);
        seen.add(key);
        const goesOn = span?.member === name && sample.at - span.to <= GAP_MS;
        if (goesOn) span.to = sample.at;
        else {
          if (span) done.push(handedOver(span, sample.at));
          open.set(key, { topic, partition, member: name, from: sample.at, to: sample.at });
        }
      }
    }
    for (const [key, span] of open) {
      if (seen.has(key)) continue;
      done.push(handedOver(span, sample.at));
      open.delete(key);
    }
  }
  return [...done, ...open.values()].sort((a, b) => a.from - b.from);
}

/** It lasted until the sample that shows something else, if that came soon. */
function handedOver(span: Span, at: number): Span {
  return at - span.to <= GAP_MS ? { ...span, to: at } : span;
}

/** What happened to a group, newest first. */
export function groupEvents(samples: readonly GroupSample[], names = memberNames(samples)): GroupEvent[] {
  const events: GroupEvent[] = [];
  for (const [index, now] of samples.entries()) {
    const before = samples[index - 1];
    if (!before) continue;
    const name = (id: string) => names.get(id) ?? id;
    const joined = now.members.filter(({ id }) => !before.members.some((it) => it.id === id));
    const left = before.members.filter(({ id }) => !now.members.some((it) => it.id === id));
    const texts = [
      ...joined.map(({ id }) => `${name(id)} joined`),
      ...left.map(({ id }) => `${name(id)} left`),
      ...(before.state === now.state ? [] : [`${before.state} became ${now.state}`]),
      ...moves(before, now, name),
    ];
    if (texts.length > 0) events.push({ at: now.at, text: `${texts.join('; ')}.` });
  }
  return events.reverse();
}

function moves(before: GroupSample, now: GroupSample, name: (id: string) => string): string[] {
  const owners = (sample: GroupSample) =>
    new Map(
      sample.members.flatMap(({ id, assigned }) => assigned.map((at) => [`${at.topic} ${at.partition}`, id] as const)),
    );
  const [old, next] = [owners(before), owners(now)];
  const byMember = new Map<string, string[]>();
  for (const [partition, id] of next) {
    if (old.get(partition) !== id) byMember.set(id, [...(byMember.get(id) ?? []), partition]);
  }
  return [...byMember].map(([id, partitions]) => {
    const listed = partitions.slice(0, 6).join(', ');
    return `${name(id)} now reads ${listed}${partitions.length > 6 ? ` and ${partitions.length - 6} more` : ''}`;
  });
}
