namespace TracedLlm.Tests.Metadata;

/// <summary>A provider's client whose answers are types, not bodies.</summary>
internal sealed partial class TypedSdk
{
    [TracedLlmCall]
    [return: SpanTag(GenAi.UsageInputTokens, Path = "Usage.Input")]
    [return: SpanTag(GenAi.UsageOutputTokens, Path = "Usage.Output")]
    [return: SpanTag(LiteLlm.UserId, Path = "User")]
    public partial Task<Completion> CompleteAsync([SpanTag(LiteLlm.SessionId)] string session);

    private static async Task<Completion> CompleteCoreAsync(string session)
    {
        await Task.Yield();
        return new(new(session.Length, 8), "u-1");
    }

    internal sealed record Completion(Usage? Usage, string? User);

    internal sealed record Usage(int Input, int Output);
}
