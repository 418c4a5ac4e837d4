import ExternalLink from "lucide-solid/icons/external-link";
import { CopyButton } from "../shell/copy-button.tsx";

/** A link out that can also be copied. */
export function Address(props: { url: string; name: string }) {
  return (
    <span class="flex items-center gap-1">
      <a class="link min-w-0 truncate" href={props.url} target="_blank" rel="noreferrer">
        {props.url.replace(/^https?:\/\//, "")}
        <ExternalLink class="ml-1 inline size-3.5 align-[-2px]" aria-hidden="true" />
        <span class="sr-only"> (new tab)</span>
      </a>
      <CopyButton text={props.url} label={props.name} />
    </span>
  );
}
