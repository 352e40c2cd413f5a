"""Checks an ECS task definition (stdin) as `aws ecs register-task-definition --cli-input-json` does before it sends it."""

import json
import sys

from botocore.session import get_session
from botocore.validate import ParamValidator

shape = get_session().get_service_model("ecs").operation_model("RegisterTaskDefinition").input_shape
report = ParamValidator().validate(json.load(sys.stdin), shape)
print(report.generate_report())
sys.exit(1 if report.has_errors() else 0)
