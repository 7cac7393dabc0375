using System.Collections.Frozen;
using TracedLlm.Facts;

namespace TracedLlm.Export.Views.Facts;

/// <summary>Finds the kind of a call by the attributes that name its API.</summary>
internal static class ApiKinds
{
    private static readonly FrozenDictionary<string, ApiKind> CallTypes = LlmApiTable.Rows
        .GroupBy(row => row.CallType)
        .ToFrozenDictionary(rows => rows.Key, rows => FromFacts(rows.First()));

    private static readonly FrozenDictionary<string, ApiKind> Operations = LlmApiTable.Rows
        .GroupBy(row => row.Operation)
        .Select(rows => KeyValuePair.Create(rows.Key, FromFacts(rows.First())))
        .Append(new("execute_tool", ApiKind.Tool))
        .Append(new("completion", ApiKind.Generation))
        .ToFrozenDictionary();

    private static readonly FrozenSet<string> CompletionCallTypes = FindCallTypes(LlmApi.Completions);

    private static readonly FrozenSet<string> TextCallTypes = FindCallTypes(
        LlmApi.Completions, LlmApi.Embeddings, LlmApi.Moderations, LlmApi.ImageGeneration, LlmApi.ImageEdit, LlmApi.Speech, LlmApi.Transcription);

    /// <summary>The kind of a call with this call type and operation; <see cref="ApiKind.Step"/> if the table of APIs has neither.</summary>
    public static ApiKind Find(string? callType, string? operation)
    {
        if (callType is not null && CallTypes.TryGetValue(callType, out var kind))
        {
            return kind;
        }

        return operation is not null && Operations.TryGetValue(operation, out kind) ? kind : ApiKind.Step;
    }

    /// <summary>Whether the API of a call type gets a text, or a list of texts, and no conversation.</summary>
    public static bool TakesTexts(string? callType) => callType is not null && TextCallTypes.Contains(callType);

    /// <summary>Whether the API of a call type continues a text.</summary>
    public static bool CompletesText(string? callType) => callType is not null && CompletionCallTypes.Contains(callType);

    private static ApiKind FromFacts(LlmApiFacts facts) => facts.Kind switch
    {
        LlmApiKind.Generation => ApiKind.Generation,
        LlmApiKind.Embedding => ApiKind.Embedding,
        LlmApiKind.Rerank => ApiKind.Rerank,
        LlmApiKind.Retrieval => ApiKind.Retrieval,
        LlmApiKind.Moderation => ApiKind.Guardrail,
        LlmApiKind.Agent => ApiKind.Agent,
        _ => ApiKind.Step,
    };

    private static FrozenSet<string> FindCallTypes(params LlmApi[] apis) =>
        LlmApiTable.Rows.Where(row => apis.Contains(row.Api)).Select(row => row.CallType).ToFrozenSet();
}
