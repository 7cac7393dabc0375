using System.Collections.Frozen;
using TracedLlm.Export.Views.Langfuse;
using TracedLlm.Export.Views.OpenInference;
using TracedLlm.Facts;

namespace TracedLlm.Export.Views.Facts;

/// <summary>What backends call a span: a word for each kind of the table of APIs, found by what the span says of its API.</summary>
/// <param name="Langfuse">Its <c>langfuse.observation.type</c>, lower case.</param>
/// <param name="OpenInference">Its <c>openinference.span.kind</c>, upper case.</param>
internal sealed record ApiKind(string Langfuse, string OpenInference)
{
    /// <summary>A span that is none of an API.</summary>
    public static readonly ApiKind Step = new(LangfuseTypes.Span, OpenInferenceKinds.Chain);

    /// <summary>A guardrail.</summary>
    public static readonly ApiKind Guardrail = new(LangfuseTypes.Guardrail, OpenInferenceKinds.Guardrail);

    private static readonly FrozenDictionary<string, ApiKind> OfCallType = LlmApiTable.Rows
        .GroupBy(row => row.CallType)
        .ToFrozenDictionary(rows => rows.Key, rows => FromFacts(rows.First()));

    private static readonly FrozenDictionary<string, ApiKind> OfOperation = LlmApiTable.Rows
        .GroupBy(row => row.Operation)
        .Select(rows => KeyValuePair.Create(rows.Key, FromFacts(rows.First())))
        .Append(new("execute_tool", new("tool", "TOOL")))
        .Append(new("completion", new(LangfuseTypes.Generation, OpenInferenceKinds.Llm)))
        .ToFrozenDictionary();

    /// <summary>Whether it is a call that tokens are used by.</summary>
    public bool IsBilled => this != Step;

    /// <summary>Its <c>langsmith.span.kind</c>. LangSmith has none for agents and guardrails.</summary>
    public string LangSmith => OpenInference switch
    {
        OpenInferenceKinds.Llm => "llm",
        OpenInferenceKinds.Embedding => "embedding",
        OpenInferenceKinds.Retriever or OpenInferenceKinds.Reranker => "retriever",
        "TOOL" => "tool",
        _ => "chain",
    };

    /// <summary>The kind of a call of that type and operation, as far as it says them.</summary>
    public static ApiKind Find(string? callType, string? operation)
    {
        if (callType is not null && OfCallType.TryGetValue(callType, out var kind))
        {
            return kind;
        }

        return operation is not null && OfOperation.TryGetValue(operation, out kind) ? kind : Step;
    }

    private static ApiKind FromFacts(LlmApiFacts facts) => facts.Kind switch
    {
        LlmApiKind.Generation => new(LangfuseTypes.Generation, OpenInferenceKinds.Llm),
        LlmApiKind.Embedding => new(LangfuseTypes.Embedding, OpenInferenceKinds.Embedding),
        LlmApiKind.Rerank => new(LangfuseTypes.Retriever, OpenInferenceKinds.Reranker),
        LlmApiKind.Retrieval => new(LangfuseTypes.Retriever, OpenInferenceKinds.Retriever),
        LlmApiKind.Moderation => Guardrail,
        LlmApiKind.Agent => new(LangfuseTypes.Agent, OpenInferenceKinds.Agent),
        _ => Step,
    };
}
