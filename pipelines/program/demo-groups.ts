import type { Admin } from 'kafkajs';

/**
 * Deletes the groups of demos that were killed. Kafka refuses to delete a group that has members.
 *
 * @param pattern what the groups of demos are called
 * @param ownId what the names of this demo's own groups end with
 */
export async function deleteAbandonedGroups(admin: Admin, pattern: RegExp, ownId: string): Promise<void> {
  const { groups } = await admin.listGroups();
  const names = groups.map(({ groupId }) => groupId);
  const abandoned = names.filter((name) => pattern.test(name) && !name.endsWith(ownId));
  await Promise.allSettled(abandoned.map((name) => admin.deleteGroups([name])));
}
