/** Text that runs in a page which takes it for HTML. */
export const MARKUP = '<img src=x onerror="window.hacked=1"><script>window.hacked=1</script>';
