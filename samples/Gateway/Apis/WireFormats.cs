namespace TracedLlm.Samples.Gateway;

/// <summary>The APIs that the gateway knows.</summary>
internal static class WireFormats
{
    // https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_InvokeModel.html: guardrails, tracing, latency, service tier, counts of tokens.
    private const string BedrockHeaders = "x-amzn-bedrock-";

    public static readonly WireFormat ChatCompletions = new()
    {
        Name = "chat completions",
        Fields = ProvidersFields.ChatCompletions,
        ModelPath = "chat/completions",
        HasStreamOptions = true,
        IsRepeatable = true,
        RequestTexts = JsonPaths.Parse(
            "messages.*.content",
            "messages.*.content.*.text",
            "messages.*.tool_calls.*.function.arguments"),
        ResponseTexts = JsonPaths.Parse("choices.*.message.content", "choices.*.message.tool_calls.*.function.arguments"),
        StreamTexts = JsonPaths.Parse("choices.*.delta.content"),
        StreamIndexes = JsonPaths.Parse("choices.*.index"),
    };

    public static readonly WireFormat Completions = new()
    {
        Name = "completions",
        Fields = ProvidersFields.Completions,
        ModelPath = "completions",
        HasStreamOptions = true,
        IsRepeatable = true,
        RequestTexts = JsonPaths.Parse("prompt", "prompt.*", "suffix"),
        ResponseTexts = JsonPaths.Parse("choices.*.text"),
        StreamTexts = JsonPaths.Parse("choices.*.text"),
        StreamIndexes = JsonPaths.Parse("choices.*.index"),
    };

    public static readonly WireFormat Messages = new()
    {
        Name = "messages",
        Fields = ProvidersFields.Messages,
        ReadsTraceKeys = true,
        ModelPath = "messages",
        ProviderOwnsMetadata = true,
        IsRepeatable = true,
        Errors = ErrorForm.Anthropic,
        RequestTexts = JsonPaths.Parse(
            "system",
            "system.*.text",
            "messages.*.content",
            "messages.*.content.*.text",
            "messages.*.content.*.content",
            "messages.*.content.*.content.*.text"),
        ResponseTexts = JsonPaths.Parse("content.*.text"),
        StreamTexts = JsonPaths.Parse("delta.text"),
        StreamIndexes = JsonPaths.Parse("index"),
    };

    public static readonly WireFormat MessageBatches = new()
    {
        Name = "message batches",
        Fields = ProvidersFields.MessageBatches,
        InnerRequests = new("requests", "params", Messages),
        ProviderOwnsMetadata = true,
        Errors = ErrorForm.Anthropic,
        RequestTexts = JsonPaths.Parse(
            "requests.*.params.system",
            "requests.*.params.system.*.text",
            "requests.*.params.messages.*.content",
            "requests.*.params.messages.*.content.*.text"),
    };

    // The last events repeat the whole text of the earlier events, so each kind of event counts as a separate text.
    public static readonly WireFormat Responses = new()
    {
        Name = "responses",
        Fields = ProvidersFields.Responses,
        ReadsTraceKeys = true,
        ModelPath = "responses",
        ProviderOwnsMetadata = true,
        RequestTexts = JsonPaths.Parse(
            "instructions",
            "input",
            "input.*.content",
            "input.*.content.*.text",
            "input.*.arguments",
            "input.*.output"),
        ResponseTexts = JsonPaths.Parse("output.*.content.*.text", "output.*.arguments"),
        StreamTexts = JsonPaths.Parse("delta", "text", "part.text", "item.content.*.text", "response.output.*.content.*.text"),
        StreamIndexes = JsonPaths.Parse("type", "output_index", "content_index"),
    };

    public static readonly WireFormat Embeddings = new()
    {
        Name = "embeddings",
        Fields = ProvidersFields.Embeddings,
        ModelPath = "embeddings",
        IsRepeatable = true,
        RequestTexts = JsonPaths.Parse("input", "input.*"),
    };

