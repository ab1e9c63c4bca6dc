/** One page: what goes wrong in it stays in it. */
import { Component, type ComponentChildren } from 'preact';
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import type { PageEntry } from '../page.js';

interface FrameProps {
  entry?: PageEntry;
  params: Record<string, string>;
}

export function PageFrame({ entry, params }: FrameProps) {
  const ofAddress = entry ? entry.title(params) : 'There is no such page';
  const [better, setBetter] = useState({ than: '', title: '' });
  const title = better.than === ofAddress ? better.title : ofAddress;
  const setTitle = useCallback((text: string) => setBetter({ than: ofAddress, title: text }), [ofAddress]);
  const first = useRef(true);
  useEffect(() => {
    document.title = `${title} · Workbook console`;
  }, [title]);
  useEffect(() => {
    // Whoever cannot see the page hears which one it is; on the first load the browser says it.
    if (!first.current) document.getElementById('content')?.focus({ preventScroll: true });
    first.current = false;
  }, [ofAddress]);
  return (
    <>
      <h1>{title}</h1>
      {entry ? (
        <Fence key={`${entry.path} ${JSON.stringify(params)}`}>
          <entry.page params={params} setTitle={setTitle} />
        </Fence>
      ) : (
        <NoSuchPage />
      )}
    </>
  );
}

function NoSuchPage() {
  return (
    <p>
      The console has no page at this address. <a href="/">The overview</a> shows what there is.
    </p>
  );
}

function PageFailed() {
  return (
    <div role="alert" class="banner banner-problem">
      <p>
        <strong>This page could not be shown.</strong> The others still work.{' '}
        <button type="button" onClick={() => location.reload()}>
          Load it again
        </button>
      </p>
    </div>
  );
}

/** Keeps an error in a page's code from emptying the whole window. */
class Fence extends Component<{ children: ComponentChildren }, { failed: boolean }> {
  static override getDerivedStateFromError(): { failed: boolean } {
    return { failed: true };
  }

  override state = { failed: false };

  override componentDidCatch(error: unknown): void {
    console.error(error);
  }

  override render() {
    return this.state.failed ? <PageFailed /> : this.props.children;
  }
}
