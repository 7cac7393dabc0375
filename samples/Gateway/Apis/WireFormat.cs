namespace TracedLlm.Samples.Gateway;

/// <summary>An API that callers and providers speak: where its texts are, and whose its metadata is. <see cref="WireFormats"/> has them all.</summary>
internal sealed class WireFormat
{
    public required string Name { get; init; }

    /// <summary>The path of its main call, which needs a model; <see langword="null"/> where no call does.</summary>
    public string? ModelPath { get; init; }

    /// <summary>Where a request has texts that a guardrail reads.</summary>
    public JsonPaths RequestTexts { get; init; } = JsonPaths.None;

    /// <summary>Which fields of a form have them.</summary>
    public IReadOnlyList<string> FormTexts { get; init; } = [];

    /// <summary>Where a response has them.</summary>
    public JsonPaths ResponseTexts { get; init; } = JsonPaths.None;

    /// <summary>Where an event of a streamed response has them.</summary>
    public JsonPaths StreamTexts { get; init; } = JsonPaths.None;

    /// <summary>Where an event says which of several texts it continues.</summary>
    public JsonPaths StreamIndexes { get; init; } = JsonPaths.None;

    /// <summary>Whether <c>metadata</c> is the provider's own, so that it goes on to it.</summary>
    public bool ProviderOwnsMetadata { get; init; }

    /// <summary>Whether equal requests have equal answers, which may be kept.</summary>
    public bool IsRepeatable { get; init; }

    /// <summary>Whether errors have Anthropic's form.</summary>
    public bool IsAnthropic { get; init; }

    /// <summary>Whether bodies other than JSON and forms go on unread; elsewhere they are taken for JSON.</summary>
    public bool TakesAnyBody { get; init; }

    public bool Streams => !StreamTexts.IsEmpty;
}
