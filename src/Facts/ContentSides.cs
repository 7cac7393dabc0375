namespace TracedLlm.Facts;

/// <summary>The sides of a request that an attribute with content quotes.</summary>
[Flags]
internal enum ContentSides
{
    /// <summary>What the caller asks; <c>mask_input</c> replaces it.</summary>
    Input = 1,

    /// <summary>What the model answers; <c>mask_output</c> replaces it.</summary>
    Output = 2,
}
