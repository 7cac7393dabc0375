namespace TracedLlm.Bench.Gateways;

/// <summary>What an answer, or an event of a stream, says besides its text.</summary>
internal sealed record ChatAnswer(string? Id, string? Model, string? ServiceTier, string? SystemFingerprint, ChatChoice[]? Choices, ChatUsage? Usage)
{
    /// <summary>This answer with what a later event of it says.</summary>
    public ChatAnswer With(ChatAnswer? later) => later is null ? this : this with
    {
        Choices = later.Choices is { Length: > 0 } ? later.Choices : Choices,
        Usage = later.Usage ?? Usage,
    };
}
