using static TracedLlm.Samples.Gateway.WireFormats;

namespace TracedLlm.Samples.Gateway;

/// <summary>The rows of <see cref="Provider.ByPrefix"/>: addresses and variables as LiteLLM has them.</summary>
internal static class ProviderTable
{
    private const string NoBridge = "would translate the request to another API, which the gateway does not: call that API's route of the gateway";
    private const string NoOtherApi = "is an API of Bedrock that the gateway does not call: it calls Converse and InvokeModel";

    private const string NoMakersApi = "has the API of its maker at Vertex AI, which the gateway does not call: pass it through, /vertex_ai/…";
    private const string AzureKeyHeader = "api-key";

    // Other prefixes of the same provider.
    private static (string Prefix, string Name)[] Aliases => [("ollama_chat", "ollama"), ("cohere_chat", "cohere"), ("text-completion-openai", "openai")];

    private static WireFormat[] OfOpenAi =>
    [
        ChatCompletions, Completions, WireFormats.Responses, Embeddings, Moderations, Images, Speech, Transcription, Files, Batches, Assistants,
        VectorStores, Realtime, Conversations, Uploads, Videos, Containers, FineTuning, Evals,
    ];

    public static Dictionary<string, Provider> Rows()
    {
        var rows = ((Provider[])[.. WithOwnApi(), .. LikeOpenAi(), .. PassThroughOnly(), Simulated()]).ToDictionary(provider => provider.Name, StringComparer.Ordinal);
        foreach (var (prefix, name) in Aliases)
        {
            rows.Add(prefix, rows[name]);
        }

        return rows;
    }