    public static readonly WireFormat GenerateContent = new()
    {
        Name = "Gemini",
        Fields = ProvidersFields.GenerateContent,
        Errors = ErrorForm.Gemini,
        RequestTexts = JsonPaths.Parse(
            "systemInstruction.parts.*.text",
            "system_instruction.parts.*.text",
            "contents.*.parts.*.text",
            "content.parts.*.text",
            "requests.*.content.parts.*.text"),
        RepeatedModels = JsonPaths.Parse("model", "requests.*.model"),
        ResponseTexts = JsonPaths.Parse("candidates.*.content.parts.*.text", "*.candidates.*.content.parts.*.text"),
        StreamTexts = JsonPaths.Parse("candidates.*.content.parts.*.text"),
        StreamIndexes = JsonPaths.Parse("candidates.*.index"),
    };

    public static readonly WireFormat Rerank = new()
    {
        Name = "rerank",
        Fields = ProvidersFields.Rerank,
        Errors = ErrorForm.Cohere,
        ModelPath = "rerank",
        Prefixes = ["/v2/", "/v1/", "/"],
        IsRepeatable = true,
        RequestTexts = JsonPaths.Parse("query", "documents.*", "documents.*.*"),
    };

    public static readonly WireFormat CohereChat = new()
    {
        Name = "Cohere chat",
        Fields = ProvidersFields.CohereChat,
        ModelPath = "chat",
        Prefixes = ["/v2/"],
        Errors = ErrorForm.Cohere,
        RequestTexts = JsonPaths.Parse("messages.*.content", "messages.*.content.*.text", "messages.*.tool_calls.*.function.arguments", "messages.*.content.*.document.data.*", "documents.*", "documents.*.data.*"),
        ResponseTexts = JsonPaths.Parse("message.content.*.text", "message.tool_calls.*.function.arguments"),
        StreamTexts = JsonPaths.Parse("delta.message.content.text"),
        StreamIndexes = JsonPaths.Parse("index"),
    };

    public static readonly WireFormat CohereEmbed = new()
    {
        Name = "Cohere embed",
        Fields = ProvidersFields.CohereEmbed,
        ModelPath = "embed",
        Prefixes = ["/v2/"],
        Errors = ErrorForm.Cohere,
        IsRepeatable = true,
        RequestTexts = JsonPaths.Parse("texts.*", "inputs.*.content.*.text"),
    };

    public static readonly WireFormat OllamaChat = OfOllama("chat") with
    {
        StreamsByDefault = true,
        RequestTexts = JsonPaths.Parse("messages.*.content"),
        ResponseTexts = JsonPaths.Parse("message.content"),
        StreamTexts = JsonPaths.Parse("message.content"),
    };

    public static readonly WireFormat OllamaGenerate = OfOllama("generate") with
    {
        StreamsByDefault = true,
        RequestTexts = JsonPaths.Parse("prompt", "system", "suffix"),
        ResponseTexts = JsonPaths.Parse("response"),
        StreamTexts = JsonPaths.Parse("response"),
    };

    public static readonly WireFormat OllamaEmbed = OfOllama("embed") with { RequestTexts = JsonPaths.Parse("input", "input.*") };

    public static readonly WireFormat OllamaShow = OfOllama("show") with { IsPassedOn = true };

    /// <summary>Mistral's completion between a beginning and an end ("fill in the middle").</summary>
    public static readonly WireFormat MistralFim = new()
    {
        Name = "fill-in-the-middle",
        Fields = ProvidersFields.MistralFim,
        ModelPath = "fim/completions",
        Prefixes = ["/v1/"],
        Errors = ErrorForm.Mistral,
        RequestTexts = JsonPaths.Parse("prompt", "suffix"),
        ResponseTexts = JsonPaths.Parse("choices.*.message.content"),
        StreamTexts = JsonPaths.Parse("choices.*.delta.content"),
        StreamIndexes = JsonPaths.Parse("choices.*.index"),
    };

