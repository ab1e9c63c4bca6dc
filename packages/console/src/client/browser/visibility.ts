/** Runs something as long as the page is visible: a hidden tab asks for nothing and holds no connection. */

/** @param begin returns what ends it. Returns what ends both. */
export function whileVisible(begin: () => () => void): () => void {
  let end: (() => void) | undefined;
  const follow = () => {
    if (document.visibilityState === 'visible') end ??= begin();
    else {
      end?.();
      end = undefined;
    }
  };
  follow();
  document.addEventListener('visibilitychange', follow);
  return () => {
    document.removeEventListener('visibilitychange', follow);
    end?.();
    end = undefined;
  };
}
