using System.Text;

namespace TracedLlm.Apis;

/// <summary>
/// The names of the properties, at any depth, from which the maps of responses read facts: id, model, finish reasons, usage, errors.
/// Of a long response only these are kept.
/// </summary>
internal static class FactNames
{
    /// <summary>Facts, and what encloses them. Of an object or array with such a name only the facts in it are kept.</summary>
    private static readonly string[] Enclosing =
    [
        "id", "object", "type", "model", "modelVersion", "responseId", "status", "processing_status", "service_tier", "system_fingerprint",
        "index", "finish_reason", "finishReason", "stop_reason", "stopReason", "completionReason", "done", "done_reason", "blockReason",
        "code", "message", "output_format", "flagged", "assistant_id", "thread_id", "prompt_eval_count", "eval_count", "prompt_token_count",
        "generation_token_count", "inputTextTokenCount", "totalOutputTextTokenCount", "tokenCount", "invokedModelId", "response", "output",
        "choices", "candidates", "delta", "session", "results", "outputs", "generations", "promptFeedback", "trace", "promptRouter", "metadata",
        "messageStop", "bytes", "data",
    ];

    /// <summary>Objects that are kept with everything in them.</summary>
    private static readonly string[] Whole =
        ["usage", "usageMetadata", "error", "last_error", "incomplete_details", "meta", "categories", "amazon-bedrock-invocationMetrics"];

    private static readonly (byte[] Name, bool IsWhole)[][] ByLength = MakeTable();

    /// <summary>Whether a property is kept.</summary>
    /// <param name="name">Its name, without escapes.</param>
    /// <param name="isWhole">Whether everything in its value is kept.</param>
    public static bool Contain(ReadOnlySpan<byte> name, out bool isWhole)
    {
        if (name.Length < ByLength.Length)
        {
            foreach (var row in ByLength[name.Length])
            {
                if (name.SequenceEqual(row.Name))
                {
                    isWhole = row.IsWhole;
                    return true;
                }
            }
        }

        isWhole = false;
        return false;
    }

    private static (byte[] Name, bool IsWhole)[][] MakeTable()
    {
        (byte[] Name, bool IsWhole)[] all =
            [.. Enclosing.Select(name => (Encoding.UTF8.GetBytes(name), false)), .. Whole.Select(name => (Encoding.UTF8.GetBytes(name), true))];
        return [.. Enumerable.Range(0, all.Max(row => row.Name.Length) + 1).Select(length => Array.FindAll(all, row => row.Name.Length == length))];
    }
}
