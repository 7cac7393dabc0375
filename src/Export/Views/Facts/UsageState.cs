namespace TracedLlm.Export.Views.Facts;

/// <summary>Whether the tokens that a call used are known.</summary>
internal enum UsageState
{
    /// <summary>They are not known: a view must neither guess them nor write zeros.</summary>
    Unknown,

    /// <summary>The call used no tokens: its answer came from a cache, or no provider answered.</summary>
    Nothing,

    /// <summary>The provider or the gateway reported them.</summary>
    Reported,
}
