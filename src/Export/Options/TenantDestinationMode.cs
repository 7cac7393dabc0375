namespace TracedLlm.Export;

/// <summary>Whether destinations of keys, teams and requests replace the operator's own at the same backend.</summary>
public enum TenantDestinationMode
{
    /// <summary>They replace it: the operator's own destination gets no span of the request.</summary>
    Override,

    /// <summary>They are added to it: both destinations get the spans.</summary>
    Additive,
}