    private static Provider[] WithOwnApi() =>
    [
        new("openai", OfOpenAi)
        {
            DefaultBase = "https://api.openai.com/v1",
            BaseVariables = ["OPENAI_BASE_URL", "OPENAI_API_BASE"],
            KeyVariables = ["OPENAI_API_KEY"],
            OrganizationHeader = "OpenAI-Organization",
            AcceptsStreamOptions = true,
            RefusedRoutes = [("responses", NoBridge), ("completion", NoBridge)],
        },
        new("azure", OfOpenAi)
        {
            BaseVariables = ["AZURE_API_BASE"],
            KeyVariables = ["AZURE_OPENAI_API_KEY", "AZURE_API_KEY"],
            KeyHeader = AzureKeyHeader,
            KeyPrefix = "",
            BasePath = "openai/v1",
            Versions = new("api_version", "AZURE_API_VERSION", AzureEndpoint.Locate, AzureEndpoint.Create) { PathOf = AzureEndpoint.PathOf },
            AcceptsStreamOptions = true,
            IgnoredRoutes = ["o_series", "gpt5_series"],
            RefusedRoutes = [("responses", NoBridge)],
        },
        new("azure_ai", ChatCompletions, Embeddings)
        {
            BaseVariables = ["AZURE_AI_API_BASE"],
            KeyVariables = ["AZURE_AI_API_KEY"],

            // Endpoints of one model take the key as a bearer key.
            KeyHeadersOfHosts = [(AzureModelsEndpoint.ResourceHost, AzureKeyHeader), (".openai.azure.com", AzureKeyHeader), (".cognitiveservices.azure.com", AzureKeyHeader)],
            Versions = new("api_version", "AZURE_AI_API_VERSION", AzureModelsEndpoint.Locate, AzureModelsEndpoint.Create),
            RefusedModels = [("claude", "has Anthropic's API at Azure: write model: anthropic/NAME and api_base: https://RESOURCE.services.ai.azure.com/anthropic")],
        },
        new("vertex_ai", ChatCompletions)
        {
            BaseVariables = ["VERTEXAI_API_BASE"],
            HasLocations = true,
            ModelPrefix = "google/",
            Errors = ErrorForm.Gemini,
            NeedsKey = ("googleapis.com", "Google's access tokens end after an hour, and the gateway does not get new ones with a service account. Write the address of a proxy that adds them as api_base"),
            RefusedModels = [("claude", NoMakersApi), ("mistral", NoMakersApi), ("codestral", NoMakersApi), ("jamba", NoMakersApi)],
        },
        new("ollama", ChatCompletions, Completions, Embeddings, OllamaChat, OllamaGenerate, OllamaEmbed, OllamaShow)
        {
            IsLocal = true,
            DefaultBase = "http://localhost:11434",
            BaseVariables = ["OLLAMA_API_BASE"],
            KeyVariables = ["OLLAMA_API_KEY"],
            BasePath = "v1",
            AcceptsStreamOptions = true,
        },
        new("hosted_vllm", ChatCompletions, Completions, WireFormats.Responses, Embeddings, Rerank, Transcription)
        {
            IsLocal = true,
            BaseVariables = ["HOSTED_VLLM_API_BASE"],
            KeyVariables = ["HOSTED_VLLM_API_KEY"],
            AcceptsStreamOptions = true,
        },
        new("anthropic", Messages, MessageBatches, AnthropicFiles)
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
        new("gemini", GenerateContent)
        {
            DefaultBase = "https://generativelanguage.googleapis.com",
            BaseVariables = ["GEMINI_API_BASE"],
            KeyVariables = ["GOOGLE_API_KEY", "GEMINI_API_KEY"],
            KeyHeader = "x-goog-api-key",
            KeyPrefix = "",
            BasePath = "v1beta",
            Errors = ErrorForm.Gemini,
        },
        new("cohere", Rerank, CohereChat, CohereEmbed)
        {
            DefaultBase = "https://api.cohere.com",
            BaseVariables = ["COHERE_API_BASE"],
            KeyVariables = ["COHERE_API_KEY", "CO_API_KEY"],
            BasePath = "v2",
            Errors = ErrorForm.Cohere,
        },
        new("jina_ai", Rerank, Embeddings) { DefaultBase = "https://api.jina.ai/v1", BaseVariables = ["JINA_AI_API_BASE"], KeyVariables = ["JINA_AI_API_KEY"] },
        new("mistral", ChatCompletions, Embeddings, Moderations, MistralFim)
        {
            DefaultBase = "https://api.mistral.ai/v1",
            BaseVariables = ["MISTRAL_AZURE_API_BASE", "MISTRAL_API_BASE"],
            KeyVariables = ["MISTRAL_AZURE_API_KEY", "MISTRAL_API_KEY"],
            Errors = ErrorForm.Mistral,
        },
        new("groq", ChatCompletions, WireFormats.Responses, Speech, Transcription, Files, Batches)
        {
            SdkName = "Groq",
            DefaultBase = "https://api.groq.com/openai/v1",
            BaseVariables = ["GROQ_API_BASE"],
            KeyVariables = ["GROQ_API_KEY"],
            AcceptsStreamOptions = true,
        },
        new("bedrock", Converse, InvokeModel)
        {
            BaseVariables = ["AWS_BEDROCK_RUNTIME_ENDPOINT"],
            BaseSettings = ["aws_bedrock_runtime_endpoint"],
            BaseOfRegion = region => $"https://bedrock-runtime.{region}.amazonaws.com",
            KeyVariables = ["AWS_BEARER_TOKEN_BEDROCK"],
            HasProfiles = true,
            Errors = ErrorForm.Bedrock,
            IgnoredRoutes = ["converse", "invoke"],
            RefusedRoutes =
            [
                ("agent", NoOtherApi), ("agentcore", NoOtherApi), ("async_invoke", NoOtherApi), ("converse_like", NoOtherApi), ("deepseek_r1", NoOtherApi),
                ("llama", NoOtherApi), ("openai", NoOtherApi),
            ],
        },
    ];

