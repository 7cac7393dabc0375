using System.Net;
using System.Text.Json;

namespace TracedLlm.Samples.Gateway;

/// <summary>
/// Finds in a provider's error whether the request is too long for the model, or against the provider's content policy, or whether the
/// provider does not know the model: by the codes and the sentences of the providers' errors. LiteLLM has them in <c>exception_mapping_utils.py</c>.
/// </summary>
internal static class ProviderErrors
{
    // A provider may quote the request behind its own words.
    private const int LongestMessage = 1000;

    private const int MostDepth = 3;

    private static readonly (FailureKind Kind, string[] Codes, string[] Sentences)[] Table =
    [
        (
            FailureKind.ContextWindow,
            [
                "context_length_exceeded", // OpenAI, Azure, Groq, OpenRouter
                "exceed_context_size_error", // llama.cpp
                "model_context_window_exceeded",
            ],
            [
                "maximum context length", "maximum context limit", "maximum context size", // OpenAI, vLLM, DeepSeek, Mistral
                "prompt is too long", "prompt: length", "exceed context limit", // Anthropic
                "exceeds the maximum number of tokens allowed", // Gemini
                "input is too long", "too many input tokens", // Bedrock
                "too many tokens", // Bedrock, Cohere
                "longer than the model's context length", "input tokens exceed the configured limit", "`inputs` tokens + `max_new_tokens` must be",
                "exceeds the available context size", "exceeds the context window", "maximum prompt length",
                "reduce the length of the messages", // Groq
                "while limit is", // Cerebras
            ]),
        (
            FailureKind.ContentPolicy,
            [
                "content_policy_violation", "content_filter", "ResponsibleAIPolicyViolation", // OpenAI, Azure
                "moderation_blocked",
            ],
            [
                "content management policy", // Azure
                "rejected as a result of our safety system", "as a result of our safety system", "the model produced invalid content", // OpenAI
                "content filtering policy", // Anthropic
                "blocked due to safety", "violates our content policy", "content policy violation",
                "response was blocked", "prohibited content", // Gemini
            ]),
    ];

    private static readonly string[] UnknownModelCodes =
    [
        "model_not_found", // OpenAI, Groq, Cerebras
        "DeploymentNotFound", // Azure
        "model_not_available", // Together
    ];

    // A 404 may name a file or a thread of the caller, so a sentence counts at the beginning of a message only.
    private static readonly string[] UnknownModelBeginnings =
    [
        "The model ", // OpenAI, vLLM, xAI
        "The API deployment ", "The deployment ", // Azure
        "model: ", // Anthropic
        "models/", // Gemini
        "Publisher Model ", // Vertex
        "The provided model identifier ", "Could not resolve the foundation model ", // Bedrock
        "model '", "model \"", // Ollama, Cohere
        "Model not found", // Fireworks
        "Unable to access model ", // Together
        "No endpoints found for ", // OpenRouter
        "Invalid URL ", // OpenAI, if the path of the address is wrong
        "Resource not found", // Azure, the same
    ];

    /// <summary>The kind of an error; <see langword="null"/> if its status says all.</summary>
    /// <param name="status">The status: only a 404 is about an unknown model, or about an address without the API.</param>
    /// <param name="body">The body, or its beginning.</param>
    /// <param name="isWhole">Whether it is the whole body: a 404 whose rest is not known may be one of the API.</param>
    /// <param name="isFull">Whether it is as much of the body as the gateway looks at. A long body that is not JSON is a page, whose rest cannot make it an error of the API.</param>
    public static FailureKind? Find(HttpStatusCode status, ReadOnlyMemory<byte> body, bool isWhole, bool isFull)
    {
        try
        {
            // A provider may repeat the request in its error, so that the body is longer than its beginning.
            var reader = new Utf8JsonReader(body.Span, isFinalBlock: false, default);
            var texts = new List<string>();

            // Gemini answers a request for a stream with an array.
            if (reader.Read() && (reader.TokenType != JsonTokenType.StartArray || reader.Read()) && reader.TokenType == JsonTokenType.StartObject)
            {
                Collect(ref reader, texts, depth: 0);
            }

            return status != HttpStatusCode.NotFound ? FindOfRequest(texts)
                : (texts.Count == 0 && isWhole) || texts.Exists(NamesUnknownModel) ? FailureKind.UnknownModel
                : null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // Not JSON, or half a surrogate pair in a text. A 404 of the first kind is of a server that does not have the API; but one that is
            // slow or breaks off may be of something on the way that fails for a moment.
            return status == HttpStatusCode.NotFound && exception is JsonException && (isWhole || isFull) ? FailureKind.UnknownModel : null;
        }
    }

    private static bool NamesUnknownModel(string text) =>
        UnknownModelCodes.Contains(text, StringComparer.OrdinalIgnoreCase) || UnknownModelBeginnings.Any(beginning => text.StartsWith(beginning, StringComparison.OrdinalIgnoreCase));

    private static FailureKind? FindOfRequest(List<string> texts)
    {
        foreach (var (kind, codes, sentences) in Table)
        {
            if (texts.Exists(text => codes.Contains(text, StringComparer.OrdinalIgnoreCase) || sentences.Any(sentence => text.Contains(sentence, StringComparison.OrdinalIgnoreCase))))
            {
                return kind;
            }
        }

        return null;
    }

    // The forms of errors have their codes and messages under these names, at different depths. The reader is at the start of an object.
    // Returns whether the object ends within the bytes that are there.
    private static bool Collect(ref Utf8JsonReader reader, List<string> texts, int depth)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString();
            if (!reader.Read())
            {
                return false;
            }

            if (reader.TokenType == JsonTokenType.String && (name is "code" or "type" or "message" or "status" or "error"))
            {
                var text = reader.GetString()!;
                texts.Add(text.Length > LongestMessage ? text[..LongestMessage] : text);
            }
            else if (reader.TokenType == JsonTokenType.StartObject && depth < MostDepth && (name is "error" or "innererror" or "inner_error" or "detail" or "message"))
            {
                if (!Collect(ref reader, texts, depth + 1))
                {
                    return false;
                }
            }
            else if (!reader.TrySkip())
            {
                return false;
            }
        }

        return reader.TokenType == JsonTokenType.EndObject;
    }
}
