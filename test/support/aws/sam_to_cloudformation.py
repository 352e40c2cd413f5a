"""Turns a SAM template (stdin) into the CloudFormation template (stdout) that AWS makes of it when it is deployed."""

import json
import sys

from samtranslator.translator.transform import transform
from samtranslator.yaml_helper import yaml_parse

template = yaml_parse(sys.stdin.read())
for resource in template["Resources"].values():
    # What `sam package` does: the code is uploaded before.
    if resource["Type"] == "AWS::Serverless::Function":
        resource["Properties"]["CodeUri"] = "s3://bucket/code.zip"
json.dump(transform(template, {}, None), sys.stdout)
