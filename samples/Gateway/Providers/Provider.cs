using System.Collections.Frozen;

namespace TracedLlm.Samples.Gateway;

/// <summary>A kind of provider: its APIs, its address and the header for the key.</summary>
internal sealed record Provider(string Name, params WireFormat[] Formats)
{
    private const string Bearer = "Bearer ";

    private static readonly WireFormat[] OfOpenAi =
    [
        WireFormats.ChatCompletions, WireFormats.Completions, WireFormats.Responses, WireFormats.Embeddings, WireFormats.Moderations,
        WireFormats.Images, WireFormats.Speech, WireFormats.Transcription, WireFormats.Files, WireFormats.Batches, WireFormats.Assistants,
        WireFormats.VectorStores, WireFormats.Realtime, WireFormats.Conversations, WireFormats.Uploads, WireFormats.Videos,
        WireFormats.Containers, WireFormats.FineTuning, WireFormats.Evals,
    ];

    /// <summary>The providers by the prefix of a model's name in the configuration, such as <c>openai</c> in <c>openai/gpt-4o</c>.</summary>
    public static readonly FrozenDictionary<string, Provider> ByPrefix = Table().ToFrozenDictionary();

    /// <summary>The providers whose own API the gateway passes through, by the first segment of the path.</summary>
    public static readonly FrozenDictionary<string, string> ByVendor = new Dictionary<string, string>
    {
        ["openai"] = "openai",
        ["openai_passthrough"] = "openai",
        ["anthropic"] = "anthropic",
        ["azure"] = "azure",
        ["azure_ai"] = "azure_ai",
        ["bedrock"] = "bedrock",
        ["cohere"] = "cohere",
        ["gemini"] = "gemini",
        ["vertex_ai"] = "vertex_ai",
        ["vertex-ai"] = "vertex_ai",
        ["mistral"] = "mistral",
        ["vllm"] = "hosted_vllm",
        ["assemblyai"] = "assemblyai",
        ["groq"] = "groq",
        ["cursor"] = "cursor",
        ["milvus"] = "milvus",
    }.ToFrozenDictionary();

    public static readonly string KnownPrefixes = string.Join(", ", ByPrefix.Keys.Order(StringComparer.Ordinal));

    public string? DefaultBase { get; init; }

    /// <summary>The environment variable with the base address, for a file without <c>api_base</c>.</summary>
    public string? BaseVariable { get; init; }

    /// <summary>The environment variable with the key, for a file without <c>api_key</c>.</summary>
    public string? KeyVariable { get; init; }

    /// <summary>The header for the key.</summary>
    public string KeyHeader { get; init; } = "Authorization";

    /// <summary>The prefix of the key in that header.</summary>
    public string KeyPrefix { get; init; } = Bearer;

    /// <summary>A header that the provider requires; the gateway sends it if the caller does not.</summary>
    public (string Name, string Value)? Version { get; init; }

    /// <summary>Whether the provider accepts the field <c>stream_options</c>. Mistral, for example, refuses it, and reports the usage anyway.</summary>
    public bool AcceptsStreamOptions { get; init; }

    /// <summary>The form of the provider's errors.</summary>
    public ErrorForm Errors { get; init; } = ErrorForm.OpenAi;

    /// <summary>The name of the provider's own SDK in <c>User-Agent</c>, if that SDK calls the paths of another provider's API.</summary>
    public string? SdkName { get; init; }

    /// <summary>Whether the operator runs the provider; it needs no key.</summary>
    public bool IsLocal { get; init; }

    /// <summary>The end of the base address, in front of the API's path.</summary>
    public string BasePath { get; init; } = "";

    public bool Serves(WireFormat format) => Formats.Contains(format);

    /// <summary>Whether <paramref name="userAgent"/>, such as <c>AsyncGroq/Python 0.37</c>, is of the provider's own SDK.</summary>
    public bool IsSdk(string userAgent) =>
        SdkName is not null && (userAgent.StartsWith($"{SdkName}/", StringComparison.Ordinal) || userAgent.StartsWith($"Async{SdkName}/", StringComparison.Ordinal));

    public static string NamesThatServe(WireFormat format) =>
        string.Join(", ", ByPrefix.Values.Where(provider => provider.Serves(format)).Select(provider => provider.Name).Distinct().Order(StringComparer.Ordinal));

