/** A dialogue before something is gone for good: it asks for the name, so that nothing is deleted by a slip. */
import type { ComponentChildren } from 'preact';
import { useId, useState } from 'preact/hooks';
import { FormDialog } from './form-dialog.js';

export interface ConfirmByNameProps {
  title: string;
  /** What has to be typed. */
  name: string;
  /** What happens, and what does not come back. */
  children: ComponentChildren;
  /** The word on the button that does it: `Delete the topic`. */
  action: string;
  /** Does it. What it throws is shown in the dialogue, which stays open. */
  onConfirm: () => Promise<void>;
  /** The dialogue is closed: it was done, or it was left. */
  onClose: () => void;
}

/** Show it while it is wanted: it opens as it appears. */
export function ConfirmByName({ title, name, children, action, onConfirm, onClose }: ConfirmByNameProps) {
  const [typed, setTyped] = useState('');
  const id = useId();
  return (
    <FormDialog
      title={title}
      action={action}
      danger
      leave="Leave it as it is"
      ready={typed === name}
      onSubmit={onConfirm}
      onClose={onClose}
    >
      <div>{children}</div>
      <label for={id}>
        Type <code>{name}</code> to go on
      </label>
      <input
        id={id}
        value={typed}
        autocomplete="off"
        spellcheck={false}
        onInput={(event) => setTyped(event.currentTarget.value)}
      />
    </FormDialog>
  );
}
