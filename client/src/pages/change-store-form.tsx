import { A, useNavigate } from "@solidjs/router";
import CircleAlert from "lucide-solid/icons/circle-alert";
import TriangleAlert from "lucide-solid/icons/triangle-alert";
import { createSignal, onCleanup, Show } from "solid-js";
import { PlanCard } from "../components/change/plan-card.tsx";
import { VersionField } from "../components/change/version-field.tsx";
import { SizeCards } from "../components/create/size-cards.tsx";
import { Notice } from "../components/status/notice.tsx";
import { runsOf, wantedOf } from "../components/store/release-label.ts";
import { type EnginesQuery, type StoreDetailFragment, UpdateStoreDocument } from "../generated/graphql.ts";
import { useLive } from "../live/live-context.tsx";
import { createAction } from "./create-action.ts";
import { createPlan, type PlanWish } from "./create-plan.ts";

/** Size and version, what a change of them would do, and the change. */
export function ChangeStoreForm(props: { found: StoreDetailFragment; engine: EnginesQuery["engines"][number] }) {
  const live = useLive();
  const navigate = useNavigate();
  const { id, name } = props.found;
  const opened = live.openStore(props.found);
  onCleanup(opened.close);
  const view = () => live.state.views[id];
  const store = () => view()?.store ?? props.found;

  const before = wantedOf(props.found);
  const [size, setSize] = createSignal(before.size);
  const [version, setVersion] = createSignal(before.appVersion);
  /** What is chosen otherwise than the store is asked to be. */
  const wish = (): PlanWish | undefined => {
    const wanted = wantedOf(store());
    const changed: PlanWish = {
      ...(size() !== wanted.size && { size: size() }),
      ...(version() !== wanted.appVersion && { engineVersion: version() }),
    };
    return Object.keys(changed).length > 0 ? changed : undefined;
  };
  const plan = createPlan(store, wish);
  const page = `/stores/${name}`;
  const change = createAction(
    (changed: PlanWish) =>
      live.request(UpdateStoreDocument, { input: { id, ...changed } }).then((data) => data.updateStore),
    () => navigate(page),
  );
  const ending = () => store().phase === "DELETING" || view()?.left !== undefined;

  return (
    <form
      class="grid grid-cols-1 gap-6"
      novalidate
      onSubmit={(event) => {
        event.preventDefault();
        const changed = wish();
        if (changed) void change.run(changed);
      }}
    >
      <div class="grid gap-1.5">
        <SizeCards sizes={props.engine.sizes} chosen={size()} error={undefined} onChoose={setSize} />
        <p class="text-xs text-faint">Volumes that exist keep the size they were made with.</p>
      </div>
      <VersionField
        versions={props.engine.versions}
        runs={runsOf(store()).appVersion}
        chosen={version()}
        onChoose={setVersion}
      />
      <PlanCard state={plan.state()} onAsk={plan.ask} />
      <Show when={wish()?.engineVersion}>
        <Notice tone="warn" icon={<TriangleAlert class="size-4" />}>
          Another version may change the shop's data in a way that {runsOf(store()).appVersion} can no longer read.
        </Notice>
      </Show>
      <Show when={ending()}>
        <Notice tone="warn" role="status" icon={<TriangleAlert class="size-4" />}>
          {name} is being deleted: it cannot be changed any more.
        </Notice>
      </Show>
      <Show when={change.refusal()}>
        {(text) => (
          <Notice tone="bad" role="alert" icon={<CircleAlert class="size-4" />}>
            <span class="whitespace-pre-line">{text()}</span>
          </Notice>
        )}
      </Show>
      <div class="flex flex-wrap items-center gap-3">
        <button
          type="submit"
          class="btn btn-primary min-h-10 px-4"
          disabled={!wish() || change.busy() || ending()}
          aria-describedby="change-note"
        >
          {change.busy() ? "Changing" : "Change the store"}
        </button>
        <A href={page} class="btn btn-quiet min-h-10">
          Leave it as it is
        </A>
      </div>
      <p id="change-note" class="text-xs text-faint">
        A change that does not come up is taken back by itself, unless it has begun to migrate the shop's data.
      </p>
    </form>
  );
}
