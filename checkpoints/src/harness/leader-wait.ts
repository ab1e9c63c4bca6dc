/**
 * Follows a function that creates a topic. kafkajs waits for the leaders of a new topic, and that wait fails now and then
 * although the topic is there, more often the busier the machine is. So ask the broker, not the promise.
 */
export async function despiteLeaderWait(creating: Promise<void>): Promise<void> {
  await creating.catch((error: unknown) => {
    const type = error instanceof Error && 'type' in error ? error.type : undefined;
    if (type !== 'UNKNOWN_TOPIC_OR_PARTITION' && type !== 'LEADER_NOT_AVAILABLE') throw error;
  });
}
