using System.Collections.Immutable;

namespace TracedLlm.Analyzers.Privacy;

/// <summary>Names of attributes whose values are message content.</summary>
internal static class ContentNames
{
    // OpenTelemetry GenAI v1.41.1 and its predecessors; OpenInference; Langfuse; Traceloop; the gateway's own.
    private static readonly ImmutableHashSet<string> Names =
    [
        "gen_ai.input.messages", "gen_ai.output.messages", "gen_ai.system_instructions", "gen_ai.prompt", "gen_ai.completion",
        "gen_ai.tool.call.arguments", "gen_ai.tool.call.result", "gen_ai.retrieval.query.text", "gen_ai.retrieval.documents",
        "input.value", "output.value",
        "langfuse.trace.input", "langfuse.trace.output", "langfuse.observation.input", "langfuse.observation.output",
        "traceloop.entity.input", "traceloop.entity.output",
        "litellm.guardrail.response", "litellm.raw.request", "litellm.raw.response",
    ];

    public static bool Contains(string name) => Names.Contains(name);
}
