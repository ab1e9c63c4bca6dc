// A JupyterLab extension: a click on a link to a TypeScript file opens it beside the notebook, where both can be read.
// JupyterLab itself would open it in a tab that covers the notebook, and no setting changes that. It is written as JupyterLab
// loads it (https://jupyterlab.readthedocs.io/en/stable/extension/extension_dev.html), so that nothing has to be built.
{
  const NAME = 'workbook-open-beside';
  const LINK = '.jp-Notebook .jp-RenderedMarkdown a[href]';
  /** What JupyterLab makes of a link to a file. */
  const TYPESCRIPT = /\/files\/(.+\.[cm]?tsx?)$/;

  const plugin = {
    id: `${NAME}:plugin`,
    autoStart: true,
    activate: (app) => {
      const onClick = (event) => {
        const link = event.target.closest?.(LINK);
        if (!link || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey) return;
        const path = TYPESCRIPT.exec(decodeURI(new URL(link.href).pathname))?.[1];
        if (!path) return;
        event.preventDefault();
        event.stopPropagation();
        const options = placeBeside(app.shell, link);
        app.commands.execute('docmanager:open', { path, factory: 'Editor', options });
      };
      // Before JupyterLab's own listener, which is on the body too.
      document.addEventListener('click', onClick, true);
    },
  };

  /** Next to what already stands on the right of the link's notebook, or in a new column there. */
  function placeBeside(shell, link) {
    const widgets = [...shell.widgets('main')];
    const notebook = widgets.find(({ node }) => node.contains(link));
    if (!notebook) return {};
    const { right } = notebook.node.getBoundingClientRect();
    const neighbour = widgets.find(({ isVisible, node }) => isVisible && node.getBoundingClientRect().left >= right);
    return neighbour ? { mode: 'tab-after', ref: neighbour.id } : { mode: 'split-right', ref: notebook.id };
  }

  globalThis._JUPYTERLAB ??= {};
  globalThis._JUPYTERLAB[NAME] = { init: () => {}, get: async () => () => ({ __esModule: true, default: plugin }) };
}
