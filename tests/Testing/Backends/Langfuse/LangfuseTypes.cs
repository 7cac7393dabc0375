using TracedLlm.Testing.Otlp;

namespace TracedLlm.Testing.Backends;

/// <summary>Finds the type of the observation for a span; the first attribute with a valid value decides.</summary>
internal static class LangfuseTypes
{
    private static readonly HashSet<string> Own =
        ["span", "generation", "event", "embedding", "agent", "tool", "chain", "retriever", "guardrail", "evaluator"];

    // The value must be in upper case.
    private static readonly Dictionary<string, string> OfOpenInference = new()
    {
        ["CHAIN"] = "chain",
        ["RETRIEVER"] = "retriever",
        ["LLM"] = "generation",
        ["EMBEDDING"] = "embedding",
        ["AGENT"] = "agent",
        ["TOOL"] = "tool",
        ["GUARDRAIL"] = "guardrail",
        ["EVALUATOR"] = "evaluator",
    };

    private static readonly Dictionary<string, string> OfOperation = new()
    {
        ["chat"] = "generation",
        ["completion"] = "generation",
        ["text_completion"] = "generation",
        ["generate_content"] = "generation",
        ["generate"] = "generation",
        ["embeddings"] = "embedding",
        ["invoke_agent"] = "agent",
        ["create_agent"] = "agent",
        ["execute_tool"] = "tool",
    };

    private static readonly string[] OfTool = ["gen_ai.tool.name", "gen_ai.tool.call.id"];

    private static readonly string[] OfGeneration =
        ["langfuse.observation.model.name", "gen_ai.request.model", "gen_ai.response.model", "llm.model_name", "model"];

    private static readonly string[] Models =
    [
        "langfuse.observation.model.name", "gen_ai.response.model", "ai.model.id", "gen_ai.request.model",
        "llm.response.model", "llm.model_name", "model",
    ];

    private static readonly Dictionary<string, string> Levels = new(StringComparer.OrdinalIgnoreCase)
    {
        ["debug"] = "DEBUG",
        ["trace"] = "DEBUG",
        ["verbose"] = "DEBUG",
        ["default"] = "DEFAULT",
        ["info"] = "DEFAULT",
        ["log"] = "DEFAULT",
        ["notice"] = "DEFAULT",
        ["ok"] = "DEFAULT",
        ["success"] = "DEFAULT",
        ["warning"] = "WARNING",
        ["warn"] = "WARNING",
        ["error"] = "ERROR",
        ["fatal"] = "ERROR",
        ["critical"] = "ERROR",
    };

    public static string TypeFor(ReceivedAttributes attributes)
    {
        if (attributes["langfuse.observation.type"] is string own && Own.Contains(own))
        {
            return own;
        }

        if (attributes["openinference.span.kind"] is string kind && OfOpenInference.TryGetValue(kind, out var type)
            || attributes["gen_ai.operation.name"] is string operation && OfOperation.TryGetValue(operation, out type))
        {
            return type;
        }

        return OfTool.Any(attributes.ContainsKey) ? "tool" : OfGeneration.Any(attributes.ContainsKey) ? "generation" : "span";
    }

    public static string Level(ReceivedSpan span)
    {
        if (span.Attributes["langfuse.observation.level"] is string named && Levels.TryGetValue(named, out var level))
        {
            return level;
        }

        return span.Status == ReceivedStatus.Error ? "ERROR" : "DEFAULT";
    }

    public static string? Model(ReceivedAttributes attributes) => attributes["gen_ai.operation.name"] is "invoke_agent" or "agent_step"
        ? null
        : Models.Select(key => attributes[key] as string).FirstOrDefault(model => model is not null);
}
