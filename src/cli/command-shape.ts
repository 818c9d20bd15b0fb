/** What a command class declares, as plain data: help and completions are made from it. */
import {Command, type CommandClass} from 'clipanion';
import type {CliContext} from './context.ts';

export interface OptionShape {
  /** `['-f', '--format']`. */
  names: string[];
  takesValue: boolean;
  required: boolean;
  description: string;
}

/** `--format` of `-f,--format`, whatever the order. */
export function mainName(names: readonly string[]): string {
  return names.find((name) => name.startsWith('--')) ?? names[0] ?? '';
}

export interface PositionalShape {
  name: string;
  required: boolean;
  repeated: boolean;
}

export interface CommandShape {
  /** Every way to type it; `[]` for `ddcoterm` alone. The first is the one to show. */
  paths: string[][];
  category: string;
  description: string;
  details: string;
  examples: [label: string, commandLine: string][];
  options: OptionShape[];
  positionals: PositionalShape[];
}

export function shapeOf(command: CommandClass<CliContext>): CommandShape {
  const {category = '', description = '', details = '', examples = []} = command.usage ?? {};
  const collector = new ShapeCollector();
  for (const [key, value] of Object.entries(new command())) {
    if (isOption(value)) value.definition(collector, key);
  }
  const {options, positionals} = collector;
  return {paths: command.paths ?? [[]], category, description, details, examples, options, positionals};
}

interface OptionSpec {
  definition(builder: ShapeCollector, key: string): void;
}

/** Options are fields whose value, before the command line is read, describes them. */
function isOption(value: unknown): value is OptionSpec {
  return typeof value === 'object' && value !== null && Command.isOption in value;
}

/** Stands where clipanion's builder would: each option of a command class announces itself to it. */
class ShapeCollector {
  readonly options: OptionShape[] = [];
  readonly positionals: PositionalShape[] = [];

  addOption(option: {
    names: string[];
    arity?: number;
    description?: string;
    hidden?: boolean;
    required?: boolean;
  }): void {
    const {names, arity = 0, description = '', hidden = false, required = false} = option;
    if (!hidden) this.options.push({names, takesValue: arity > 0, required, description});
  }

  addPositional({name, required = true}: {name: string; required?: boolean}): void {
    this.positionals.push({name, required, repeated: false});
  }

  addRest({name, required = 0}: {name: string; required?: number}): void {
    this.positionals.push({name, required: required > 0, repeated: true});
  }
}
