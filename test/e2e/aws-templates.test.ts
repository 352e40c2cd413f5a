import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  asCloudFormation,
  cloudFormationFindings,
  samToCloudFormation,
  taskDefinitionFindings,
} from '../support/aws/check.js';
import { ROOT } from '../support/backends/binaries.js';

jest.setTimeout(60_000);

const read = (name: string): string => readFileSync(join(ROOT, 'deploy/aws', name), 'utf8');
const template = (type: string, properties: unknown): string =>
  JSON.stringify({ Resources: { Resource: { Type: type, Properties: properties } } });

describe('deploy/aws/ecs-task.json', () => {
  const task = read('ecs-task.json');
  const findings = (text: string) =>
    cloudFormationFindings(
      template('AWS::ECS::TaskDefinition', asCloudFormation(JSON.parse(text))),
      'task.json',
    );

  test('is what the API takes', async () => {
    expect(await taskDefinitionFindings(JSON.parse(task))).toBe('');
  });

  test.each([
    [
      'a wrong name',
      '"essential"',
      '"esential"',
      /Unknown parameter in containerDefinitions\[0\]: "esential"/,
    ],
    ['a wrong type', '"memory": 256', '"memory": "256"', /Invalid type.*containerDefinitions\[1\]\.memory/],
    ['a missing family', '"family": "shop",', '', /Missing required parameter.*"family"/],
  ])('the API refuses %s', async (_, right, wrong, message) => {
    expect(await taskDefinitionFindings(JSON.parse(task.replace(right, wrong)))).toMatch(message);
  });

  test("is right by CloudFormation's schema of a task definition, which knows the values too", async () => {
    expect(await findings(task)).toEqual([]);
  });

  test.each([
    ['a network mode', '"awsvpc"', '"awsvpcc"', /^E30\d\d .*NetworkMode/],
    ['a size that Fargate lacks', '"cpu": "512"', '"cpu": "513"', /^E304\d .*(Cpu|Properties) .*513/],
    ['a condition', '"START"', '"STARTED"', /^E3030 .*DependsOn\/0\/Condition/],
  ])('the schema refuses %s', async (_, right, wrong, message) => {
    expect((await findings(task.replace(right, wrong))).join('\n')).toMatch(message);
  });
});

describe('deploy/aws/task-role-policy.json', () => {
  const policy = read('task-role-policy.json');
  const findings = (text: string) =>
    cloudFormationFindings(
      template('AWS::IAM::ManagedPolicy', { PolicyDocument: JSON.parse(text) }),
      'policy.json',
    );

  test('is a policy of actions that exist', async () => {
    expect(await findings(policy)).toEqual([]);
  });

  test.each([
    ['a wrong name', '"Effect"', '"Efect"', /^E3510 .*'Efect' was unexpected/],
    ['an unknown action', 'xray:PutSpans"', 'xray:PutSpanz"', /^W3037 .*'putspanz' is not one of/],
    ['a resource that is no ARN', 'arn:aws:logs', 'logs', /^E3510 .*Resource/],
  ])('refused: %s', async (_, right, wrong, message) => {
    expect((await findings(policy.replace(right, wrong))).join('\n')).toMatch(message);
  });
});

describe('deploy/aws/lambda.yaml', () => {
  const sam = read('lambda.yaml');
  const transformed = async (text: string) =>
    cloudFormationFindings(await samToCloudFormation(text), 'transformed.json');

  test('is a right SAM template, and a right CloudFormation template once transformed', async () => {
    expect(await cloudFormationFindings(sam, 'template.yaml')).toEqual([]);
    expect(await transformed(sam)).toEqual([]);
  });

  test.each([
    ['a wrong name', 'MemorySize', 'MemorySizes', /^E3002 .*Did you mean 'MemorySize'/],
    ['a parameter that is missing', '!Ref SubnetIds', '!Ref Subnets', /^E10\d\d .*'Subnets'/m],
  ])('SAM refuses %s', async (_, right, wrong, message) => {
    expect((await cloudFormationFindings(sam.replace(right, wrong), 'template.yaml')).join('\n')).toMatch(
      message,
    );
  });

  test.each([
    ['a runtime', 'nodejs24.x', 'nodejs99.x', /^E3030 .*'nodejs99.x'/],
    ['an architecture', 'arm64', 'arm65', /^E3030 .*'arm65'/],
    ['a time-out', 'Timeout: 30', 'Timeout: 3000', /^E\d+ .*3000 is greater/],
  ])('CloudFormation refuses %s that does not exist', async (_, right, wrong, message) => {
    expect((await transformed(sam.replace(right, wrong))).join('\n')).toMatch(message);
  });
});
