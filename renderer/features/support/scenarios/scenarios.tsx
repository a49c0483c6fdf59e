import "./scenarios.css";
import { useId, type ReactNode } from "react";
import { scenarioNames, type ScenarioName } from "#shared/sandbox.ts";
import { useCore, useDesk } from "../../../desk/desk.ts";
import { ErrorBox } from "../../../desk/error-box.tsx";
import { useCommand } from "../../../desk/use-command.ts";
import { useWords } from "../../../desk/words.ts";
import { Button } from "../../../components/button.tsx";
import { Progress } from "../../../components/progress.tsx";
import { useScenarioWords } from "../../../parts/scenario/scenario-words.ts";
import { Simulated, useIsSimulated } from "../../../parts/card-reader/card-in-reader.tsx";

/** The scenarios of the sandbox, with the one that runs. */
export function Scenarios(): ReactNode {
  const { client } = useDesk();
  const { say } = useWords();
  const command = useCommand();
  const isSimulated = useIsSimulated();
  const choose = (name: ScenarioName | null): void => void command.run(() => client.scenarios.choose({ name }));
  return (
    <>
      <p>
        {say("scenarios.intro")} {isSimulated ? <Simulated /> : say("scenarios.noSimulatedReader")}
      </p>
      {command.refused === null ? null : <ErrorBox error={command.refused} />}
      <ul className="scenarios" aria-label={say("scenarios.list")}>
        {scenarioNames.map((name) => (
          <ScenarioItem key={name} name={name} isBusy={command.isRunning} onChoose={choose} />
        ))}
      </ul>
    </>
  );
}

interface ScenarioItemProps {
  readonly name: ScenarioName;
  readonly isBusy: boolean;
  readonly onChoose: (name: ScenarioName | null) => void;
}

function ScenarioItem({ name, isBusy, onChoose }: ScenarioItemProps): ReactNode {
  const { say } = useWords();
  const { nameOf, textOf } = useScenarioWords();
  const { current, preparing } = useCore((core) => core.scenario);
  const id = useId();
  const isRunning = current === name;
  const title = nameOf(name);
  return (
    <li className="scenario" aria-labelledby={id} aria-current={isRunning}>
      <div className="scenario-text">
        <p className="scenario-name">
          <strong id={id}>{title}</strong> {isRunning ? <span className="mark">{say("scenarios.running")}</span> : null}
        </p>
        <p>{textOf(name)}</p>
        {isRunning && preparing !== null ? (
          <Progress
            label={title}
            done={preparing}
            total={100}
            text={say("scenarios.preparing", { percent: preparing })}
          />
        ) : null}
      </div>
      <Button
        kind={isRunning ? "primary" : "plain"}
        isPending={isBusy}
        label={say(isRunning ? "scenarios.stopNamed" : "scenarios.startNamed", { name: title })}
        onPress={() => onChoose(isRunning ? null : name)}
      >
        {say(isRunning ? "scenarios.stop" : "scenarios.start")}
      </Button>
    </li>
  );
}
