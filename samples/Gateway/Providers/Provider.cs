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

    /// <summary>LiteLLM's environment variables with the base address, for a file without <c>api_base</c>; the first that is set counts.</summary>
    public IReadOnlyList<string> BaseVariables { get; init; } = [];

    /// <summary>LiteLLM's environment variables with the key, for a file without <c>api_key</c>; the first that is set counts.</summary>
    public IReadOnlyList<string> KeyVariables { get; init; } = [];

    /// <summary>The provider's own settings with the base address, besides <c>api_base</c>.</summary>
    public IReadOnlyList<string> BaseSettings { get; init; } = [];

    /// <summary>The base address in a region; <see langword="null"/> if the address does not depend on one.</summary>
    public Func<string, string>? BaseOfRegion { get; init; }

    /// <summary>The header for <c>organization</c>; <see langword="null"/> if the provider has no organizations.</summary>
    public string? OrganizationHeader { get; init; }

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
            BaseVariables = ["OLLAMA_API_BASE"],
            KeyVariables = ["OLLAMA_API_KEY"],
            BasePath = "v1",
            AcceptsStreamOptions = true,
        };
        return new(StringComparer.Ordinal)
        {
            ["openai"] = new("openai", OfOpenAi)
            {
                DefaultBase = "https://api.openai.com/v1",
                BaseVariables = ["OPENAI_BASE_URL", "OPENAI_API_BASE"],
                KeyVariables = ["OPENAI_API_KEY"],
                OrganizationHeader = "OpenAI-Organization",
                AcceptsStreamOptions = true,
            },
            ["azure"] = new("azure", OfOpenAi)
            {
                BaseVariables = ["AZURE_API_BASE"],
                KeyVariables = ["AZURE_OPENAI_API_KEY", "AZURE_API_KEY"],
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
                BaseVariables = ["HOSTED_VLLM_API_BASE"],
                KeyVariables = ["HOSTED_VLLM_API_KEY"],
                AcceptsStreamOptions = true,
            },
            ["anthropic"] = new("anthropic", WireFormats.Messages, WireFormats.MessageBatches, WireFormats.AnthropicFiles)
            {
                DefaultBase = "https://api.anthropic.com",
                BaseVariables = ["ANTHROPIC_API_BASE", "ANTHROPIC_BASE_URL"],
                KeyVariables = ["ANTHROPIC_API_KEY"],
                KeyHeader = "x-api-key",
                KeyPrefix = "",
                Version = ("anthropic-version", "2023-06-01"),
                BasePath = "v1",
                Errors = ErrorForm.Anthropic,
            },
            ["gemini"] = new("gemini", WireFormats.GenerateContent)
            {
                DefaultBase = "https://generativelanguage.googleapis.com",
                BaseVariables = ["GEMINI_API_BASE"],
                KeyVariables = ["GOOGLE_API_KEY", "GEMINI_API_KEY"],
                KeyHeader = "x-goog-api-key",
                KeyPrefix = "",
                BasePath = "v1beta",
                Errors = ErrorForm.Gemini,
            },
            ["cohere"] = new("cohere", WireFormats.Rerank, WireFormats.CohereChat, WireFormats.CohereEmbed) { DefaultBase = "https://api.cohere.com", BaseVariables = ["COHERE_API_BASE"], KeyVariables = ["COHERE_API_KEY", "CO_API_KEY"], BasePath = "v2", Errors = ErrorForm.Cohere },
            ["jina_ai"] = new("jina_ai", WireFormats.Rerank, WireFormats.Embeddings) { DefaultBase = "https://api.jina.ai/v1", BaseVariables = ["JINA_AI_API_BASE"], KeyVariables = ["JINA_AI_API_KEY"] },
            ["mistral"] = new("mistral", WireFormats.ChatCompletions, WireFormats.Embeddings, WireFormats.Moderations, WireFormats.MistralFim)
            {
                DefaultBase = "https://api.mistral.ai/v1",
                BaseVariables = ["MISTRAL_AZURE_API_BASE", "MISTRAL_API_BASE"],
                KeyVariables = ["MISTRAL_AZURE_API_KEY", "MISTRAL_API_KEY"],
                Errors = ErrorForm.Mistral,
            },
            ["groq"] = new(
                "groq", WireFormats.ChatCompletions, WireFormats.Responses, WireFormats.Speech, WireFormats.Transcription, WireFormats.Files, WireFormats.Batches)
            {
                SdkName = "Groq",
                DefaultBase = "https://api.groq.com/openai/v1",
                BaseVariables = ["GROQ_API_BASE"],
                KeyVariables = ["GROQ_API_KEY"],
                AcceptsStreamOptions = true,
            },

            ["bedrock"] = new("bedrock", WireFormats.Converse, WireFormats.InvokeModel)
            {
                BaseVariables = ["AWS_BEDROCK_RUNTIME_ENDPOINT"],
                BaseSettings = ["aws_bedrock_runtime_endpoint"],
                BaseOfRegion = region => $"https://bedrock-runtime.{region}.amazonaws.com",
                KeyVariables = ["AWS_BEARER_TOKEN_BEDROCK"],
                Errors = ErrorForm.Bedrock,
            },

            // The gateway only passes the APIs of these providers through.
            ["azure_ai"] = new("azure_ai") { BaseVariables = ["AZURE_AI_API_BASE"], KeyVariables = ["AZURE_AI_API_KEY"], KeyHeader = "api-key", KeyPrefix = "" },
            ["vertex_ai"] = new("vertex_ai") { BaseVariables = ["VERTEXAI_API_BASE"], Errors = ErrorForm.Gemini },
            ["assemblyai"] = new("assemblyai") { DefaultBase = "https://api.assemblyai.com", KeyVariables = ["ASSEMBLYAI_API_KEY"], KeyPrefix = "", BasePath = "v2" },
            ["cursor"] = new("cursor") { BaseVariables = ["CURSOR_API_BASE"], KeyVariables = ["CURSOR_API_KEY"] },
            ["milvus"] = new("milvus") { BaseVariables = ["MILVUS_API_BASE"], KeyVariables = ["MILVUS_API_KEY"] },

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
