namespace TracedLlm.Export.Views.Facts;

/// <summary>A part of a call's cost.</summary>
internal enum CostPart
{
    Input,

    /// <summary>The part of the input that was read from the provider's cache.</summary>
    CacheRead,

    /// <summary>The part of the input that was written to the provider's cache.</summary>
    CacheCreation,
    Output,
    Total,
}