    private static Dictionary<string, Provider> Table()
    {
        var ollama = new Provider(
            "ollama",
            WireFormats.ChatCompletions, WireFormats.Completions, WireFormats.Embeddings,
            WireFormats.OllamaChat, WireFormats.OllamaGenerate, WireFormats.OllamaEmbed, WireFormats.OllamaShow)
        {
            IsLocal = true,
            DefaultBase = "http://localhost:11434",
            BasePath = "v1",
            AcceptsStreamOptions = true,
        };
        return new(StringComparer.Ordinal)
        {
            ["openai"] = new("openai", OfOpenAi)
            {
                DefaultBase = "https://api.openai.com/v1",
                BaseVariable = "OPENAI_BASE_URL",
                KeyVariable = "OPENAI_API_KEY",
                AcceptsStreamOptions = true,
            },
            ["azure"] = new("azure", OfOpenAi)
            {
                BaseVariable = "AZURE_API_BASE",
                KeyVariable = "AZURE_API_KEY",
                KeyHeader = "api-key",
                KeyPrefix = "",
                BasePath = "openai/v1",
                AcceptsStreamOptions = true,
            },
            ["ollama"] = ollama,
            ["ollama_chat"] = ollama,
            ["hosted_vllm"] = new(
                "hosted_vllm",
                WireFormats.ChatCompletions, WireFormats.Completions, WireFormats.Responses, WireFormats.Embeddings, WireFormats.Rerank, WireFormats.Transcription)
            {
                IsLocal = true,
                AcceptsStreamOptions = true,
            },
            ["anthropic"] = new("anthropic", WireFormats.Messages, WireFormats.MessageBatches, WireFormats.AnthropicFiles)
            {
                DefaultBase = "https://api.anthropic.com",
                BaseVariable = "ANTHROPIC_BASE_URL",
                KeyVariable = "ANTHROPIC_API_KEY",
                KeyHeader = "x-api-key",
                KeyPrefix = "",
                Version = ("anthropic-version", "2023-06-01"),
                BasePath = "v1",
                Errors = ErrorForm.Anthropic,
            },
            ["gemini"] = new("gemini", WireFormats.GenerateContent)
            {
                DefaultBase = "https://generativelanguage.googleapis.com",
                KeyVariable = "GEMINI_API_KEY",
                KeyHeader = "x-goog-api-key",
                KeyPrefix = "",
                BasePath = "v1beta",
                Errors = ErrorForm.Gemini,
            },
            ["cohere"] = new("cohere", WireFormats.Rerank, WireFormats.CohereChat, WireFormats.CohereEmbed) { DefaultBase = "https://api.cohere.com", KeyVariable = "COHERE_API_KEY", BasePath = "v2", Errors = ErrorForm.Cohere },
            ["jina_ai"] = new("jina_ai", WireFormats.Rerank, WireFormats.Embeddings) { DefaultBase = "https://api.jina.ai/v1", KeyVariable = "JINA_AI_API_KEY" },
            ["mistral"] = new("mistral", WireFormats.ChatCompletions, WireFormats.Embeddings, WireFormats.Moderations, WireFormats.MistralFim)
            {
                DefaultBase = "https://api.mistral.ai/v1",
                KeyVariable = "MISTRAL_API_KEY",
                Errors = ErrorForm.Mistral,
            },
            ["groq"] = new(
                "groq", WireFormats.ChatCompletions, WireFormats.Responses, WireFormats.Speech, WireFormats.Transcription, WireFormats.Files, WireFormats.Batches)
            {
                SdkName = "Groq",
                DefaultBase = "https://api.groq.com/openai/v1",
                KeyVariable = "GROQ_API_KEY",
                AcceptsStreamOptions = true,
            },

            ["bedrock"] = new("bedrock", WireFormats.Converse, WireFormats.InvokeModel) { KeyVariable = "AWS_BEARER_TOKEN_BEDROCK", Errors = ErrorForm.Bedrock },

            // The gateway only passes the APIs of these providers through.
            ["azure_ai"] = new("azure_ai") { KeyVariable = "AZURE_AI_API_KEY", KeyHeader = "api-key", KeyPrefix = "" },
            ["vertex_ai"] = new("vertex_ai") { Errors = ErrorForm.Gemini },
            ["assemblyai"] = new("assemblyai") { DefaultBase = "https://api.assemblyai.com", KeyVariable = "ASSEMBLYAI_API_KEY", KeyPrefix = "", BasePath = "v2" },
            ["cursor"] = new("cursor") { KeyVariable = "CURSOR_API_KEY" },
            ["milvus"] = new("milvus") { KeyVariable = "MILVUS_API_KEY" },

            ["simulated"] = new(
                "simulated",
                [
                    .. OfOpenAi, WireFormats.Messages, WireFormats.MessageBatches, WireFormats.AnthropicFiles, WireFormats.GenerateContent,
                    WireFormats.Rerank, WireFormats.CohereChat, WireFormats.CohereEmbed,
                    WireFormats.OllamaChat, WireFormats.OllamaGenerate, WireFormats.OllamaEmbed, WireFormats.OllamaShow,
                    WireFormats.Converse, WireFormats.InvokeModel, WireFormats.MistralFim,
                ])
            {
                IsLocal = true,
                DefaultBase = $"http://{SimulatedProvider.Host}",
                AcceptsStreamOptions = true,
            },
        };
    }
}
