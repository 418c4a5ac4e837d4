import { CopyButton } from "../shell/copy-button.tsx";

/** Where the generated credentials are, and how to read them with one's own rights: never what they are. */
export function Credentials(props: { namespace: string; name: string }) {
  const command = () => `kubectl get secret ${props.name} --namespace ${props.namespace} --output yaml`;
  return (
    <div class="grid gap-2 text-sm">
      <p class="wrap-anywhere text-soft">
        In the Secret <span class="font-mono text-ink">{props.name}</span>. Shopyard never shows them; read them with
        your own rights:
      </p>
      <div class="flex items-center gap-1 rounded-lg bg-sunken py-1 pr-1 pl-3">
        <code class="min-w-0 flex-1 font-mono text-xs wrap-anywhere">{command()}</code>
        <CopyButton text={command()} label="the command" />
      </div>
    </div>
  );
}