    public static readonly WireFormat Converse = new()
    {
        Name = "Converse",
        Fields = ProvidersFields.Converse,
        Prefixes = ["/"],
        Errors = ErrorForm.Bedrock,
        HeaderPrefix = BedrockHeaders,
        RequestTexts = JsonPaths.Parse(
            "system.*.text",
            "system.*.guardContent.text.text",
            "messages.*.content.*.text",
            "messages.*.content.*.guardContent.text.text",
            "messages.*.content.*.document.source.text",
            "messages.*.content.*.document.source.content.*.text",
            "messages.*.content.*.toolResult.content.*.text",
            "promptVariables.*.text"),
        ResponseTexts = JsonPaths.Parse("output.message.content.*.text"),
        StreamTexts = JsonPaths.Parse("delta.text"),
        StreamIndexes = JsonPaths.Parse("contentBlockIndex"),
    };

    /// <summary>
    /// The bodies are those of the model's own API, by https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters.html:
    /// Anthropic's, Amazon's, Cohere's, Meta's, Mistral's, AI21's, Stability's and OpenAI's models.
    /// </summary>
    public static readonly WireFormat InvokeModel = new()
    {
        Name = "InvokeModel",
        Fields = ProvidersFields.InvokeModel,
        Prefixes = ["/"],
        Errors = ErrorForm.Bedrock,
        HeaderPrefix = BedrockHeaders,
        RequestTexts = JsonPaths.Parse(
            "system",
            "system.*.text",
            "messages.*.content",
            "messages.*.content.*.text",
            "messages.*.content.*.content",
            "messages.*.content.*.content.*.text",
            "messages.*.content.*.toolResult.content.*.text",
            "messages.*.tool_calls.*.function.arguments",
            "prompt",
            "suffix",
            "inputText",
            "message",
            "preamble",
            "chat_history.*.message",
            "documents.*",
            "documents.*.*",
            "tool_results.*.outputs.*.*",
            "query",
            "texts.*",
            "inputs.*.content.*.text",
            "text_prompts.*.text",
            "negative_prompt",
            "textToImageParams.text",
            "textToImageParams.negativeText",
            "imageVariationParams.text",
            "imageVariationParams.negativeText",
            "inPaintingParams.text",
            "inPaintingParams.negativeText",
            "outPaintingParams.text",
            "outPaintingParams.negativeText",
            "colorGuidedGenerationParams.text",
            "colorGuidedGenerationParams.negativeText",
            "textToVideoParams.text",
            "multiShotAutomatedParams.text",
            "multiShotManualParams.shots.*.text",
            "inputPrompt",
            "singleEmbeddingParams.text.value"),
        ResponseTexts = JsonPaths.Parse(
            "content.*.text",
            "output.message.content.*.text",
            "results.*.outputText",
            "generation",
            "generations.*.text",
            "outputs.*.text",
            "choices.*.message.content",
            "choices.*.message.tool_calls.*.function.arguments",
            "choices.*.text",
            "completion",
            "completions.*.data.text",
            "text"),
        StreamTexts = JsonPaths.Parse(
            "delta.text",
            "contentBlockDelta.delta.text",
            "outputText",
            "generation",
            "generations.*.text",
            "outputs.*.text",
            "choices.*.delta.content",
            "choices.*.message.content",
            "completion",
            "text",
            "response.text"),
        StreamIndexes = JsonPaths.Parse("index", "contentBlockDelta.contentBlockIndex", "choices.*.index", "event_type"),
    };

    public static readonly WireFormat Moderations = new()
    {
        Name = "moderations",
        Fields = ProvidersFields.Moderations,
        RequestTexts = JsonPaths.Parse("input", "input.*", "input.*.text"),
    };

    public static readonly WireFormat Images = new()
    {
        Name = "images",
        Fields = ProvidersFields.Images,
        RequestTexts = JsonPaths.Parse("prompt"),
        FormTexts = ["prompt"],
    };

    public static readonly WireFormat Speech = new()
    {
        Name = "speech",
        Fields = ProvidersFields.Speech,
        ModelPath = "audio/speech",
        RequestTexts = JsonPaths.Parse("input", "instructions"),
    };

