namespace TracedLlm.Export;

/// <summary>What destinations of keys, teams and requests are to the operator's own at the same backend.</summary>
public enum TenantDestinationMode
{
    /// <summary>They take its place: the operator's own gets nothing of the request.</summary>
    Override,

    /// <summary>They come besides it.</summary>
    Additive,
}