    // Their API is OpenAI's: prefix, address, variables with the address and with the key. The key is a bearer key. LiteLLM's constants.py,
    // get_llm_provider_logic.py and llms/openai_like/providers.json have the addresses. AcceptsStreamOptions is true where a source says that
    // stream_options.include_usage is taken, besides the providers' own pages: dashscope https://www.alibabacloud.com/help/en/model-studio/stream;
    // fireworks_ai and moonshot https://github.com/vercel/ai/pull/16087; sambanova ChatSambaNovaCloud of LangChain; nscale
    // src/providers/nscale of https://github.com/Portkey-AI/gateway; volcengine and zai relay/common/relay_info.go of
    // https://github.com/QuantumNous/new-api. Mistral refuses it (https://github.com/openai/openai-agents-python/issues/442), and so do some models of
    // databricks (https://github.com/anomalyco/opencode/issues/4698). For the others a deployment says it: stream_options: { include_usage: true }.
    private static Provider[] LikeOpenAi() =>
    [
        LikeOpenAi("ai21_chat", "https://api.ai21.com/studio/v1", "AI21_API_BASE", "AI21_API_KEY"),
        LikeOpenAi("aihubmix", "https://aihubmix.com/v1", "AIHUBMIX_API_BASE", "AIHUBMIX_API_KEY"),
        LikeOpenAi("cerebras", "https://api.cerebras.ai/v1", "CEREBRAS_API_BASE", "CEREBRAS_API_KEY"),
        LikeOpenAi("chutes", "https://llm.chutes.ai/v1", "", "CHUTES_API_KEY"),
        LikeOpenAi("codestral", "https://codestral.mistral.ai/v1", "CODESTRAL_API_BASE", "CODESTRAL_API_KEY", MistralFim) with { Errors = ErrorForm.Mistral },
        LikeOpenAi("custom_openai", null, "OPENAI_BASE_URL OPENAI_API_BASE", "OPENAI_API_KEY", OfOpenAi) with { AcceptsStreamOptions = true },
        LikeOpenAi("dashscope", null, "DASHSCOPE_API_BASE", "DASHSCOPE_API_KEY") with { AcceptsStreamOptions = true },
        LikeOpenAi("databricks", null, "DATABRICKS_API_BASE", "DATABRICKS_API_KEY"),
        LikeOpenAi("deepinfra", "https://api.deepinfra.com/v1/openai", "DEEPINFRA_API_BASE", "DEEPINFRA_API_KEY") with { AcceptsStreamOptions = true },
        LikeOpenAi("deepseek", "https://api.deepseek.com/beta", "DEEPSEEK_API_BASE", "DEEPSEEK_API_KEY") with { AcceptsStreamOptions = true },
        LikeOpenAi("featherless_ai", "https://api.featherless.ai/v1", "FEATHERLESS_AI_API_BASE FEATHERLESS_API_BASE", "FEATHERLESS_AI_API_KEY FEATHERLESS_API_KEY"),
        LikeOpenAi("fireworks_ai", "https://api.fireworks.ai/inference/v1", "FIREWORKS_API_BASE", "FIREWORKS_API_KEY FIREWORKS_AI_API_KEY FIREWORKSAI_API_KEY FIREWORKS_AI_TOKEN")
            with { ModelPrefix = "accounts/fireworks/models/", AcceptsStreamOptions = true },
        LikeOpenAi("friendliai", "https://api.friendli.ai/serverless/v1", "FRIENDLI_API_BASE", "FRIENDLIAI_API_KEY FRIENDLI_TOKEN"),
        LikeOpenAi("galadriel", "https://api.galadriel.com/v1", "GALADRIEL_API_BASE", "GALADRIEL_API_KEY"),
        LikeOpenAi("github", "https://models.inference.ai.azure.com", "GITHUB_API_BASE", "GITHUB_API_KEY"),
        LikeOpenAi("gmi", "https://api.gmi-serving.com/v1", "", "GMI_API_KEY"),
        LikeOpenAi("hyperbolic", "https://api.hyperbolic.xyz/v1", "HYPERBOLIC_API_BASE", "HYPERBOLIC_API_KEY"),
        LikeOpenAi("lambda_ai", "https://api.lambda.ai/v1", "LAMBDA_API_BASE", "LAMBDA_API_KEY"),
        LikeOpenAi("litellm_proxy", null, "LITELLM_PROXY_API_BASE", "LITELLM_PROXY_API_KEY", [.. OfOpenAi, Rerank]) with { AcceptsStreamOptions = true },
        LikeOpenAi("llamafile", "http://127.0.0.1:8080/v1", "LLAMAFILE_API_BASE", "LLAMAFILE_API_KEY") with { IsLocal = true },
        LikeOpenAi("lm_studio", null, "LM_STUDIO_API_BASE", "LM_STUDIO_API_KEY", WireFormats.Responses) with { IsLocal = true, AcceptsStreamOptions = true },
        LikeOpenAi("meta_llama", "https://api.llama.com/compat/v1", "LLAMA_API_BASE", "LLAMA_API_KEY"),
        LikeOpenAi("moonshot", "https://api.moonshot.ai/v1", "MOONSHOT_API_BASE", "MOONSHOT_API_KEY") with { AcceptsStreamOptions = true },
        LikeOpenAi("morph", "https://api.morphllm.com/v1", "MORPH_API_BASE", "MORPH_API_KEY"),
        LikeOpenAi("nano-gpt", "https://nano-gpt.com/api/v1", "", "NANOGPT_API_KEY"),
        LikeOpenAi("nebius", "https://api.studio.nebius.ai/v1", "NEBIUS_API_BASE", "NEBIUS_API_KEY"),
        LikeOpenAi("novita", "https://api.novita.ai/v3/openai", "NOVITA_API_BASE", "NOVITA_API_KEY"),
        LikeOpenAi("nscale", "https://inference.api.nscale.com/v1", "NSCALE_API_BASE", "NSCALE_API_KEY") with { AcceptsStreamOptions = true },
        LikeOpenAi("nvidia_nim", "https://integrate.api.nvidia.com/v1", "NVIDIA_NIM_API_BASE", "NVIDIA_NIM_API_KEY"),
        LikeOpenAi("openai_like", null, "OPENAI_LIKE_API_BASE", "OPENAI_LIKE_API_KEY"),
        LikeOpenAi("openrouter", "https://openrouter.ai/api/v1", "OPENROUTER_API_BASE", "OPENROUTER_API_KEY OR_API_KEY", WireFormats.Responses) with { AcceptsStreamOptions = true },
        LikeOpenAi("perplexity", "https://api.perplexity.ai", "PERPLEXITY_API_BASE", "PERPLEXITYAI_API_KEY PERPLEXITY_API_KEY"),
        LikeOpenAi("poe", "https://api.poe.com/v1", "", "POE_API_KEY"),
        LikeOpenAi("publicai", "https://api.publicai.co/v1", "PUBLICAI_API_BASE", "PUBLICAI_API_KEY"),
        LikeOpenAi("sambanova", "https://api.sambanova.ai/v1", "SAMBANOVA_API_BASE", "SAMBANOVA_API_KEY") with { AcceptsStreamOptions = true },
        LikeOpenAi("scaleway", "https://api.scaleway.ai/v1", "", "SCW_SECRET_KEY"),
        LikeOpenAi("synthetic", "https://api.synthetic.new/openai/v1", "", "SYNTHETIC_API_KEY"),
        LikeOpenAi("together_ai", "https://api.together.xyz/v1", "TOGETHER_AI_API_BASE", "TOGETHER_API_KEY TOGETHER_AI_API_KEY TOGETHERAI_API_KEY TOGETHER_AI_TOKEN", Images, Speech, Transcription)
            with { AcceptsStreamOptions = true },
        LikeOpenAi("veniceai", "https://api.venice.ai/api/v1", "", "VENICE_AI_API_KEY"),
        LikeOpenAi("vercel_ai_gateway", "https://ai-gateway.vercel.sh/v1", "VERCEL_AI_GATEWAY_API_BASE", "VERCEL_AI_GATEWAY_API_KEY VERCEL_OIDC_TOKEN"),
        LikeOpenAi("volcengine", "https://ark.cn-beijing.volces.com/api/v3", "VOLCENGINE_API_BASE", "VOLCENGINE_API_KEY") with { AcceptsStreamOptions = true },
        LikeOpenAi("wandb", "https://api.inference.wandb.ai/v1", "WANDB_API_BASE", "WANDB_API_KEY"),
        LikeOpenAi("xai", "https://api.x.ai/v1", "XAI_API_BASE", "XAI_API_KEY", WireFormats.Responses, Images) with { AcceptsStreamOptions = true },
        LikeOpenAi("xinference", "http://127.0.0.1:9997/v1", "XINFERENCE_API_BASE", "XINFERENCE_API_KEY", Images, Rerank) with { IsLocal = true },
        LikeOpenAi("zai", "https://api.z.ai/api/paas/v4", "ZAI_API_BASE", "ZAI_API_KEY") with { AcceptsStreamOptions = true },
    ];

