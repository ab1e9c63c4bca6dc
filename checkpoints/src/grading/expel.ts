import { removeMembers } from '@workbook/kafka';
import type { Settings } from '@workbook/services';
import type { Admin } from 'kafkajs';

/**
 * Makes the members of consumer groups leave that can't do so any more: their process was killed. Kafka would wait for
 * their session to time out, and refuses to delete a group that has members.
 *
 * @param isKilled whether this member's process is gone for sure
 */
export async function expelMembers(
  admin: Admin,
  settings: Settings,
  groupIds: readonly string[],
  isKilled: (member: { groupId: string; clientId: string }) => boolean,
): Promise<void> {
  const { groups } = await admin.describeGroups([...groupIds]);
  for (const { groupId, members } of groups) {
    const killed = members.filter(({ clientId }) => isKilled({ groupId, clientId }));
    if (killed.length === 0) continue;
    await removeMembers(
      settings,
      groupId,
      killed.map(({ memberId }) => memberId),
    );
  }
}
