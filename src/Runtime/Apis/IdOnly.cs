namespace TracedLlm.Apis;

/// <summary>An object of which only the id is read.</summary>
[PayloadMap]
internal readonly partial struct IdOnly
{
    [PayloadField("id")] public string? Id { get; init; }
}
