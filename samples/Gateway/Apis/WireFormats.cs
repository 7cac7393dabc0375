namespace TracedLlm.Samples.Gateway;

/// <summary>The APIs that the gateway knows.</summary>
internal static class WireFormats
{
    public static readonly WireFormat ChatCompletions = new()
    {
        Name = "chat completions",
        ModelPath = "chat/completions",
        IsRepeatable = true,
        RequestTexts = JsonPaths.Of(
            "messages.*.content",
            "messages.*.content.*.text",
            "messages.*.tool_calls.*.function.arguments"),
        ResponseTexts = JsonPaths.Of("choices.*.message.content", "choices.*.message.tool_calls.*.function.arguments"),
        StreamTexts = JsonPaths.Of("choices.*.delta.content"),
        StreamIndexes = JsonPaths.Of("choices.*.index"),
    };

    public static readonly WireFormat Completions = new()
    {
        Name = "completions",
        ModelPath = "completions",
        IsRepeatable = true,
        RequestTexts = JsonPaths.Of("prompt", "prompt.*", "suffix"),
        ResponseTexts = JsonPaths.Of("choices.*.text"),
        StreamTexts = JsonPaths.Of("choices.*.text"),
        StreamIndexes = JsonPaths.Of("choices.*.index"),
    };

    public static readonly WireFormat Messages = new()
    {
        Name = "messages",
        ModelPath = "messages",
        ProviderOwnsMetadata = true,
        IsRepeatable = true,
        IsAnthropic = true,
        RequestTexts = JsonPaths.Of(
            "system",
            "system.*.text",
            "messages.*.content",
            "messages.*.content.*.text",
            "messages.*.content.*.content",
            "messages.*.content.*.content.*.text"),
        ResponseTexts = JsonPaths.Of("content.*.text"),
        StreamTexts = JsonPaths.Of("delta.text"),
        StreamIndexes = JsonPaths.Of("index"),
    };

    public static readonly WireFormat MessageBatches = new()
    {
        Name = "message batches",
        ProviderOwnsMetadata = true,
        IsAnthropic = true,
        RequestTexts = JsonPaths.Of(
            "requests.*.params.system",
            "requests.*.params.system.*.text",
            "requests.*.params.messages.*.content",
            "requests.*.params.messages.*.content.*.text"),
    };

    // Its last events repeat in one piece what the others brought in parts: each kind of event is a text of its own.
    public static readonly WireFormat Responses = new()
    {
        Name = "responses",
        ModelPath = "responses",
        ProviderOwnsMetadata = true,
        RequestTexts = JsonPaths.Of(
            "instructions",
            "input",
            "input.*.content",
            "input.*.content.*.text",
            "input.*.arguments",
            "input.*.output"),
        ResponseTexts = JsonPaths.Of("output.*.content.*.text", "output.*.arguments"),
        StreamTexts = JsonPaths.Of("delta", "text", "part.text", "item.content.*.text", "response.output.*.content.*.text"),
        StreamIndexes = JsonPaths.Of("type", "output_index", "content_index"),
    };

    public static readonly WireFormat Embeddings = new()
    {
        Name = "embeddings",
        ModelPath = "embeddings",
        IsRepeatable = true,
        RequestTexts = JsonPaths.Of("input", "input.*"),
    };

    public static readonly WireFormat GenerateContent = new()
    {
        Name = "Gemini",
        RequestTexts = JsonPaths.Of("systemInstruction.parts.*.text", "system_instruction.parts.*.text", "contents.*.parts.*.text"),
        ResponseTexts = JsonPaths.Of("candidates.*.content.parts.*.text", "*.candidates.*.content.parts.*.text"),
        StreamTexts = JsonPaths.Of("candidates.*.content.parts.*.text"),
        StreamIndexes = JsonPaths.Of("candidates.*.index"),
    };

    public static readonly WireFormat Rerank = new()
    {
        Name = "rerank",
        ModelPath = "rerank",
        IsRepeatable = true,
        RequestTexts = JsonPaths.Of("query", "documents.*", "documents.*.text"),
    };

    public static readonly WireFormat Moderations = new()
    {
        Name = "moderations",
        RequestTexts = JsonPaths.Of("input", "input.*", "input.*.text"),
    };

    public static readonly WireFormat Images = new()
    {
        Name = "images",
        RequestTexts = JsonPaths.Of("prompt"),
        FormTexts = ["prompt"],
    };

    public static readonly WireFormat Speech = new()
    {
        Name = "speech",
        ModelPath = "audio/speech",
        RequestTexts = JsonPaths.Of("input", "instructions"),
    };

    public static readonly WireFormat Transcription = new()
    {
        Name = "transcription",
        ModelPath = "audio/transcriptions",
        FormTexts = ["prompt"],
        ResponseTexts = JsonPaths.Of("text", "segments.*.text", "words.*.word"),
        StreamTexts = JsonPaths.Of("delta", "text"),
        StreamIndexes = JsonPaths.Of("type"),
    };

    public static readonly WireFormat Files = new() { Name = "files", ProviderOwnsMetadata = true };

    public static readonly WireFormat Batches = new() { Name = "batches", ProviderOwnsMetadata = true };

    public static readonly WireFormat Assistants = new()
    {
        Name = "assistants",
        ProviderOwnsMetadata = true,
        RequestTexts = JsonPaths.Of(
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
        ResponseTexts = JsonPaths.Of("content.*.text.value", "data.*.content.*.text.value"),
        StreamTexts = JsonPaths.Of("delta.content.*.text.value", "content.*.text.value"),
        StreamIndexes = JsonPaths.Of("object", "delta.content.*.index"),
    };

    public static readonly WireFormat VectorStores = new()
    {
        Name = "vector stores",
        RequestTexts = JsonPaths.Of("query", "query.*"),
    };

    public static readonly WireFormat Realtime = new() { Name = "realtime", TakesAnyBody = true };

    /// <summary>A provider's own API. What a body of it means only the provider knows.</summary>
    public static readonly WireFormat PassThrough = new() { Name = "pass-through", ProviderOwnsMetadata = true, TakesAnyBody = true };
}
