/** What Node learns of a job while its graph is built there. On the cluster nobody listens. */

export interface PlanningListener {
  /** The build function looked at an argument, given or not. */
  argumentRead(name: string): void;
  /** It asked which arguments there are: it may use all of them. */
  argumentsListed(): void;
  /** The graph is complete; for each node the stack of the call that added it. */
  built(stacks: string[]): void;
}

declare global {
  var __planning: PlanningListener | undefined;
}

/** The same arguments, for a build function whose reads someone listens to. */
export function watched<Args extends object>(args: Args, listener: PlanningListener): Args {
  const read = (name: string | symbol) => {
    if (typeof name === 'string') listener.argumentRead(name);
  };
  return new Proxy(args, {
    get(target, name, receiver) {
      read(name);
      return Reflect.get(target, name, receiver);
    },
    has(target, name) {
      read(name);
      return Reflect.has(target, name);
    },
    getOwnPropertyDescriptor(target, name) {
      read(name);
      return Reflect.getOwnPropertyDescriptor(target, name);
    },
    ownKeys(target) {
      listener.argumentsListed();
      return Reflect.ownKeys(target);
    },
  });
}
