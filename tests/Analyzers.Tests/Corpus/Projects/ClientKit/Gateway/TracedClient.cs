namespace ClientKit.Gateway;

/// <summary>The generated client with a span for each attempt.</summary>
public sealed partial class TracedClient(IOpenAiClient inner) : IOpenAiClient
{
    [TracedLlmCall]
    public partial Task<CreateChatCompletionResponse> CreateChatCompletionAsync(
        [SpanTag("app.model", Path = "Model"), SpanTag("app.messages", Path = "Messages.Count")] CreateChatCompletionRequest body,
        CancellationToken cancellationToken);

    [TracedStage("list_models")]
    [return: SpanTag("app.models", Path = "Data.Count")]
    public partial Task<ListModelsResponse> ListModelsAsync(CancellationToken cancellationToken);

    private Task<CreateChatCompletionResponse> CreateChatCompletionCoreAsync(CreateChatCompletionRequest body, CancellationToken cancellationToken) =>
        inner.CreateChatCompletionAsync(body, cancellationToken);

    private Task<ListModelsResponse> ListModelsCoreAsync(CancellationToken cancellationToken) => inner.ListModelsAsync(cancellationToken);
}
