namespace TracedLlm;

/// <summary>What a moderation says of one input.</summary>
[PayloadMap]
internal readonly partial struct ModerationsResult
{
    [PayloadField("flagged")] public bool? Flagged { get; init; }
    [PayloadField("categories")] public Utf8Json Categories { get; init; }
}
