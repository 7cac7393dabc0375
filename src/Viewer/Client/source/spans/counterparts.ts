/**
 * The names under which vendors' views write a canonical attribute in a form of their own, so that no value shows that they belong
 * together. docs/views.md and the tables in src/Export/Views have all names.
 */
export const counterparts: ReadonlyMap<string, readonly string[]> = new Map(Object.entries({
  'gen_ai.input.messages': ['langfuse.observation.input', 'input.value', 'gen_ai.prompt'],
  'gen_ai.output.messages': ['langfuse.observation.output', 'output.value', 'gen_ai.completion'],
  'gen_ai.response.model': ['langfuse.observation.model.name', 'llm.model_name', 'langsmith.metadata.ls_model_name'],
  'gen_ai.tool.definitions': ['llm.tools.0.tool.json_schema'],
  'gen_ai.usage.input_tokens': ['langfuse.observation.usage_details', 'llm.token_count.prompt', 'langsmith.usage_metadata'],
  'gen_ai.usage.output_tokens': ['llm.token_count.completion'],
  'gen_ai.operation.name': ['langfuse.observation.type', 'openinference.span.kind', 'langsmith.span.kind'],
  'litellm.cost.total': ['langfuse.observation.cost_details', 'llm.cost.total'],
  'litellm.request.parameters': ['langfuse.observation.model.parameters', 'llm.invocation_parameters', 'embedding.invocation_parameters'],
  'litellm.raw.request': ['langfuse.observation.metadata.raw_request'],
  'litellm.raw.response': ['langfuse.observation.metadata.raw_response'],
  'gen_ai.response.time_to_first_chunk': ['langfuse.observation.completion_start_time'],
}));