    public static readonly WireFormat Transcription = new()
    {
        Name = "transcription",
        Fields = ProvidersFields.Transcription,
        ModelPath = "audio/transcriptions",
        FormTexts = ["prompt"],
        ResponseTexts = JsonPaths.Parse("text", "segments.*.text", "words.*.word"),
        StreamTexts = JsonPaths.Parse("delta", "text"),
        StreamIndexes = JsonPaths.Parse("type"),
    };

    public static readonly WireFormat Files = new() { Name = "files", Fields = ProvidersFields.Files, ProviderOwnsMetadata = true };

    public static readonly WireFormat AnthropicFiles = new() { Name = "Anthropic files", Fields = ProvidersFields.Files, ProviderOwnsMetadata = true, Errors = ErrorForm.Anthropic };

    public static readonly WireFormat Batches = new() { Name = "batches", Fields = ProvidersFields.Batches, ProviderOwnsMetadata = true };

    public static readonly WireFormat Assistants = new()
    {
        Name = "assistants",
        Fields = ProvidersFields.Assistants,
        ProviderOwnsMetadata = true,
        RequestTexts = JsonPaths.Parse(
            "instructions",
            "additional_instructions",
            "content",
            "content.*.text",
            "messages.*.content",
            "messages.*.content.*.text",
            "additional_messages.*.content",
            "additional_messages.*.content.*.text",
            "thread.messages.*.content",
            "thread.messages.*.content.*.text",
            "tool_outputs.*.output"),
        ResponseTexts = JsonPaths.Parse("content.*.text.value", "data.*.content.*.text.value"),
        StreamTexts = JsonPaths.Parse("delta.content.*.text.value", "content.*.text.value"),
        StreamIndexes = JsonPaths.Parse("object", "delta.content.*.index"),
    };

    public static readonly WireFormat VectorStores = new()
    {
        Name = "vector stores",
        Fields = ProvidersFields.VectorStores,
        RequestTexts = JsonPaths.Parse("query", "query.*"),
    };

    public static readonly WireFormat Conversations = new()
    {
        Name = "conversations",
        Fields = ProvidersFields.Conversations,
        ProviderOwnsMetadata = true,
        IsPassedOn = true,
        RequestTexts = JsonPaths.Parse("items.*.content", "items.*.content.*.text"),
    };

    public static readonly WireFormat Videos = new()
    {
        Name = "videos",
        Fields = ProvidersFields.Videos,
        ProviderOwnsMetadata = true,
        IsPassedOn = true,
        RequestTexts = JsonPaths.Parse("prompt"),
        FormTexts = ["prompt"],
    };

    public static readonly WireFormat Uploads = new() { Name = "uploads", Fields = ProvidersFields.Uploads, ProviderOwnsMetadata = true, IsPassedOn = true };

    public static readonly WireFormat Containers = new() { Name = "containers", Fields = ProvidersFields.Containers, ProviderOwnsMetadata = true, IsPassedOn = true };

    public static readonly WireFormat FineTuning = new() { Name = "fine-tuning", Fields = ProvidersFields.FineTuning, ProviderOwnsMetadata = true, IsPassedOn = true, NamesProvidersModels = true };

    public static readonly WireFormat Evals = new() { Name = "evals", Fields = ProvidersFields.Evals, ProviderOwnsMetadata = true, IsPassedOn = true, NamesProvidersModels = true };

    public static readonly WireFormat Realtime = new() { Name = "realtime", Fields = ProvidersFields.Realtime, TakesAnyBody = true };

    /// <summary>A provider's own API. The gateway does not know the meaning of its bodies.</summary>
    public static readonly WireFormat PassThrough = new() { Name = "pass-through", Fields = ProvidersFields.PassThrough, ProviderOwnsMetadata = true, TakesAnyBody = true };

    private static WireFormat OfOllama(string path) => new()
    {
        Name = $"Ollama {path}",
        Fields = ProvidersFields.Ollama,
        ModelPath = path,
        Prefixes = ["/api/"],
        BasePath = "api",
        Errors = ErrorForm.Ollama,
    };
}