    private static Provider[] PassThroughOnly() =>
    [
        new("assemblyai") { DefaultBase = "https://api.assemblyai.com", KeyVariables = ["ASSEMBLYAI_API_KEY"], KeyPrefix = "", BasePath = "v2" },
        new("cursor") { BaseVariables = ["CURSOR_API_BASE"], KeyVariables = ["CURSOR_API_KEY"] },
        new("milvus") { BaseVariables = ["MILVUS_API_BASE"], KeyVariables = ["MILVUS_API_KEY"] },
    ];

    private static Provider Simulated() => new(
        "simulated",
        [
            .. OfOpenAi, Messages, MessageBatches, AnthropicFiles, GenerateContent, Rerank, CohereChat, CohereEmbed,
            OllamaChat, OllamaGenerate, OllamaEmbed, OllamaShow, Converse, InvokeModel, MistralFim,
        ])
    {
        IsLocal = true,
        DefaultBase = $"http://{SimulatedProvider.Host}",
        AcceptsStreamOptions = true,
    };

    private static Provider LikeOpenAi(string name, string? address, string addressVariables, string keyVariables, params WireFormat[] more) =>
        new(name, [.. new[] { ChatCompletions, Completions, Embeddings }.Union(more)])
        {
            DefaultBase = address,
            BaseVariables = addressVariables.Split(' ', StringSplitOptions.RemoveEmptyEntries),
            KeyVariables = keyVariables.Split(' '),
        };
}
